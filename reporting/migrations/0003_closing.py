"""Periods of the books that are closed, the guard that keeps them so, and the monthly pack."""

import customers.clock
import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django_fsm
import pgtrigger.compiler
import pgtrigger.migrations
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from customers.references import create_sequence
from reporting.closing.trigger import create_guard


class Migration(migrations.Migration):

    dependencies = [
        ('refunds', '0002_reference_numbers'),
        ('reporting', '0002_facts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        create_sequence("closing_reference"),
        create_sequence("pack_reference"),
        migrations.CreateModel(
            name='HistoricalPeriodClosing',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_actor', models.CharField(blank=True, max_length=120)),
                ('version', models.PositiveIntegerField(default=0)),
                ('reference', models.CharField(db_index=True, max_length=32)),
                ('first_on', models.DateField(verbose_name='from')),
                ('last_on', models.DateField(verbose_name='to')),
                ('zone', models.CharField(max_length=64)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('state', django_fsm.FSMField(choices=[('open', 'Being prepared'), ('closing', 'Being closed'), ('closed', 'Closed'), ('reopened', 'Opened again')], default='open', max_length=50, protected=True)),
                ('checksum', models.CharField(blank=True, max_length=64)),
                ('ledger_entry', models.BigIntegerField(null=True)),
                ('last_payment', models.BigIntegerField(null=True)),
                ('leased_until', models.DateTimeField(null=True)),
                ('trouble', models.CharField(blank=True, max_length=300)),
                ('prepared_by', models.CharField(max_length=120)),
                ('prepared_label', models.CharField(max_length=200)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('closed_at', models.DateTimeField(null=True)),
                ('reopened_at', models.DateTimeField(null=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('closer', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical period closing',
                'verbose_name_plural': 'historical period closings',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='PeriodClosing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=0)),
                ('reference', models.CharField(max_length=32, unique=True)),
                ('first_on', models.DateField(verbose_name='from')),
                ('last_on', models.DateField(verbose_name='to')),
                ('zone', models.CharField(max_length=64)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('state', django_fsm.FSMField(choices=[('open', 'Being prepared'), ('closing', 'Being closed'), ('closed', 'Closed'), ('reopened', 'Opened again')], default='open', max_length=50, protected=True)),
                ('checks', models.JSONField(default=list)),
                ('figures', models.JSONField(default=dict)),
                ('checksum', models.CharField(blank=True, max_length=64)),
                ('ledger_entry', models.BigIntegerField(null=True)),
                ('last_payment', models.BigIntegerField(null=True)),
                ('leased_until', models.DateTimeField(null=True)),
                ('trouble', models.CharField(blank=True, max_length=300)),
                ('prepared_by', models.CharField(max_length=120)),
                ('prepared_label', models.CharField(max_length=200)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('closed_at', models.DateTimeField(null=True)),
                ('reopened_at', models.DateTimeField(null=True)),
                ('closer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
        ),
        migrations.CreateModel(
            name='MonthlyPack',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=0)),
                ('reference', models.CharField(max_length=32, unique=True)),
                ('first_on', models.DateField(verbose_name='from')),
                ('last_on', models.DateField(verbose_name='to')),
                ('state', django_fsm.FSMField(choices=[('queued', 'Being made'), ('ready', 'Ready'), ('failed', 'Not made')], default='queued', max_length=50, protected=True)),
                ('done_parts', models.PositiveSmallIntegerField(default=0)),
                ('all_parts', models.PositiveSmallIntegerField(default=0)),
                ('leased_until', models.DateTimeField(null=True)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('trouble', models.CharField(blank=True, max_length=300)),
                ('checksum', models.CharField(blank=True, max_length=64)),
                ('pdf', models.BinaryField(null=True)),
                ('archive', models.BinaryField(null=True)),
                ('pdf_sha256', models.CharField(blank=True, max_length=64)),
                ('archive_sha256', models.CharField(blank=True, max_length=64)),
                ('requested_by', models.CharField(max_length=120)),
                ('requested_label', models.CharField(max_length=200)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('finished_at', models.DateTimeField(null=True)),
                ('closing', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='packs', to='reporting.periodclosing')),
            ],
            bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalReopening',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_actor', models.CharField(blank=True, max_length=120)),
                ('version', models.PositiveIntegerField(default=0)),
                ('state', django_fsm.FSMField(choices=[('open', 'Waiting for a second person'), ('released', 'Opened again'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn')], default='open', max_length=50, protected=True)),
                ('reason', models.CharField(max_length=500)),
                ('proposed_at', models.DateTimeField(default=customers.clock.now)),
                ('words', models.CharField(blank=True, max_length=500)),
                ('decided_at', models.DateTimeField(null=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('decider', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposer', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('closing', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='reporting.periodclosing')),
            ],
            options={
                'verbose_name': 'historical reopening',
                'verbose_name_plural': 'historical reopenings',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalMonthlyPack',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_actor', models.CharField(blank=True, max_length=120)),
                ('version', models.PositiveIntegerField(default=0)),
                ('reference', models.CharField(db_index=True, max_length=32)),
                ('first_on', models.DateField(verbose_name='from')),
                ('last_on', models.DateField(verbose_name='to')),
                ('state', django_fsm.FSMField(choices=[('queued', 'Being made'), ('ready', 'Ready'), ('failed', 'Not made')], default='queued', max_length=50, protected=True)),
                ('done_parts', models.PositiveSmallIntegerField(default=0)),
                ('all_parts', models.PositiveSmallIntegerField(default=0)),
                ('leased_until', models.DateTimeField(null=True)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('trouble', models.CharField(blank=True, max_length=300)),
                ('checksum', models.CharField(blank=True, max_length=64)),
                ('pdf_sha256', models.CharField(blank=True, max_length=64)),
                ('archive_sha256', models.CharField(blank=True, max_length=64)),
                ('requested_by', models.CharField(max_length=120)),
                ('requested_label', models.CharField(max_length=200)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('finished_at', models.DateTimeField(null=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('closing', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='reporting.periodclosing')),
            ],
            options={
                'verbose_name': 'historical monthly pack',
                'verbose_name_plural': 'historical monthly packs',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='CarriedOver',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('check_code', models.CharField(max_length=40)),
                ('fingerprint', models.CharField(max_length=64)),
                ('count', models.PositiveIntegerField()),
                ('reason', models.CharField(max_length=500)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('closing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='carried', to='reporting.periodclosing')),
            ],
        ),
        migrations.CreateModel(
            name='Reopening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=0)),
                ('state', django_fsm.FSMField(choices=[('open', 'Waiting for a second person'), ('released', 'Opened again'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn')], default='open', max_length=50, protected=True)),
                ('reason', models.CharField(max_length=500)),
                ('proposed_at', models.DateTimeField(default=customers.clock.now)),
                ('words', models.CharField(blank=True, max_length=500)),
                ('decided_at', models.DateTimeField(null=True)),
                ('closing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reopenings', to='reporting.periodclosing')),
                ('decider', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-id'],
            },
            bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historicalperiodclosing',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='3844b7dfe244e31e1b39a22bcf8fa7a8fbbb653f', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_e0eee', table='reporting_historicalperiodclosing', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='periodclosing',
            index=models.Index(fields=['-first_on', '-id'], name='closing_newest'),
        ),
        migrations.AddIndex(
            model_name='periodclosing',
            index=models.Index(condition=models.Q(('state__in', ('closing', 'closed'))), fields=['-ends_at'], name='closing_until'),
        ),
        migrations.AddConstraint(
            model_name='periodclosing',
            constraint=models.CheckConstraint(condition=models.Q(('last_on__gte', models.F('first_on'))), name='closing_days_in_order'),
        ),
        migrations.AddConstraint(
            model_name='periodclosing',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='closing_moments_in_order'),
        ),
        migrations.AddConstraint(
            model_name='periodclosing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('closed', 'reopened')), _negated=True), models.Q(models.Q(('checksum', ''), _negated=True), ('closed_at__isnull', False), ('closer__isnull', False), ('ledger_entry__isnull', False)), _connector='OR'), name='closing_closed_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='periodclosing',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('state', 'reopened'), _negated=True), expressions=[(models.Func('first_on', 'last_on', models.Value('[]'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='closing_no_day_twice'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='periodclosing',
            trigger=pgtrigger.compiler.Trigger(name='declared_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{closed:reopened,closing:closed,closing:open,open:closing}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='9307ab54d8bfe3ac3b5a2b20c19177fe898e6707', operation='UPDATE', pgid='pgtrigger_declared_moves_a2af0', table='reporting_periodclosing', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='periodclosing',
            trigger=pgtrigger.compiler.Trigger(name='born_in_first_state', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NOT (NEW."state" IN (\'open\')))', func="RAISE EXCEPTION 'A new period closing starts as open, not as %', NEW.state;", hash='8b111b8e7c44e57d95894741aad008bb29f7ed7e', operation='INSERT', pgid='pgtrigger_born_in_first_state_6591f', table='reporting_periodclosing', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='periodclosing',
            trigger=pgtrigger.compiler.Trigger(name='version_goes_up', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF NEW.version <> OLD.version THEN RAISE EXCEPTION 'This row changed in the meantime' USING ERRCODE = '40001'; END IF; NEW.version = OLD.version + 1; RETURN NEW;", hash='e0a1d43958008fbd61b8729fc176d06afd216901', operation='UPDATE', pgid='pgtrigger_version_goes_up_5bb09', table='reporting_periodclosing', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='monthlypack',
            index=models.Index(fields=['-created_at', '-id'], name='pack_newest'),
        ),
        migrations.AddIndex(
            model_name='monthlypack',
            index=models.Index(condition=models.Q(('state', 'queued')), fields=['created_at'], name='pack_due'),
        ),
        migrations.AddConstraint(
            model_name='monthlypack',
            constraint=models.CheckConstraint(condition=models.Q(('last_on__gte', models.F('first_on'))), name='pack_days_in_order'),
        ),
        migrations.AddConstraint(
            model_name='monthlypack',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'ready'), _negated=True), models.Q(('archive__isnull', False), ('pdf__isnull', False)), _connector='OR'), name='pack_ready_has_papers'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='monthlypack',
            trigger=pgtrigger.compiler.Trigger(name='declared_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{queued:failed,queued:ready}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='cc9f327783534850fcf934e37edafff1b1909eea', operation='UPDATE', pgid='pgtrigger_declared_moves_129a8', table='reporting_monthlypack', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='monthlypack',
            trigger=pgtrigger.compiler.Trigger(name='born_in_first_state', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NOT (NEW."state" IN (\'queued\')))', func="RAISE EXCEPTION 'A new monthly pack starts as queued, not as %', NEW.state;", hash='0b4de0aff07b90f901c4e0bca4a144a3922cb73e', operation='INSERT', pgid='pgtrigger_born_in_first_state_18d5b', table='reporting_monthlypack', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='monthlypack',
            trigger=pgtrigger.compiler.Trigger(name='version_goes_up', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF NEW.version <> OLD.version THEN RAISE EXCEPTION 'This row changed in the meantime' USING ERRCODE = '40001'; END IF; NEW.version = OLD.version + 1; RETURN NEW;", hash='9d6846d091ac884954e206630bf606850b9af6e2', operation='UPDATE', pgid='pgtrigger_version_goes_up_3d93d', table='reporting_monthlypack', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historicalreopening',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d3e78d2828744fcecf774f5ec216bc919e793954', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_a2966', table='reporting_historicalreopening', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historicalmonthlypack',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='9f99be930031f9753426783477f4e3d2bbb22252', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_dc68e', table='reporting_historicalmonthlypack', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='carriedover',
            constraint=models.UniqueConstraint(fields=('closing', 'check_code', 'fingerprint'), name='carried_once'),
        ),
        migrations.AddConstraint(
            model_name='carriedover',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='carried_with_a_reason'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='carriedover',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d1ef6ecc34769492251db5c0dd6b63c41cfc19e6', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_76431', table='reporting_carriedover', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='reopening',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('closing',), name='reopening_one_open'),
        ),
        migrations.AddConstraint(
            model_name='reopening',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'released'), _negated=True), models.Q(('decider__isnull', False), models.Q(('decider', models.F('proposer')), _negated=True)), _connector='OR'), name='reopening_takes_two'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reopening',
            trigger=pgtrigger.compiler.Trigger(name='declared_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{open:declined,open:released,open:withdrawn}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='0752150558ee5d533c1d33d1299e841c114399b9', operation='UPDATE', pgid='pgtrigger_declared_moves_8b8db', table='reporting_reopening', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reopening',
            trigger=pgtrigger.compiler.Trigger(name='born_in_first_state', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NOT (NEW."state" IN (\'open\')))', func="RAISE EXCEPTION 'A new reopening starts as open, not as %', NEW.state;", hash='7fac6b00a1b4d902f69056c69ffa5458cd6c21b2', operation='INSERT', pgid='pgtrigger_born_in_first_state_287a5', table='reporting_reopening', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reopening',
            trigger=pgtrigger.compiler.Trigger(name='version_goes_up', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF NEW.version <> OLD.version THEN RAISE EXCEPTION 'This row changed in the meantime' USING ERRCODE = '40001'; END IF; NEW.version = OLD.version + 1; RETURN NEW;", hash='e8015a78a966df98afe9e0a4589727be20f49b22', operation='UPDATE', pgid='pgtrigger_version_goes_up_7fa52', table='reporting_reopening', when='BEFORE')),
        ),
        create_guard(),
    ]
