"""The request behind an attempt and a webhook, and how long gateways take to answer."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("refunds", "0004_work_list_fields"),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalrefundattempt',
            name='answered_at',
            field=models.DateTimeField(null=True, verbose_name='first answer of the gateway'),
        ),
        migrations.AddField(
            model_name='historicalrefundattempt',
            name='correlation_id',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='refundattempt',
            name='answered_at',
            field=models.DateTimeField(null=True, verbose_name='first answer of the gateway'),
        ),
        migrations.AddField(
            model_name='refundattempt',
            name='correlation_id',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='webhookevent',
            name='correlation_id',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddIndex(
            model_name='refundattempt',
            index=models.Index(fields=['gateway_account', '-sent_at'], name='attempt_by_account'),
        ),
        migrations.AddIndex(
            model_name='refundattempt',
            index=models.Index(condition=models.Q(('answered_at__isnull', False)), fields=['gateway_account', '-answered_at'], name='attempt_answered'),
        ),
        migrations.AddIndex(
            model_name='webhookevent',
            index=models.Index(condition=models.Q(('state__in', ('parked', 'quarantined'))), fields=['received_at', 'id'], name='webhook_parked'),
        ),
        migrations.AddIndex(
            model_name='workorder',
            index=models.Index(condition=models.Q(('state', 'parked')), fields=['created_at', 'id'], name='work_order_parked'),
        ),
    ]
