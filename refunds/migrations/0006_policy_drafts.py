"""Drafts of the policy, their trials, activations, withdrawals and reviews."""

import customers.clock
import django.db.models.deletion
import django_fsm
import pgtrigger.compiler
import pgtrigger.migrations
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("refunds", "0005_correlation_and_answers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalPolicyDraft',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_actor', models.CharField(blank=True, max_length=120)),
                ('version', models.PositiveIntegerField(default=0)),
                ('reference', models.CharField(db_index=True, max_length=32)),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('document', models.JSONField()),
                ('limits', models.JSONField()),
                ('base_limits', models.JSONField()),
                ('starts_on', models.DateField(null=True, verbose_name='planned start')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='why')),
                ('state', django_fsm.FSMField(choices=[('draft', 'Being written'), ('proposed', 'Proposed'), ('activated', 'Activated'), ('withdrawn', 'Withdrawn')], default='draft', max_length=50, protected=True)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('changed_at', models.DateTimeField(default=customers.clock.now)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical policy draft',
                'verbose_name_plural': 'historical policy drafts',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='PolicyActivation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor', models.CharField(max_length=120)),
                ('seen_hash', models.CharField(max_length=64)),
                ('activated_at', models.DateTimeField(default=customers.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name='PolicyDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=0)),
                ('reference', models.CharField(max_length=32, unique=True)),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('document', models.JSONField()),
                ('limits', models.JSONField()),
                ('base_limits', models.JSONField()),
                ('starts_on', models.DateField(null=True, verbose_name='planned start')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='why')),
                ('state', django_fsm.FSMField(choices=[('draft', 'Being written'), ('proposed', 'Proposed'), ('activated', 'Activated'), ('withdrawn', 'Withdrawn')], default='draft', max_length=50, protected=True)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('changed_at', models.DateTimeField(default=customers.clock.now)),
            ],
            bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
        ),
        migrations.CreateModel(
            name='PolicyDraftEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('created', 'Draft begun'), ('changed', 'Changed'), ('rebased', 'Carried over to a newer version'), ('proposed', 'Proposed'), ('sent_back', 'Sent back to be changed'), ('tried', 'Tried on past requests'), ('activated', 'Activated'), ('withdrawn', 'Withdrawn')], max_length=20)),
                ('actor', models.CharField(max_length=120)),
                ('words', models.CharField(blank=True, max_length=300)),
                ('happened_at', models.DateTimeField(default=customers.clock.now)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='PolicyReminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('sent_to', models.CharField(max_length=254)),
                ('sent_at', models.DateTimeField(default=customers.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name='PolicyReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('set', 'Owner and day set'), ('reviewed', 'Reviewed, nothing to change')], max_length=10)),
                ('review_on', models.DateField()),
                ('actor', models.CharField(max_length=120)),
                ('made_at', models.DateTimeField(default=customers.clock.now)),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='PolicyTrial',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=0)),
                ('reference', models.CharField(max_length=32, unique=True)),
                ('document', models.JSONField()),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('state', django_fsm.FSMField(choices=[('queued', 'Being tried'), ('done', 'Tried'), ('canceled', 'Stopped'), ('failed', 'Not finished')], default='queued', max_length=50, protected=True)),
                ('total', models.PositiveIntegerField(null=True)),
                ('one_in', models.PositiveIntegerField(default=1)),
                ('tried', models.PositiveIntegerField(default=0)),
                ('cursor_at', models.DateTimeField(null=True)),
                ('cursor_id', models.BigIntegerField(default=0)),
                ('result', models.JSONField(default=dict)),
                ('work_seconds', models.FloatField(default=0)),
                ('leased_until', models.DateTimeField(null=True)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('trouble', models.CharField(blank=True, max_length=300)),
                ('requested_by', models.CharField(max_length=120)),
                ('requested_label', models.CharField(max_length=200)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('finished_at', models.DateTimeField(null=True)),
            ],
            bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
        ),
        migrations.CreateModel(
            name='PolicyWithdrawal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor', models.CharField(max_length=120)),
                ('why', models.CharField(max_length=300)),
                ('withdrawn_at', models.DateTimeField(default=customers.clock.now)),
            ],
        ),
        migrations.AlterModelOptions(
            name='policyversion',
            options={'ordering': ['starts_at', 'number']},
        ),
        migrations.AddField(
            model_name='historicalpolicyversion',
            name='limits',
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name='policyversion',
            name='limits',
            field=models.JSONField(null=True),
        ),
        migrations.AlterField(
            model_name='policyversion',
            name='starts_at',
            field=models.DateTimeField(db_index=True),
        ),
        migrations.AddIndex(
            model_name='policydecision',
            index=models.Index(fields=['decided_at', 'id'], name='decision_in_time'),
        ),
        migrations.AddField(
            model_name='historicalpolicydraft',
            name='based_on',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='refunds.policyversion'),
        ),
        migrations.AddField(
            model_name='historicalpolicydraft',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalpolicydraft',
            name='owner',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='policyactivation',
            name='activated_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='policyactivation',
            name='proposed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='policyactivation',
            name='version',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='activation', to='refunds.policyversion'),
        ),
        migrations.AddField(
            model_name='policydraft',
            name='based_on',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='drafts', to='refunds.policyversion'),
        ),
        migrations.AddField(
            model_name='policydraft',
            name='owner',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='policy_drafts', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='policyactivation',
            name='draft',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='activation', to='refunds.policydraft'),
        ),
        migrations.AddField(
            model_name='policydraftevent',
            name='draft',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='refunds.policydraft'),
        ),
        migrations.AddField(
            model_name='policydraftevent',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='policyreview',
            name='made_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='policyreview',
            name='owner',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='policyreminder',
            name='review',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='refunds.policyreview'),
        ),
        migrations.AddField(
            model_name='policytrial',
            name='against',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='refunds.policyversion'),
        ),
        migrations.AddField(
            model_name='policytrial',
            name='draft',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='trials', to='refunds.policydraft'),
        ),
        migrations.AddField(
            model_name='policywithdrawal',
            name='version',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='withdrawal', to='refunds.policyversion'),
        ),
        migrations.AddField(
            model_name='policywithdrawal',
            name='withdrawn_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historicalpolicydraft',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='b27fdf896f9ebe231279d0f58776d467429528c9', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_d8a53', table='refunds_historicalpolicydraft', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='policydraft',
            index=models.Index(fields=['-created_at', '-id'], name='policy_draft_newest'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='policydraft',
            trigger=pgtrigger.compiler.Trigger(name='declared_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{draft:proposed,draft:withdrawn,proposed:activated,proposed:draft,proposed:withdrawn}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='1ec5fd486954ec2a9edc94cbc6fa12fd98271bb3', operation='UPDATE', pgid='pgtrigger_declared_moves_75ee3', table='refunds_policydraft', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='policydraft',
            trigger=pgtrigger.compiler.Trigger(name='born_in_first_state', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NOT (NEW."state" IN (\'draft\')))', func="RAISE EXCEPTION 'A new policy draft starts as draft, not as %', NEW.state;", hash='01059f97dc934bb2261d3c4aa4db40ffe9f750de', operation='INSERT', pgid='pgtrigger_born_in_first_state_face3', table='refunds_policydraft', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='policydraft',
            trigger=pgtrigger.compiler.Trigger(name='version_goes_up', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF NEW.version <> OLD.version THEN RAISE EXCEPTION 'This row changed in the meantime' USING ERRCODE = '40001'; END IF; NEW.version = OLD.version + 1; RETURN NEW;", hash='19dbef0a5b4492b791514a3ca27c564ad157300c', operation='UPDATE', pgid='pgtrigger_version_goes_up_d386a', table='refunds_policydraft', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='policyactivation',
            constraint=models.CheckConstraint(condition=models.Q(('activated_by', models.F('proposed_by')), _negated=True), name='policy_not_activated_by_proposer'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='policyactivation',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='645ab74eb238dde21a632aaeaf716882af599702', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_6b6ab', table='refunds_policyactivation', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='policyactivation',
            trigger=pgtrigger.compiler.Trigger(name='not_activated_by_writer', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF EXISTS (SELECT 1 FROM refunds_policydraftevent e WHERE e.draft_id = NEW.draft_id AND e.person_id = NEW.activated_by_id AND e.kind IN ('created', 'changed', 'rebased', 'proposed')) THEN RAISE EXCEPTION 'Whoever wrote or proposed a policy cannot activate it'; END IF; RETURN NEW;", hash='2749a99e355e3410b2f47951f8442426f13a8a83', operation='INSERT', pgid='pgtrigger_not_activated_by_writer_6294f', table='refunds_policyactivation', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='policydraftevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='4afa74c47d576d8d2adadbe25909502d54df6fac', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_1db84', table='refunds_policydraftevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='policyreview',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='af2fa6232fb930039b0b76562a9ac9411ffd701b', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_83a08', table='refunds_policyreview', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='policyreminder',
            constraint=models.UniqueConstraint(fields=('review', 'number'), name='policy_reminder_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='policyreminder',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='6445e67b979be7a820e08cad1f67eb128b066e35', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_4a210', table='refunds_policyreminder', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='policytrial',
            index=models.Index(condition=models.Q(('state', 'queued')), fields=['created_at'], name='policy_trial_due'),
        ),
        migrations.AddConstraint(
            model_name='policytrial',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'queued')), fields=('draft',), name='policy_trial_one_at_a_time'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='policytrial',
            trigger=pgtrigger.compiler.Trigger(name='declared_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{queued:canceled,queued:done,queued:failed}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='1aeb035a524ce74c886531bb183b8745a3848e2b', operation='UPDATE', pgid='pgtrigger_declared_moves_4eaf3', table='refunds_policytrial', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='policytrial',
            trigger=pgtrigger.compiler.Trigger(name='born_in_first_state', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NOT (NEW."state" IN (\'queued\')))', func="RAISE EXCEPTION 'A new policy trial starts as queued, not as %', NEW.state;", hash='9ed904c216036d24d119edd3f0a85600ab77957d', operation='INSERT', pgid='pgtrigger_born_in_first_state_1d1f3', table='refunds_policytrial', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='policytrial',
            trigger=pgtrigger.compiler.Trigger(name='version_goes_up', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF NEW.version <> OLD.version THEN RAISE EXCEPTION 'This row changed in the meantime' USING ERRCODE = '40001'; END IF; NEW.version = OLD.version + 1; RETURN NEW;", hash='68b738fa7763485e3927ab4802e171a114195ad1', operation='UPDATE', pgid='pgtrigger_version_goes_up_13ef0', table='refunds_policytrial', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='policywithdrawal',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='c7b011bee54aa72833c7b27d8b5aa7296abb07bd', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_d6120', table='refunds_policywithdrawal', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='policywithdrawal',
            trigger=pgtrigger.compiler.Trigger(name='only_before_its_start', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF EXISTS (SELECT 1 FROM refunds_policyversion v WHERE v.id = NEW.version_id AND v.starts_at <= NEW.withdrawn_at) THEN RAISE EXCEPTION 'A policy that has started cannot be withdrawn'; END IF; RETURN NEW;", hash='f4f759b2e1d45cfc33502d8e7a0b7f808851aecc', operation='INSERT', pgid='pgtrigger_only_before_its_start_4ea4b', table='refunds_policywithdrawal', when='BEFORE')),
        ),
    ]
