"""Disputes: the case, its story, what was answered, what it did to the money; tables and triggers."""

import customers.clock
import django.db.models.deletion
import django_fsm
import pgtrigger.compiler
import pgtrigger.migrations
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from customers.one_step import InOneStep


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('customers', '0004_lists_by_time'),
        ('refunds', '0003_dispute_entries'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        InOneStep([
        migrations.CreateModel(
            name='Dispute',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=0)),
                ('reference', models.CharField(max_length=32, unique=True)),
                ('gateway', models.CharField(max_length=32)),
                ('gateway_account', models.CharField(max_length=64)),
                ('gateway_reference', models.CharField(max_length=191)),
                ('source', models.CharField(choices=[('gateway', 'The gateway'), ('import', 'A file'), ('api', 'A dispute platform')], default='gateway', max_length=10)),
                ('state', django_fsm.FSMField(choices=[('inquiry', 'Inquiry'), ('inquiry_answered', 'Inquiry answered'), ('inquiry_closed', 'Inquiry closed'), ('needs_response', 'Needs response'), ('submitted', 'Submitted'), ('under_review', 'Under review'), ('won', 'Won'), ('lost', 'Lost'), ('accepted', 'Accepted'), ('expired', 'Expired'), ('prevented', 'Prevented'), ('withdrawn', 'Withdrawn')], default='needs_response', max_length=50, protected=True)),
                ('stage', models.CharField(choices=[('inquiry', 'Inquiry'), ('chargeback', 'Chargeback'), ('pre_arbitration', 'Pre-arbitration'), ('arbitration', 'Arbitration')], default='chargeback', max_length=20)),
                ('round', models.PositiveSmallIntegerField(default=1)),
                ('currency', models.CharField(max_length=3)),
                ('amount_minor', models.BigIntegerField()),
                ('category', models.CharField(choices=[('fraudulent', 'Fraudulent'), ('unrecognized', 'Not recognized'), ('product_not_received', 'Not received'), ('product_unacceptable', 'Not as described'), ('credit_not_processed', 'Refund not received'), ('duplicate', 'Charged twice'), ('subscription_canceled', 'Subscription canceled'), ('general', 'Something else'), ('noncompliant', "Against the network's rules")], default='general', max_length=30)),
                ('reason', models.CharField(blank=True, max_length=80, verbose_name="the gateway's word for the reason")),
                ('network', models.CharField(blank=True, max_length=20)),
                ('network_code', models.CharField(blank=True, max_length=20)),
                ('word', models.CharField(blank=True, max_length=80, verbose_name="the gateway's word for the state")),
                ('outcome_words', models.CharField(blank=True, max_length=500, verbose_name='what the other side said of its end')),
                ('opened_at', models.DateTimeField(default=customers.clock.now)),
                ('respond_by', models.DateTimeField(null=True)),
                ('answer_by', models.DateTimeField(null=True)),
                ('calendar_at', models.DateTimeField(null=True)),
                ('escalated_at', models.DateTimeField(null=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
                ('told_at', models.DateTimeField(null=True)),
                ('may_respond', models.BooleanField(null=True)),
                ('may_accept', models.BooleanField(null=True)),
                ('may_refund', models.BooleanField(null=True)),
                ('answers_there', models.PositiveSmallIntegerField(default=0, verbose_name='answers that the gateway counts')),
                ('attention', models.CharField(blank=True, max_length=300, verbose_name='why a person must look')),
                ('raw', models.JSONField(default=dict, verbose_name="the gateway's own record")),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('follows', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='followed_by', to='disputes.dispute')),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='owned_disputes', to=settings.AUTH_USER_MODEL)),
                ('payment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='disputes', to='customers.payment')),
                ('stopped_refund', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='stopped_by_disputes', to='refunds.refund')),
            ],
            bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
        ),
        migrations.CreateModel(
            name='DisputeAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=0)),
                ('round', models.PositiveSmallIntegerField()),
                ('number', models.PositiveSmallIntegerField(default=1)),
                ('kind', models.CharField(choices=[('evidence', 'Evidence'), ('acceptance', 'Accepted')], max_length=12)),
                ('state', django_fsm.FSMField(choices=[('waiting', 'Waits for a second person'), ('due', 'Waits to be sent'), ('sending', 'Being sent'), ('unknown', 'Answer lost, being asked'), ('taken', 'Handed in'), ('refused', 'Refused'), ('taken_back', 'Taken back')], default='due', max_length=50, protected=True)),
                ('key', models.CharField(max_length=64, unique=True)),
                ('texts', models.JSONField(default=dict)),
                ('defence', models.CharField(blank=True, max_length=80)),
                ('sends', models.PositiveSmallIntegerField(default=0)),
                ('checks', models.PositiveSmallIntegerField(default=0)),
                ('next_check_at', models.DateTimeField(null=True)),
                ('failure_code', models.CharField(blank=True, max_length=80)),
                ('failure_message', models.CharField(blank=True, max_length=500)),
                ('reply', models.JSONField(default=dict, verbose_name="the gateway's own reply")),
                ('correlation_id', models.CharField(blank=True, max_length=64)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('sent_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='answers_given', to=settings.AUTH_USER_MODEL)),
                ('dispute', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='disputes.dispute')),
                ('released_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='answers_released', to=settings.AUTH_USER_MODEL)),
            ],
            bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
        ),
        migrations.CreateModel(
            name='DisputeEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60)),
                ('from_state', models.CharField(blank=True, max_length=20)),
                ('to_state', models.CharField(blank=True, max_length=20)),
                ('actor', models.CharField(max_length=120)),
                ('actor_label', models.CharField(max_length=200)),
                ('data', models.JSONField(default=dict)),
                ('correlation_id', models.CharField(blank=True, max_length=64)),
                ('happened_at', models.DateTimeField(default=customers.clock.now)),
                ('dispute', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='disputes.dispute')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='HistoricalDispute',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_actor', models.CharField(blank=True, max_length=120)),
                ('version', models.PositiveIntegerField(default=0)),
                ('reference', models.CharField(db_index=True, max_length=32)),
                ('gateway', models.CharField(max_length=32)),
                ('gateway_account', models.CharField(max_length=64)),
                ('gateway_reference', models.CharField(max_length=191)),
                ('source', models.CharField(choices=[('gateway', 'The gateway'), ('import', 'A file'), ('api', 'A dispute platform')], default='gateway', max_length=10)),
                ('state', django_fsm.FSMField(choices=[('inquiry', 'Inquiry'), ('inquiry_answered', 'Inquiry answered'), ('inquiry_closed', 'Inquiry closed'), ('needs_response', 'Needs response'), ('submitted', 'Submitted'), ('under_review', 'Under review'), ('won', 'Won'), ('lost', 'Lost'), ('accepted', 'Accepted'), ('expired', 'Expired'), ('prevented', 'Prevented'), ('withdrawn', 'Withdrawn')], default='needs_response', max_length=50, protected=True)),
                ('stage', models.CharField(choices=[('inquiry', 'Inquiry'), ('chargeback', 'Chargeback'), ('pre_arbitration', 'Pre-arbitration'), ('arbitration', 'Arbitration')], default='chargeback', max_length=20)),
                ('round', models.PositiveSmallIntegerField(default=1)),
                ('currency', models.CharField(max_length=3)),
                ('amount_minor', models.BigIntegerField()),
                ('category', models.CharField(choices=[('fraudulent', 'Fraudulent'), ('unrecognized', 'Not recognized'), ('product_not_received', 'Not received'), ('product_unacceptable', 'Not as described'), ('credit_not_processed', 'Refund not received'), ('duplicate', 'Charged twice'), ('subscription_canceled', 'Subscription canceled'), ('general', 'Something else'), ('noncompliant', "Against the network's rules")], default='general', max_length=30)),
                ('reason', models.CharField(blank=True, max_length=80, verbose_name="the gateway's word for the reason")),
                ('network', models.CharField(blank=True, max_length=20)),
                ('network_code', models.CharField(blank=True, max_length=20)),
                ('word', models.CharField(blank=True, max_length=80, verbose_name="the gateway's word for the state")),
                ('outcome_words', models.CharField(blank=True, max_length=500, verbose_name='what the other side said of its end')),
                ('opened_at', models.DateTimeField(default=customers.clock.now)),
                ('respond_by', models.DateTimeField(null=True)),
                ('answer_by', models.DateTimeField(null=True)),
                ('calendar_at', models.DateTimeField(null=True)),
                ('escalated_at', models.DateTimeField(null=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
                ('told_at', models.DateTimeField(null=True)),
                ('may_respond', models.BooleanField(null=True)),
                ('may_accept', models.BooleanField(null=True)),
                ('may_refund', models.BooleanField(null=True)),
                ('answers_there', models.PositiveSmallIntegerField(default=0, verbose_name='answers that the gateway counts')),
                ('attention', models.CharField(blank=True, max_length=300, verbose_name='why a person must look')),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('follows', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='disputes.dispute')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('payment', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='customers.payment')),
                ('stopped_refund', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='refunds.refund')),
            ],
            options={
                'verbose_name': 'historical dispute',
                'verbose_name_plural': 'historical disputes',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalDisputeAnswer',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_actor', models.CharField(blank=True, max_length=120)),
                ('version', models.PositiveIntegerField(default=0)),
                ('round', models.PositiveSmallIntegerField()),
                ('number', models.PositiveSmallIntegerField(default=1)),
                ('kind', models.CharField(choices=[('evidence', 'Evidence'), ('acceptance', 'Accepted')], max_length=12)),
                ('state', django_fsm.FSMField(choices=[('waiting', 'Waits for a second person'), ('due', 'Waits to be sent'), ('sending', 'Being sent'), ('unknown', 'Answer lost, being asked'), ('taken', 'Handed in'), ('refused', 'Refused'), ('taken_back', 'Taken back')], default='due', max_length=50, protected=True)),
                ('key', models.CharField(db_index=True, max_length=64)),
                ('texts', models.JSONField(default=dict)),
                ('defence', models.CharField(blank=True, max_length=80)),
                ('sends', models.PositiveSmallIntegerField(default=0)),
                ('checks', models.PositiveSmallIntegerField(default=0)),
                ('next_check_at', models.DateTimeField(null=True)),
                ('failure_code', models.CharField(blank=True, max_length=80)),
                ('failure_message', models.CharField(blank=True, max_length=500)),
                ('reply', models.JSONField(default=dict, verbose_name="the gateway's own reply")),
                ('correlation_id', models.CharField(blank=True, max_length=64)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('sent_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('dispute', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='disputes.dispute')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('released_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical dispute answer',
                'verbose_name_plural': 'historical dispute answers',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='MoneyMoved',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('withdrawn', 'Taken for the dispute'), ('reinstated', 'Given back'), ('fee', 'Fee for the dispute'), ('counter_fee', 'Fee for answering'), ('fee_returned', 'Fee given back'), ('written_off', 'Written off'), ('written_up', 'Written up again')], max_length=15)),
                ('movement_id', models.CharField(max_length=191)),
                ('amount_minor', models.BigIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('moved_at', models.DateTimeField(default=customers.clock.now)),
                ('dispute', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moved', to='disputes.dispute')),
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='dispute_movement', to='refunds.journalentry')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.AddIndex(
            model_name='dispute',
            index=models.Index(condition=models.Q(('state__in', ('inquiry', 'needs_response'))), fields=['answer_by', 'id'], name='dispute_due'),
        ),
        migrations.AddIndex(
            model_name='dispute',
            index=models.Index(condition=models.Q(('state__in', ('inquiry', 'needs_response'))), fields=['owner', 'answer_by', 'id'], name='dispute_hands'),
        ),
        migrations.AddIndex(
            model_name='dispute',
            index=models.Index(condition=models.Q(('state__in', ('inquiry', 'needs_response'))), fields=['respond_by'], name='dispute_respond_by'),
        ),
        migrations.AddIndex(
            model_name='dispute',
            index=models.Index(fields=['state', '-opened_at', '-id'], name='dispute_in_state'),
        ),
        migrations.AddIndex(
            model_name='dispute',
            index=models.Index(fields=['-opened_at', '-id'], name='dispute_newest'),
        ),
        migrations.AddIndex(
            model_name='dispute',
            index=models.Index(condition=models.Q(('calendar_at__isnull', False)), fields=['calendar_at'], name='dispute_calendar'),
        ),
        migrations.AddIndex(
            model_name='dispute',
            index=models.Index(condition=models.Q(('attention', ''), _negated=True), fields=['answer_by', 'id'], name='dispute_attention'),
        ),
        migrations.AddIndex(
            model_name='dispute',
            index=models.Index(condition=models.Q(('finished_at__isnull', False)), fields=['finished_at'], name='dispute_finished'),
        ),
        migrations.AddConstraint(
            model_name='dispute',
            constraint=models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0)), name='dispute_amount_positive'),
        ),
        migrations.AddConstraint(
            model_name='dispute',
            constraint=models.UniqueConstraint(fields=('gateway', 'gateway_account', 'gateway_reference'), name='dispute_once_per_gateway_reference'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='dispute',
            trigger=pgtrigger.compiler.Trigger(name='declared_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{accepted:needs_response,expired:lost,expired:needs_response,expired:won,inquiry:accepted,inquiry:expired,inquiry:inquiry_answered,inquiry:inquiry_closed,inquiry:needs_response,inquiry:prevented,inquiry:withdrawn,inquiry_answered:inquiry_closed,inquiry_answered:needs_response,inquiry_answered:prevented,inquiry_answered:withdrawn,inquiry_closed:needs_response,lost:needs_response,lost:won,needs_response:accepted,needs_response:expired,needs_response:lost,needs_response:prevented,needs_response:submitted,needs_response:under_review,needs_response:withdrawn,needs_response:won,submitted:lost,submitted:needs_response,submitted:under_review,submitted:withdrawn,submitted:won,under_review:lost,under_review:needs_response,under_review:withdrawn,under_review:won,won:lost,won:needs_response}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='a87536f2b2753e9612d6677665d080bcaa2d9a56', operation='UPDATE', pgid='pgtrigger_declared_moves_96245', table='disputes_dispute', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='dispute',
            trigger=pgtrigger.compiler.Trigger(name='born_in_first_state', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NOT (NEW."state" IN (\'inquiry\', \'needs_response\')))', func="RAISE EXCEPTION 'A new dispute starts as inquiry or needs_response, not as %', NEW.state;", hash='abb46b3b4f7c1ada6d0e650c3f5e46d125f520a6', operation='INSERT', pgid='pgtrigger_born_in_first_state_11853', table='disputes_dispute', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='dispute',
            trigger=pgtrigger.compiler.Trigger(name='version_goes_up', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF NEW.version <> OLD.version THEN RAISE EXCEPTION 'This row changed in the meantime' USING ERRCODE = '40001'; END IF; NEW.version = OLD.version + 1; RETURN NEW;", hash='5f9225c102e3c7def45c50da83cb90ef9f718212', operation='UPDATE', pgid='pgtrigger_version_goes_up_b7e31', table='disputes_dispute', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='disputeanswer',
            index=models.Index(condition=models.Q(('next_check_at__isnull', False)), fields=['next_check_at'], name='answer_due'),
        ),
        migrations.AddConstraint(
            model_name='disputeanswer',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('waiting', 'due', 'sending', 'unknown', 'taken'))), fields=('dispute', 'round'), name='dispute_answered_once_per_round'),
        ),
        migrations.AddConstraint(
            model_name='disputeanswer',
            constraint=models.UniqueConstraint(fields=('dispute', 'round', 'number'), name='dispute_answer_number_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='disputeanswer',
            trigger=pgtrigger.compiler.Trigger(name='answer_as_stored', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."key" IS DISTINCT FROM (NEW."key") OR OLD."texts" IS DISTINCT FROM (NEW."texts") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."dispute_id" IS DISTINCT FROM (NEW."dispute_id") OR OLD."round" IS DISTINCT FROM (NEW."round"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='d380df5490d08ca9023be955a2712b87452231d2', operation='UPDATE', pgid='pgtrigger_answer_as_stored_f4062', table='disputes_disputeanswer', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='disputeanswer',
            trigger=pgtrigger.compiler.Trigger(name='declared_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{due:sending,due:taken_back,sending:refused,sending:taken,sending:unknown,unknown:refused,unknown:sending,unknown:taken,unknown:unknown,waiting:due,waiting:taken_back}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='cc49e8992608f674bb65f12c25896f7bbd26800e', operation='UPDATE', pgid='pgtrigger_declared_moves_2ecfa', table='disputes_disputeanswer', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='disputeanswer',
            trigger=pgtrigger.compiler.Trigger(name='born_in_first_state', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NOT (NEW."state" IN (\'due\', \'waiting\')))', func="RAISE EXCEPTION 'A new dispute answer starts as due or waiting, not as %', NEW.state;", hash='483e97e5d362ef2f4ad2da1e8fe55d85bcddb5f1', operation='INSERT', pgid='pgtrigger_born_in_first_state_49499', table='disputes_disputeanswer', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='disputeanswer',
            trigger=pgtrigger.compiler.Trigger(name='version_goes_up', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF NEW.version <> OLD.version THEN RAISE EXCEPTION 'This row changed in the meantime' USING ERRCODE = '40001'; END IF; NEW.version = OLD.version + 1; RETURN NEW;", hash='5e4ddde216e7beb2870f44082b227e8dcaded79a', operation='UPDATE', pgid='pgtrigger_version_goes_up_081e6', table='disputes_disputeanswer', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='disputeevent',
            index=models.Index(fields=['dispute', 'id'], name='event_of_dispute'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='disputeevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='fbf6f698bc5519da7e9433f908fa6809ff074b1d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_fef0d', table='disputes_disputeevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historicaldispute',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='53d772752e02a5341fc8f6a6b16be0380a8a604e', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_098eb', table='disputes_historicaldispute', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historicaldisputeanswer',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='1526025bcf0c22d2e6693766c6504a9f4b9487e3', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_22572', table='disputes_historicaldisputeanswer', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='moneymoved',
            constraint=models.UniqueConstraint(fields=('dispute', 'movement_id'), name='dispute_movement_once'),
        ),
        migrations.AddConstraint(
            model_name='moneymoved',
            constraint=models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0)), name='dispute_movement_positive'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='moneymoved',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='db3bed95ffda4327864f15abe6ce73cbd17c21cb', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_4d2cf', table='disputes_moneymoved', when='BEFORE')),
        ),
        ]),
    ]
