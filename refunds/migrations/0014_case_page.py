"""Documents of a case, what each person saw of it last, and requests merged into others."""

import customers.clock
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("refunds", "0013_saved_views"),
        ("customers", "0009_documents_and_refusals"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='RefundDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='SeenCase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seen_hash', models.CharField(max_length=64)),
                ('snapshot', models.JSONField()),
                ('seen_at', models.DateTimeField(default=customers.clock.now)),
            ],
        ),
        migrations.AddField(
            model_name='historicalrefund',
            name='merged_into',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='refunds.refund'),
        ),
        migrations.AddField(
            model_name='refund',
            name='merged_into',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged_from', to='refunds.refund'),
        ),
        migrations.AddIndex(
            model_name='webhookevent',
            index=models.Index(condition=models.Q(('refund_reference', ''), _negated=True), fields=['refund_reference'], name='webhook_of_refund'),
        ),
        migrations.AddField(
            model_name='refunddocument',
            name='document',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='refund_papers', to='customers.document'),
        ),
        migrations.AddField(
            model_name='refunddocument',
            name='refund',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='refunds.refund'),
        ),
        migrations.AddField(
            model_name='seencase',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seen_cases', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='seencase',
            name='refund',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seen_by', to='refunds.refund'),
        ),
        migrations.AddConstraint(
            model_name='refunddocument',
            constraint=models.UniqueConstraint(fields=('refund', 'document'), name='refund_document_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='refunddocument',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e1cb8fd5bba980817b4ae6017c1f82c26b8e8fee', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_786a4', table='refunds_refunddocument', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='seencase',
            index=models.Index(fields=['refund', 'person', '-seen_at'], name='seen_of_case'),
        ),
        migrations.AddConstraint(
            model_name='seencase',
            constraint=models.UniqueConstraint(fields=('person', 'refund', 'seen_hash'), name='seen_case_once'),
        ),
    ]
