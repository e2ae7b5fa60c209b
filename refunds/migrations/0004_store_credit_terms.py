"""How long store credit is good, and corrections by hand."""

import customers.clock
import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from customers.references import create_sequence


class Migration(migrations.Migration):

    dependencies = [
        ("refunds", "0003_what_disputes_add"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='journalentry',
            name='kind',
            field=models.CharField(choices=[('reserve', 'Reserved'), ('release', 'Reservation given back'), ('settle', 'Paid back'), ('reverse', 'Came back'), ('credit_spend', 'Store credit spent'), ('credit_expiry', 'Store credit expired'), ('credit_give_back', 'Store credit given back'), ('credit_correction', 'Store credit corrected'), ('dispute_withdrawn', 'Taken for a dispute'), ('dispute_reinstated', 'Dispute money given back'), ('dispute_fee', 'Dispute fee'), ('dispute_counter_fee', 'Fee for answering a dispute'), ('dispute_fee_returned', 'Dispute fee given back'), ('dispute_written_off', 'Dispute written off'), ('dispute_written_up', 'Dispute written up again')], max_length=24),
        ),
        migrations.CreateModel(
            name='CreditTerms',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('country', models.CharField(blank=True, max_length=2, unique=True, verbose_name='country')),
                ('days', models.PositiveIntegerField(null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(36500)], verbose_name='good for days')),
                ('notice_days', models.PositiveSmallIntegerField(default=30, validators=[django.core.validators.MaxValueValidator(365)], verbose_name='tell the customer, days before')),
                ('grace_days', models.PositiveSmallIntegerField(default=30, validators=[django.core.validators.MaxValueValidator(365)], verbose_name='days of grace after a return')),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
            ],
            options={
                'verbose_name': 'terms of store credit',
                'ordering': ['country'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('days__isnull', True), models.Q(('days__gte', 1), ('days__lte', 36500)), _connector='OR'), ('grace_days__lte', 365), ('notice_days__lte', 365)), name='credit_terms_within_bounds')],
            },
        ),
        migrations.CreateModel(
            name='HistoricalCreditCorrection',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_actor', models.CharField(blank=True, max_length=120)),
                ('reference', models.CharField(db_index=True, max_length=32)),
                ('amount_minor', models.BigIntegerField()),
                ('reason', models.CharField(max_length=300, verbose_name='reason')),
                ('state', models.CharField(choices=[('waiting', 'Waits for a second person'), ('done', 'Done'), ('refused', 'Refused')], default='waiting', max_length=10)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('decided_at', models.DateTimeField(null=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('account', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='customers.creditaccount')),
                ('decider', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposer', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical credit correction',
                'verbose_name_plural': 'historical credit corrections',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalCreditTerms',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_actor', models.CharField(blank=True, max_length=120)),
                ('country', models.CharField(blank=True, db_index=True, max_length=2, verbose_name='country')),
                ('days', models.PositiveIntegerField(null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(36500)], verbose_name='good for days')),
                ('notice_days', models.PositiveSmallIntegerField(default=30, validators=[django.core.validators.MaxValueValidator(365)], verbose_name='tell the customer, days before')),
                ('grace_days', models.PositiveSmallIntegerField(default=30, validators=[django.core.validators.MaxValueValidator(365)], verbose_name='days of grace after a return')),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical terms of store credit',
                'verbose_name_plural': 'historical terms of store credits',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='CreditCorrection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=32, unique=True)),
                ('amount_minor', models.BigIntegerField()),
                ('reason', models.CharField(max_length=300, verbose_name='reason')),
                ('state', models.CharField(choices=[('waiting', 'Waits for a second person'), ('done', 'Done'), ('refused', 'Refused')], default='waiting', max_length=10)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('decided_at', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='customers.creditaccount')),
                ('decider', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['created_at', 'id'], name='credit_correction_waiting'), models.Index(fields=['account', '-id'], name='credit_correction_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('amount_minor', 0), _negated=True), name='credit_correction_not_zero'), models.CheckConstraint(condition=models.Q(('decider__isnull', True), models.Q(('decider', models.F('proposer')), _negated=True), _connector='OR'), name='credit_correction_other_eyes'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decider__isnull', True), ('state', 'waiting')), models.Q(models.Q(('state', 'waiting'), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='credit_correction_decided_or_waiting')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historicalcreditcorrection',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='478a7532301fa559f7206dd1ff32c01f8b0250d9', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_8e069', table='refunds_historicalcreditcorrection', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historicalcreditterms',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='b1b5dbef43a24c9e0ae392013e2cf7f27aa862b2', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_558a1', table='refunds_historicalcreditterms', when='BEFORE')),
        ),
        create_sequence("credit_hold_reference"),
        create_sequence("credit_correction_reference"),
    ]
