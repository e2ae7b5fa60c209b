"""Warnings that a payment may be fraud are kept."""

import customers.clock
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0004_lists_by_time'),
        ('disputes', '0002_reference_numbers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalFraudWarning',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_actor', models.CharField(blank=True, max_length=120)),
                ('gateway', models.CharField(max_length=32)),
                ('gateway_account', models.CharField(max_length=64)),
                ('gateway_reference', models.CharField(max_length=191)),
                ('fraud_type', models.CharField(blank=True, max_length=80, verbose_name="the gateway's word for the kind of fraud")),
                ('actionable', models.BooleanField(null=True)),
                ('warned_at', models.DateTimeField(default=customers.clock.now)),
                ('told_at', models.DateTimeField(default=customers.clock.now)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('payment', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='customers.payment')),
            ],
            options={
                'verbose_name': 'historical fraud warning',
                'verbose_name_plural': 'historical fraud warnings',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='FraudWarning',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('gateway', models.CharField(max_length=32)),
                ('gateway_account', models.CharField(max_length=64)),
                ('gateway_reference', models.CharField(max_length=191)),
                ('fraud_type', models.CharField(blank=True, max_length=80, verbose_name="the gateway's word for the kind of fraud")),
                ('actionable', models.BooleanField(null=True)),
                ('warned_at', models.DateTimeField(default=customers.clock.now)),
                ('told_at', models.DateTimeField(default=customers.clock.now)),
                ('raw', models.JSONField(default=dict, verbose_name="the gateway's own record")),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('payment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='fraud_warnings', to='customers.payment')),
            ],
            options={
                'indexes': [models.Index(fields=['-warned_at', '-id'], name='warning_newest'), models.Index(condition=models.Q(('actionable', True)), fields=['-warned_at', '-id'], name='warning_actionable')],
                'constraints': [models.UniqueConstraint(fields=('gateway', 'gateway_account', 'gateway_reference'), name='warning_once_per_gateway_reference')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historicalfraudwarning',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='8edd6adfaf8c24e2c7e5fd54dee773f0b26c2029', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_379fe', table='disputes_historicalfraudwarning', when='BEFORE')),
        ),
    ]
