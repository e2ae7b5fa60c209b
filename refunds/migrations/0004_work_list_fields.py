"""Whose case it is, by when it is answered, and whether it was put before the leads."""

import customers.clock
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("refunds", "0003_roles"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalrefund',
            name='assignee',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalrefund',
            name='decide_by',
            field=models.DateTimeField(default=customers.clock.now, verbose_name='answer promised by'),
        ),
        migrations.AddField(
            model_name='historicalrefund',
            name='escalated_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='refund',
            name='assignee',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='assigned_refunds', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='refund',
            name='decide_by',
            field=models.DateTimeField(default=customers.clock.now, verbose_name='answer promised by'),
        ),
        migrations.AddField(
            model_name='refund',
            name='escalated_at',
            field=models.DateTimeField(null=True),
        ),
    ]
