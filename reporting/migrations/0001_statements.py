"""Statements: ordered, printed by a worker, kept with their checksum."""

import customers.clock
import django.db.models.deletion
import django_fsm
import pgtrigger.compiler
import pgtrigger.migrations
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from customers.references import create_sequence


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('customers', '0002_reference_numbers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        create_sequence("statement_reference"),
        migrations.CreateModel(
            name='HistoricalStatement',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_actor', models.CharField(blank=True, max_length=120)),
                ('version', models.PositiveIntegerField(default=0)),
                ('reference', models.CharField(db_index=True, max_length=32)),
                ('kind', models.CharField(choices=[('period', 'A period'), ('customer', 'One customer')], max_length=10)),
                ('first_on', models.DateField(verbose_name='from')),
                ('last_on', models.DateField(verbose_name='to')),
                ('state', django_fsm.FSMField(choices=[('queued', 'Being made'), ('ready', 'Ready'), ('failed', 'Not made')], default='queued', max_length=50, protected=True)),
                ('leased_until', models.DateTimeField(null=True)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('trouble', models.CharField(blank=True, max_length=300)),
                ('row_count', models.PositiveIntegerField(null=True)),
                ('ledger_entry', models.BigIntegerField(null=True)),
                ('checksum', models.CharField(blank=True, max_length=64)),
                ('requested_by', models.CharField(max_length=120)),
                ('requested_label', models.CharField(max_length=200)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('finished_at', models.DateTimeField(null=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('customer', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='customers.customer')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical statement',
                'verbose_name_plural': 'historical statements',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Statement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=0)),
                ('reference', models.CharField(max_length=32, unique=True)),
                ('kind', models.CharField(choices=[('period', 'A period'), ('customer', 'One customer')], max_length=10)),
                ('first_on', models.DateField(verbose_name='from')),
                ('last_on', models.DateField(verbose_name='to')),
                ('state', django_fsm.FSMField(choices=[('queued', 'Being made'), ('ready', 'Ready'), ('failed', 'Not made')], default='queued', max_length=50, protected=True)),
                ('leased_until', models.DateTimeField(null=True)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('trouble', models.CharField(blank=True, max_length=300)),
                ('row_count', models.PositiveIntegerField(null=True)),
                ('ledger_entry', models.BigIntegerField(null=True)),
                ('checksum', models.CharField(blank=True, max_length=64)),
                ('pdf', models.BinaryField(null=True)),
                ('requested_by', models.CharField(max_length=120)),
                ('requested_label', models.CharField(max_length=200)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('finished_at', models.DateTimeField(null=True)),
                ('customer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='statements', to='customers.customer')),
            ],
            bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historicalstatement',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e1845fec8ea04fca953d829594edb743ea2e442b', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_718ba', table='reporting_historicalstatement', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='statement',
            index=models.Index(fields=['-created_at', '-id'], name='statement_newest'),
        ),
        migrations.AddIndex(
            model_name='statement',
            index=models.Index(condition=models.Q(('state', 'queued')), fields=['created_at'], name='statement_due'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.CheckConstraint(condition=models.Q(('last_on__gte', models.F('first_on'))), name='statement_days_in_order'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('customer__isnull', False), ('kind', 'customer')), models.Q(('customer__isnull', True), ('kind', 'period')), _connector='OR'), name='statement_customer_fits_kind'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'ready'), _negated=True), ('pdf__isnull', False), _connector='OR'), name='statement_ready_has_paper'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='statement',
            trigger=pgtrigger.compiler.Trigger(name='declared_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{queued:failed,queued:ready}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='075f20cf243cfa9011f55316b48eac8f48071951', operation='UPDATE', pgid='pgtrigger_declared_moves_551d0', table='reporting_statement', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='statement',
            trigger=pgtrigger.compiler.Trigger(name='born_in_first_state', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NOT (NEW."state" IN (\'queued\')))', func="RAISE EXCEPTION 'A new statement starts as queued, not as %', NEW.state;", hash='961dbedeabe6bec9c175cd554ca6cccc795aee78', operation='INSERT', pgid='pgtrigger_born_in_first_state_2a0a8', table='reporting_statement', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='statement',
            trigger=pgtrigger.compiler.Trigger(name='version_goes_up', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF NEW.version <> OLD.version THEN RAISE EXCEPTION 'This row changed in the meantime' USING ERRCODE = '40001'; END IF; NEW.version = OLD.version + 1; RETURN NEW;", hash='233eee85676a88790515c78cc27a258857172eec', operation='UPDATE', pgid='pgtrigger_version_goes_up_af18b', table='reporting_statement', when='BEFORE')),
        ),
    ]
