"""Statements of gateway accounts, progress of printing, and the statements of everybody in one file."""

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

    dependencies = [
        ('customers', '0004_papers'),
        ('reporting', '0002_facts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        create_sequence("statement_batch_reference"),
        migrations.CreateModel(
            name='HistoricalStatementBatch',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_actor', models.CharField(blank=True, max_length=120)),
                ('version', models.PositiveIntegerField(default=0)),
                ('reference', models.CharField(db_index=True, max_length=32)),
                ('first_on', models.DateField(verbose_name='from')),
                ('last_on', models.DateField(verbose_name='to')),
                ('state', django_fsm.FSMField(choices=[('queued', 'Being made'), ('ready', 'Ready'), ('failed', 'Not made')], default='queued', max_length=50, protected=True)),
                ('leased_until', models.DateTimeField(null=True)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('trouble', models.CharField(blank=True, max_length=300)),
                ('total', models.PositiveIntegerField(default=0)),
                ('path', models.CharField(blank=True, max_length=120)),
                ('size', models.BigIntegerField(null=True)),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('requested_by', models.CharField(max_length=120)),
                ('requested_label', models.CharField(max_length=200)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('finished_at', models.DateTimeField(null=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical statement batch',
                'verbose_name_plural': 'historical statement batchs',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='StatementBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=0)),
                ('reference', models.CharField(max_length=32, unique=True)),
                ('first_on', models.DateField(verbose_name='from')),
                ('last_on', models.DateField(verbose_name='to')),
                ('state', django_fsm.FSMField(choices=[('queued', 'Being made'), ('ready', 'Ready'), ('failed', 'Not made')], default='queued', max_length=50, protected=True)),
                ('leased_until', models.DateTimeField(null=True)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('trouble', models.CharField(blank=True, max_length=300)),
                ('total', models.PositiveIntegerField(default=0)),
                ('made', models.PositiveIntegerField(default=0)),
                ('path', models.CharField(blank=True, max_length=120)),
                ('size', models.BigIntegerField(null=True)),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('requested_by', models.CharField(max_length=120)),
                ('requested_label', models.CharField(max_length=200)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('finished_at', models.DateTimeField(null=True)),
            ],
            bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
        ),
        migrations.RemoveConstraint(
            model_name='statement',
            name='statement_customer_fits_kind',
        ),
        migrations.AddField(
            model_name='historicalstatement',
            name='account',
            field=models.CharField(blank=True, max_length=64, verbose_name='gateway account'),
        ),
        migrations.AddField(
            model_name='historicalstatement',
            name='gateway',
            field=models.CharField(blank=True, max_length=32),
        ),
        migrations.AddField(
            model_name='statement',
            name='account',
            field=models.CharField(blank=True, max_length=64, verbose_name='gateway account'),
        ),
        migrations.AddField(
            model_name='statement',
            name='gateway',
            field=models.CharField(blank=True, max_length=32),
        ),
        migrations.AddField(
            model_name='statement',
            name='pages',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='statement',
            name='printed',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name='historicalstatement',
            name='kind',
            field=models.CharField(choices=[('period', 'A period'), ('customer', 'One customer'), ('account', 'One gateway account')], max_length=10),
        ),
        migrations.AlterField(
            model_name='statement',
            name='kind',
            field=models.CharField(choices=[('period', 'A period'), ('customer', 'One customer'), ('account', 'One gateway account')], max_length=10),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('account', ''), ('customer__isnull', False), ('kind', 'customer')), models.Q(('account', ''), ('customer__isnull', True), ('kind', 'period')), models.Q(('customer__isnull', True), ('kind', 'account'), models.Q(('account', ''), _negated=True)), _connector='OR'), name='statement_fits_kind'),
        ),
        migrations.AddField(
            model_name='historicalstatementbatch',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='statementbatch',
            index=models.Index(fields=['-created_at', '-id'], name='statement_batch_newest'),
        ),
        migrations.AddIndex(
            model_name='statementbatch',
            index=models.Index(condition=models.Q(('state', 'queued')), fields=['created_at'], name='statement_batch_due'),
        ),
        migrations.AddConstraint(
            model_name='statementbatch',
            constraint=models.CheckConstraint(condition=models.Q(('last_on__gte', models.F('first_on'))), name='statement_batch_days_in_order'),
        ),
        migrations.AddConstraint(
            model_name='statementbatch',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'ready'), _negated=True), models.Q(('path', ''), _negated=True), _connector='OR'), name='statement_batch_ready_has_file'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='statementbatch',
            trigger=pgtrigger.compiler.Trigger(name='declared_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{queued:failed,queued:ready}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='e49061395d9e00d159a38723fe3d07376a0f39af', operation='UPDATE', pgid='pgtrigger_declared_moves_79842', table='reporting_statementbatch', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='statementbatch',
            trigger=pgtrigger.compiler.Trigger(name='born_in_first_state', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NOT (NEW."state" IN (\'queued\')))', func="RAISE EXCEPTION 'A new statement batch starts as queued, not as %', NEW.state;", hash='9fc3aaad3c1285340b7b2d1e8f054703d8527671', operation='INSERT', pgid='pgtrigger_born_in_first_state_66387', table='reporting_statementbatch', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='statementbatch',
            trigger=pgtrigger.compiler.Trigger(name='version_goes_up', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF NEW.version <> OLD.version THEN RAISE EXCEPTION 'This row changed in the meantime' USING ERRCODE = '40001'; END IF; NEW.version = OLD.version + 1; RETURN NEW;", hash='803ca0f940381bc734393a55082f1319936db032', operation='UPDATE', pgid='pgtrigger_version_goes_up_75d6e', table='reporting_statementbatch', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historicalstatementbatch',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='32bd2828f466d0e3043b95a7a1f8586fbdb235aa', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_7e41c', table='reporting_historicalstatementbatch', when='BEFORE')),
        ),
    ]
