"""Fight or accept: fees, what work costs, what was decided and known then, and the automatic rules."""

import customers.clock
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('disputes', '0002_reference_numbers'),
        ('refunds', '0004_a_rule_dealt_with_a_dispute'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='WeighingTally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcomes', models.JSONField(default=list)),
                ('bands', models.JSONField(default=list)),
                ('advice', models.JSONField(default=list)),
                ('networks', models.JSONField(default=dict)),
                ('counted_at', models.DateTimeField(default=customers.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name='AutomaticRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('currency', models.CharField(max_length=3, unique=True)),
                ('is_on', models.BooleanField(default=False)),
                ('accepts', models.BooleanField(default=False, verbose_name='accept chargebacks')),
                ('refunds', models.BooleanField(default=False, verbose_name='refund inquiries')),
                ('categories', models.JSONField(default=list)),
                ('up_to_minor', models.BigIntegerField()),
                ('per_day_minor', models.BigIntegerField()),
                ('per_month_minor', models.BigIntegerField()),
                ('on_since', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
            ],
            options={
                'ordering': ['currency'],
                'constraints': [models.CheckConstraint(condition=models.Q(('up_to_minor__gt', 0), ('per_day_minor__gte', models.F('up_to_minor')), ('per_month_minor__gte', models.F('per_day_minor'))), name='automatic_rule_has_ceilings'), models.CheckConstraint(condition=models.Q(('is_on', False), ('on_since__isnull', False), _connector='OR'), name='automatic_rule_since')],
            },
        ),
        migrations.CreateModel(
            name='DisputeFee',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('dispute', 'For the dispute'), ('answer', 'For answering it')], max_length=10)),
                ('gateway', models.CharField(max_length=32)),
                ('account', models.CharField(blank=True, max_length=64)),
                ('country', models.CharField(blank=True, max_length=2)),
                ('currency', models.CharField(max_length=3)),
                ('amount_minor', models.BigIntegerField()),
                ('comes_back', models.BooleanField(default=False, verbose_name='given back when the dispute is won')),
                ('valid_from', models.DateField()),
                ('source', models.CharField(max_length=300, verbose_name='where it is written')),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
            ],
            options={
                'ordering': ['gateway', 'account', 'country', 'kind', '-valid_from', 'id'],
                'constraints': [models.UniqueConstraint(fields=('kind', 'gateway', 'account', 'country', 'currency', 'valid_from'), name='dispute_fee_once'), models.CheckConstraint(condition=models.Q(('amount_minor__gte', 0)), name='dispute_fee_not_negative')],
            },
        ),
        migrations.CreateModel(
            name='HistoricalAutomaticRule',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_actor', models.CharField(blank=True, max_length=120)),
                ('currency', models.CharField(db_index=True, max_length=3)),
                ('is_on', models.BooleanField(default=False)),
                ('accepts', models.BooleanField(default=False, verbose_name='accept chargebacks')),
                ('refunds', models.BooleanField(default=False, verbose_name='refund inquiries')),
                ('categories', models.JSONField(default=list)),
                ('up_to_minor', models.BigIntegerField()),
                ('per_day_minor', models.BigIntegerField()),
                ('per_month_minor', models.BigIntegerField()),
                ('on_since', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical automatic rule',
                'verbose_name_plural': 'historical automatic rules',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalDisputeFee',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_actor', models.CharField(blank=True, max_length=120)),
                ('kind', models.CharField(choices=[('dispute', 'For the dispute'), ('answer', 'For answering it')], max_length=10)),
                ('gateway', models.CharField(max_length=32)),
                ('account', models.CharField(blank=True, max_length=64)),
                ('country', models.CharField(blank=True, max_length=2)),
                ('currency', models.CharField(max_length=3)),
                ('amount_minor', models.BigIntegerField()),
                ('comes_back', models.BooleanField(default=False, verbose_name='given back when the dispute is won')),
                ('valid_from', models.DateField()),
                ('source', models.CharField(max_length=300, verbose_name='where it is written')),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical dispute fee',
                'verbose_name_plural': 'historical dispute fees',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalStaffTime',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_actor', models.CharField(blank=True, max_length=120)),
                ('currency', models.CharField(db_index=True, max_length=3)),
                ('minutes', models.PositiveSmallIntegerField()),
                ('hour_minor', models.BigIntegerField()),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical staff time',
                'verbose_name_plural': 'historical staff times',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='StaffTime',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('currency', models.CharField(max_length=3, unique=True)),
                ('minutes', models.PositiveSmallIntegerField()),
                ('hour_minor', models.BigIntegerField()),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
            ],
            options={
                'ordering': ['currency'],
                'constraints': [models.CheckConstraint(condition=models.Q(('minutes__gt', 0), ('hour_minor__gt', 0)), name='staff_time_positive')],
            },
        ),
        migrations.CreateModel(
            name='Appraisal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.PositiveSmallIntegerField()),
                ('decision', models.CharField(choices=[('fight', 'Answered with evidence'), ('accept', 'Accepted'), ('refund', 'Refunded instead')], max_length=10)),
                ('actor_label', models.CharField(max_length=200)),
                ('advice', models.CharField(choices=[('fight', 'Fight'), ('give_in', 'Give in')], max_length=10)),
                ('was_close', models.BooleanField()),
                ('chance', models.PositiveSmallIntegerField()),
                ('chance_low', models.PositiveSmallIntegerField()),
                ('chance_high', models.PositiveSmallIntegerField()),
                ('cases', models.PositiveIntegerField(verbose_name='ended disputes that the chance rests on')),
                ('strength', models.CharField(choices=[('weak', 'Weak evidence'), ('fair', 'Fair evidence'), ('strong', 'Strong evidence')], max_length=10)),
                ('readiness', models.PositiveSmallIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('amount_minor', models.BigIntegerField()),
                ('fight_minor', models.BigIntegerField()),
                ('given_minor', models.BigIntegerField(default=0)),
                ('lines', models.JSONField(default=list, verbose_name='the arithmetic')),
                ('not_counted', models.JSONField(default=list)),
                ('decided_at', models.DateTimeField(default=customers.clock.now)),
                ('answer', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='appraisal', to='disputes.disputeanswer')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('dispute', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appraisals', to='disputes.dispute')),
                ('refund', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='dispute_appraisal', to='refunds.refund')),
                ('rule', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='acts', to='disputes.automaticrule')),
            ],
            options={
                'ordering': ['id'],
                'indexes': [models.Index(fields=['dispute', '-id'], name='appraisal_of_dispute'), models.Index(condition=models.Q(('rule__isnull', False)), fields=['rule', 'decided_at'], include=('given_minor',), name='appraisal_by_rule')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('answer', None), ('decision', 'refund'), ('refund__isnull', False)), models.Q(('decision__in', ('fight', 'accept')), ('refund', None), ('answer__isnull', False)), _connector='OR'), name='appraisal_of_an_answer_or_a_refund'), models.UniqueConstraint(condition=models.Q(('rule__isnull', False)), fields=('dispute',), name='rule_acts_once')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='appraisal',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='cc47ef3b68f9482051583135cb441783dac4b91d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_57f01', table='disputes_appraisal', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historicalautomaticrule',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='f1e25cfc01d4d887798040326269de12367ae5a1', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_98abb', table='disputes_historicalautomaticrule', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historicaldisputefee',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='22e2d62a83fc3d1d5a149a77ccb3ea2db6262a50', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_d07a8', table='disputes_historicaldisputefee', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historicalstafftime',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='ad67cf0e15d19a284a41e4f7d0816384ab0ebd0c', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_d4960', table='disputes_historicalstafftime', when='BEFORE')),
        ),
    ]
