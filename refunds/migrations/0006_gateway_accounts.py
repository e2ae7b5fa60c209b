"""Accounts at gateways that are set up at the desk, and orders that know through which account their work goes."""

import customers.clock
import django.db.models.deletion
import django_fsm
import pgtrigger.compiler
import pgtrigger.migrations
import refunds.gateways.discovery
import simple_history.models
from django.conf import settings
from django.db import migrations, models


NAME_ACCOUNTS = """
    UPDATE refunds_workorder w SET account = p.gateway_account
    FROM refunds_refund r JOIN customers_payment p ON p.id = r.payment_id
    WHERE w.topic = 'refund.submit' AND w.state <> 'done' AND r.id = (w.payload->>'refund')::bigint
        AND r.rail = 'original'
"""


class Migration(migrations.Migration):

    dependencies = [
        ('refunds', '0005_escalated_ones_lead'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='FundsShortage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('account', models.CharField(max_length=64)),
                ('currency', models.CharField(max_length=3)),
                ('needed_minor', models.BigIntegerField()),
                ('balance_minor', models.BigIntegerField(null=True)),
                ('began_at', models.DateTimeField(default=customers.clock.now)),
                ('checked_at', models.DateTimeField(default=customers.clock.now)),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'shortage of funds',
            },
        ),
        migrations.CreateModel(
            name='GatewayAccount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=0)),
                ('name', models.CharField(max_length=64, unique=True, verbose_name='name')),
                ('gateway', models.CharField(choices=refunds.gateways.discovery.gateway_choices, max_length=32, verbose_name='gateway')),
                ('label', models.CharField(blank=True, max_length=100, verbose_name='label')),
                ('is_stored', models.BooleanField(default=True)),
                ('settings', models.JSONField(default=dict)),
                ('calls_per_second', models.PositiveIntegerField(blank=True, null=True, verbose_name='calls a second')),
                ('calls_at_once', models.PositiveIntegerField(blank=True, null=True, verbose_name='calls at once')),
                ('state', django_fsm.FSMField(choices=[('open', 'In use'), ('paused', 'Paused')], default='open', max_length=50, protected=True)),
                ('paused_at', models.DateTimeField(null=True)),
                ('paused_by', models.CharField(blank=True, max_length=200)),
                ('pause_reason', models.CharField(blank=True, max_length=300)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
            ],
            options={
                'verbose_name': 'gateway account',
                'ordering': ['name'],
            },
            bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
        ),
        migrations.CreateModel(
            name='GatewayCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('account', models.CharField(max_length=64)),
                ('passed', models.BooleanField()),
                ('words', models.CharField(max_length=500)),
                ('actor_label', models.CharField(max_length=200)),
                ('checked_at', models.DateTimeField(default=customers.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name='GatewaySecret',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('setting', models.CharField(max_length=64)),
                ('ciphertext', models.TextField()),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('created_by', models.CharField(max_length=200)),
                ('retired_at', models.DateTimeField(null=True)),
                ('retired_by', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'verbose_name': 'secret of a gateway',
                'ordering': ['setting', '-id'],
            },
        ),
        migrations.CreateModel(
            name='HistoricalGatewayAccount',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_actor', models.CharField(blank=True, max_length=120)),
                ('version', models.PositiveIntegerField(default=0)),
                ('name', models.CharField(db_index=True, max_length=64, verbose_name='name')),
                ('gateway', models.CharField(choices=refunds.gateways.discovery.gateway_choices, max_length=32, verbose_name='gateway')),
                ('label', models.CharField(blank=True, max_length=100, verbose_name='label')),
                ('is_stored', models.BooleanField(default=True)),
                ('settings', models.JSONField(default=dict)),
                ('calls_per_second', models.PositiveIntegerField(blank=True, null=True, verbose_name='calls a second')),
                ('calls_at_once', models.PositiveIntegerField(blank=True, null=True, verbose_name='calls at once')),
                ('state', django_fsm.FSMField(choices=[('open', 'In use'), ('paused', 'Paused')], default='open', max_length=50, protected=True)),
                ('paused_at', models.DateTimeField(null=True)),
                ('paused_by', models.CharField(blank=True, max_length=200)),
                ('pause_reason', models.CharField(blank=True, max_length=300)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical gateway account',
                'verbose_name_plural': 'historical gateway accounts',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalGatewaySecret',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_actor', models.CharField(blank=True, max_length=120)),
                ('setting', models.CharField(max_length=64)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('created_by', models.CharField(max_length=200)),
                ('retired_at', models.DateTimeField(null=True)),
                ('retired_by', models.CharField(blank=True, max_length=200)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical secret of a gateway',
                'verbose_name_plural': 'historical secret of a gateways',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.RemoveConstraint(
            model_name='staffnotice',
            name='notice_about_a_case_or_the_policy',
        ),
        migrations.AddField(
            model_name='workorder',
            name='account',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='workorder',
            name='waits_for_funds',
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name='staffnotice',
            name='kind',
            field=models.CharField(choices=[('mention', 'You were mentioned'), ('hand_over', 'A case was handed to you'), ('reminder', 'An answer is due soon'), ('escalation', 'A case was escalated'), ('decided', 'Your request was decided'), ('no_answer', 'The customer did not answer'), ('policy', 'The refund policy waits to be looked at'), ('gateway', 'A gateway needs you')], max_length=20),
        ),
        migrations.AddIndex(
            model_name='refundattempt',
            index=models.Index(condition=models.Q(('state', 'waiting_funds')), fields=['gateway_account'], name='attempt_waits_for_funds'),
        ),
        migrations.AddIndex(
            model_name='workorder',
            index=models.Index(condition=models.Q(('state', 'due')), fields=['topic', 'account', 'due_at', 'id'], name='work_order_due_by_account'),
        ),
        migrations.AddIndex(
            model_name='workorder',
            index=models.Index(condition=models.Q(('waits_for_funds', True)), fields=['account'], name='work_order_waits_for_funds'),
        ),
        migrations.AddConstraint(
            model_name='staffnotice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ('policy', 'gateway')), ('refund', None)), models.Q(models.Q(('kind__in', ('policy', 'gateway')), _negated=True), ('refund__isnull', False)), _connector='OR'), name='notice_about_a_case_or_something_else'),
        ),
        migrations.AddConstraint(
            model_name='fundsshortage',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('account', 'currency'), name='one_open_shortage'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='gatewayaccount',
            trigger=pgtrigger.compiler.Trigger(name='declared_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{open:paused,paused:open}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='89a9d4e00c67bc595067b7fcf93faac139c34c5c', operation='UPDATE', pgid='pgtrigger_declared_moves_9855d', table='refunds_gatewayaccount', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='gatewayaccount',
            trigger=pgtrigger.compiler.Trigger(name='born_in_first_state', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NOT (NEW."state" IN (\'open\')))', func="RAISE EXCEPTION 'A new gateway account starts as open, not as %', NEW.state;", hash='5fc732af8cdcd59f08cff24a061bfe794a237325', operation='INSERT', pgid='pgtrigger_born_in_first_state_8ae9d', table='refunds_gatewayaccount', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='gatewayaccount',
            trigger=pgtrigger.compiler.Trigger(name='version_goes_up', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF NEW.version <> OLD.version THEN RAISE EXCEPTION 'This row changed in the meantime' USING ERRCODE = '40001'; END IF; NEW.version = OLD.version + 1; RETURN NEW;", hash='14920ce318e3d7c23f2b698d6ee2cbf06e277fcb', operation='UPDATE', pgid='pgtrigger_version_goes_up_99275', table='refunds_gatewayaccount', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='gatewaycheck',
            index=models.Index(fields=['account', '-checked_at', '-id'], name='gateway_check_newest'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='gatewaycheck',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='6385c0c0f5a1d96b3f45ff2d83f8181e5319891e', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_31491', table='refunds_gatewaycheck', when='BEFORE')),
        ),
        migrations.AddField(
            model_name='gatewaysecret',
            name='account',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='secrets', to='refunds.gatewayaccount'),
        ),
        migrations.AddField(
            model_name='historicalgatewayaccount',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalgatewaysecret',
            name='account',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='refunds.gatewayaccount'),
        ),
        migrations.AddField(
            model_name='historicalgatewaysecret',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='gatewaysecret',
            index=models.Index(condition=models.Q(('retired_at', None)), fields=['account', 'setting'], name='gateway_secret_in_use'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historicalgatewayaccount',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='1b632d2f7a2c3b8b34f915e9f980b84ad122567e', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_73ae1', table='refunds_historicalgatewayaccount', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historicalgatewaysecret',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='507a59b9c8d0e30c07ad56d42d997a24de0d15bc', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_6baab', table='refunds_historicalgatewaysecret', when='BEFORE')),
        ),
        migrations.RunSQL(NAME_ACCOUNTS, migrations.RunSQL.noop),
    ]
