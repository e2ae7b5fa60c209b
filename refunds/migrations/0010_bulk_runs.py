"""One move on many refunds: the runs, their rows, and the numbers they are known by."""

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
        ("refunds", "0009_work_list_marks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        create_sequence("bulk_reference"),
        migrations.CreateModel(
            name='BulkRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=0)),
                ('reference', models.CharField(max_length=32, unique=True)),
                ('move', models.CharField(choices=[('approval', 'Approve'), ('rejection', 'Reject'), ('question', 'Ask the customer'), ('retry', 'Send it again'), ('cancellation', 'Cancel the request')], max_length=20)),
                ('words', models.TextField(blank=True, max_length=1000)),
                ('selection', models.JSONField()),
                ('selected', models.CharField(max_length=500, verbose_name='what was selected, in words')),
                ('state', django_fsm.FSMField(choices=[('checking', 'Being checked'), ('checked', 'Waits for your word'), ('running', 'Being worked off'), ('done', 'Done'), ('stopped', 'Stopped')], default='checking', max_length=50, protected=True)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('requested_by', models.CharField(max_length=120)),
                ('requested_label', models.CharField(max_length=200)),
                ('leased_until', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('started_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='again', to='refunds.bulkrun')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bulk_runs', to=settings.AUTH_USER_MODEL)),
            ],
            bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
        ),
        migrations.CreateModel(
            name='BulkRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('state', models.CharField(choices=[('unchecked', 'Not checked yet'), ('ready', 'Can be done'), ('barred', 'Left out'), ('done', 'Done'), ('failed', 'Not done')], default='unchecked', max_length=10)),
                ('sentence', models.CharField(blank=True, max_length=500)),
                ('code', models.CharField(blank=True, max_length=40, verbose_name="the refusal's code")),
                ('seen_hash', models.CharField(blank=True, max_length=64)),
                ('amount_minor', models.BigIntegerField(null=True)),
                ('currency', models.CharField(blank=True, max_length=3)),
                ('gateway_account', models.CharField(blank=True, max_length=64)),
                ('worked_at', models.DateTimeField(null=True)),
                ('refund', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bulk_rows', to='refunds.refund')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rows', to='refunds.bulkrun')),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='HistoricalBulkRun',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_actor', models.CharField(blank=True, max_length=120)),
                ('version', models.PositiveIntegerField(default=0)),
                ('reference', models.CharField(db_index=True, max_length=32)),
                ('move', models.CharField(choices=[('approval', 'Approve'), ('rejection', 'Reject'), ('question', 'Ask the customer'), ('retry', 'Send it again'), ('cancellation', 'Cancel the request')], max_length=20)),
                ('words', models.TextField(blank=True, max_length=1000)),
                ('selection', models.JSONField()),
                ('selected', models.CharField(max_length=500, verbose_name='what was selected, in words')),
                ('state', django_fsm.FSMField(choices=[('checking', 'Being checked'), ('checked', 'Waits for your word'), ('running', 'Being worked off'), ('done', 'Done'), ('stopped', 'Stopped')], default='checking', max_length=50, protected=True)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('requested_by', models.CharField(max_length=120)),
                ('requested_label', models.CharField(max_length=200)),
                ('leased_until', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('started_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('parent', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='refunds.bulkrun')),
                ('person', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical bulk run',
                'verbose_name_plural': 'historical bulk runs',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddIndex(
            model_name='bulkrun',
            index=models.Index(fields=['-created_at', '-id'], name='bulk_newest'),
        ),
        migrations.AddIndex(
            model_name='bulkrun',
            index=models.Index(condition=models.Q(('state__in', ['checking', 'running'])), fields=['created_at'], name='bulk_due'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='bulkrun',
            trigger=pgtrigger.compiler.Trigger(name='declared_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{checked:running,checked:stopped,checking:checked,checking:stopped,running:done,running:stopped}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='2e8d0460ddd3ebbe270974aa110cbbd1647c2e75', operation='UPDATE', pgid='pgtrigger_declared_moves_77e66', table='refunds_bulkrun', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='bulkrun',
            trigger=pgtrigger.compiler.Trigger(name='born_in_first_state', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NOT (NEW."state" IN (\'checking\')))', func="RAISE EXCEPTION 'A new bulk run starts as checking, not as %', NEW.state;", hash='ea7235a731366d2b8208d86c4148ec07357ea044', operation='INSERT', pgid='pgtrigger_born_in_first_state_faae5', table='refunds_bulkrun', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='bulkrun',
            trigger=pgtrigger.compiler.Trigger(name='version_goes_up', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF NEW.version <> OLD.version THEN RAISE EXCEPTION 'This row changed in the meantime' USING ERRCODE = '40001'; END IF; NEW.version = OLD.version + 1; RETURN NEW;", hash='4d268dedc9c95f593f1acbcb0af93a60eafd8530', operation='UPDATE', pgid='pgtrigger_version_goes_up_e0469', table='refunds_bulkrun', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='bulkrow',
            index=models.Index(fields=['run', 'state', 'number'], name='bulk_rows_by_state'),
        ),
        migrations.AddConstraint(
            model_name='bulkrow',
            constraint=models.UniqueConstraint(fields=('run', 'refund'), name='bulk_refund_once'),
        ),
        migrations.AddConstraint(
            model_name='bulkrow',
            constraint=models.UniqueConstraint(fields=('run', 'number'), name='bulk_number_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historicalbulkrun',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='9a6be40a2a217302227355671bb044789a19b94a', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_04b0e', table='refunds_historicalbulkrun', when='BEFORE')),
        ),
    ]
