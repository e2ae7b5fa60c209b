"""Changed requests, goodwill, fees, another way with consent, and refunds of whole orders."""

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
        ("refunds", "0006_policy_drafts"),
        ("customers", "0002_reference_numbers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        create_sequence("plan_reference"),
        migrations.CreateModel(
            name='GoodwillDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('currency', models.CharField(max_length=3)),
                ('day', models.DateField()),
                ('given_minor', models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='GoodwillLimit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(max_length=30, verbose_name='role')),
                ('currency', models.CharField(max_length=3)),
                ('up_to_minor', models.BigIntegerField(verbose_name='in one refund, in minor units')),
                ('per_day_minor', models.BigIntegerField(verbose_name='on one day, in minor units')),
            ],
            options={
                'verbose_name': 'goodwill limit',
            },
        ),
        migrations.CreateModel(
            name='HistoricalGoodwillLimit',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_actor', models.CharField(blank=True, max_length=120)),
                ('role', models.CharField(max_length=30, verbose_name='role')),
                ('currency', models.CharField(max_length=3)),
                ('up_to_minor', models.BigIntegerField(verbose_name='in one refund, in minor units')),
                ('per_day_minor', models.BigIntegerField(verbose_name='on one day, in minor units')),
                ('history_change_reason', models.TextField(null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical goodwill limit',
                'verbose_name_plural': 'historical goodwill limits',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalRailProposal',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_actor', models.CharField(blank=True, max_length=120)),
                ('version', models.PositiveIntegerField(default=0)),
                ('state', django_fsm.FSMField(choices=[('open', 'Waiting for the customer'), ('agreed', 'Agreed'), ('declined', 'Declined'), ('expired', 'Not answered in time'), ('withdrawn', 'Withdrawn')], default='open', max_length=50, protected=True)),
                ('old_rail', models.CharField(choices=[('original', 'Original payment method'), ('store_credit', 'Store credit'), ('bank_transfer', 'Bank transfer')], max_length=20)),
                ('new_rail', models.CharField(choices=[('original', 'Original payment method'), ('store_credit', 'Store credit'), ('bank_transfer', 'Bank transfer')], max_length=20)),
                ('words', models.TextField(max_length=1000)),
                ('proposed_at', models.DateTimeField(default=customers.clock.now)),
                ('expires_at', models.DateTimeField()),
                ('answered_by', models.CharField(blank=True, max_length=120)),
                ('answered_at', models.DateTimeField(null=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical rail proposal',
                'verbose_name_plural': 'historical rail proposals',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalRefundPlan',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_actor', models.CharField(blank=True, max_length=120)),
                ('version', models.PositiveIntegerField(default=0)),
                ('reference', models.CharField(db_index=True, max_length=32)),
                ('order_reference', models.CharField(max_length=120)),
                ('state', django_fsm.FSMField(choices=[('open', 'To be decided'), ('approved', 'Approved'), ('rejected', 'Rejected'), ('canceled', 'Canceled')], default='open', max_length=50, protected=True)),
                ('strategy', models.CharField(choices=[('newest_first', 'From the newest payment first'), ('oldest_first', 'From the oldest payment first'), ('in_proportion', 'From each in proportion to what is left on it')], max_length=20)),
                ('left_out', models.JSONField(default=list)),
                ('requested_by', models.CharField(max_length=120)),
                ('request_key', models.CharField(blank=True, max_length=64)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('decided_at', models.DateTimeField(null=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical refund plan',
                'verbose_name_plural': 'historical refund plans',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='RailProposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=0)),
                ('state', django_fsm.FSMField(choices=[('open', 'Waiting for the customer'), ('agreed', 'Agreed'), ('declined', 'Declined'), ('expired', 'Not answered in time'), ('withdrawn', 'Withdrawn')], default='open', max_length=50, protected=True)),
                ('old_rail', models.CharField(choices=[('original', 'Original payment method'), ('store_credit', 'Store credit'), ('bank_transfer', 'Bank transfer')], max_length=20)),
                ('new_rail', models.CharField(choices=[('original', 'Original payment method'), ('store_credit', 'Store credit'), ('bank_transfer', 'Bank transfer')], max_length=20)),
                ('words', models.TextField(max_length=1000)),
                ('proposed_at', models.DateTimeField(default=customers.clock.now)),
                ('expires_at', models.DateTimeField()),
                ('answer_words', models.TextField(blank=True, max_length=1000)),
                ('answered_by', models.CharField(blank=True, max_length=120)),
                ('answered_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-id'],
            },
            bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
        ),
        migrations.CreateModel(
            name='RefundPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=0)),
                ('reference', models.CharField(max_length=32, unique=True)),
                ('order_reference', models.CharField(max_length=120)),
                ('state', django_fsm.FSMField(choices=[('open', 'To be decided'), ('approved', 'Approved'), ('rejected', 'Rejected'), ('canceled', 'Canceled')], default='open', max_length=50, protected=True)),
                ('strategy', models.CharField(choices=[('newest_first', 'From the newest payment first'), ('oldest_first', 'From the oldest payment first'), ('in_proportion', 'From each in proportion to what is left on it')], max_length=20)),
                ('left_out', models.JSONField(default=list)),
                ('requested_by', models.CharField(max_length=120)),
                ('request_key', models.CharField(blank=True, max_length=64)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('decided_at', models.DateTimeField(null=True)),
            ],
            bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
        ),
        migrations.CreateModel(
            name='RefundRevision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('actor', models.CharField(max_length=120)),
                ('raised', models.BooleanField()),
                ('words', models.TextField(max_length=1000)),
                ('before', models.JSONField()),
                ('after', models.JSONField()),
                ('changed_at', models.DateTimeField(default=customers.clock.now)),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='approval',
            name='approval_person_once',
        ),
        migrations.RemoveConstraint(
            model_name='refundline',
            name='refund_line_once',
        ),
        migrations.RemoveConstraint(
            model_name='refundline',
            name='refund_line_amounts',
        ),
        migrations.AddField(
            model_name='approval',
            name='revision',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='historicalrefund',
            name='fee_minor',
            field=models.BigIntegerField(default=0, verbose_name='restocking fee that is kept'),
        ),
        migrations.AddField(
            model_name='historicalrefund',
            name='fee_waiver',
            field=models.TextField(blank=True, max_length=1000, verbose_name='why no fee is kept'),
        ),
        migrations.AddField(
            model_name='historicalrefund',
            name='goodwill_minor',
            field=models.BigIntegerField(default=0, verbose_name='of it goodwill'),
        ),
        migrations.AddField(
            model_name='historicalrefund',
            name='revision',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='refund',
            name='fee_minor',
            field=models.BigIntegerField(default=0, verbose_name='restocking fee that is kept'),
        ),
        migrations.AddField(
            model_name='refund',
            name='fee_waiver',
            field=models.TextField(blank=True, max_length=1000, verbose_name='why no fee is kept'),
        ),
        migrations.AddField(
            model_name='refund',
            name='goodwill_minor',
            field=models.BigIntegerField(default=0, verbose_name='of it goodwill'),
        ),
        migrations.AddField(
            model_name='refund',
            name='revision',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='refundline',
            name='fee_minor',
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='refundline',
            name='revision',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='approval',
            trigger=pgtrigger.compiler.Trigger(name='other_eyes', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF EXISTS (SELECT 1 FROM refunds_refundrevision WHERE refund_id = NEW.refund_id AND editor_id = NEW.approver_id AND raised) OR EXISTS (SELECT 1 FROM refunds_railproposal WHERE refund_id = NEW.refund_id AND state = 'agreed' AND NEW.approver_id IN (proposer_id, recorder_id)) THEN RAISE EXCEPTION 'This person had a hand in what they approve'; END IF; RETURN NEW;", hash='17ac88970dbee33b0bfbe8fd16bbdc11ca8fa295', operation='INSERT', pgid='pgtrigger_other_eyes_eb7b3', table='refunds_approval', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='approval',
            constraint=models.UniqueConstraint(fields=('refund', 'approver', 'seen_hash'), name='approval_person_once'),
        ),
        migrations.AddConstraint(
            model_name='refundline',
            constraint=models.UniqueConstraint(fields=('refund', 'revision', 'payment_line'), name='refund_line_once'),
        ),
        migrations.AddConstraint(
            model_name='refundline',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__gt', 0), ('amount_minor__gte', 0), ('tax_minor__gte', 0), ('tax_minor__lte', models.F('amount_minor')), ('fee_minor__gte', 0)), name='refund_line_amounts'),
        ),
        migrations.AddField(
            model_name='goodwillday',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='goodwill_days', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='goodwilllimit',
            constraint=models.UniqueConstraint(fields=('role', 'currency'), name='goodwill_limit_once'),
        ),
        migrations.AddConstraint(
            model_name='goodwilllimit',
            constraint=models.CheckConstraint(condition=models.Q(('up_to_minor__gte', 0), ('per_day_minor__gte', 0)), name='goodwill_limit_not_negative'),
        ),
        migrations.AddField(
            model_name='historicalgoodwilllimit',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalrailproposal',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalrailproposal',
            name='proposer',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalrailproposal',
            name='recorder',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalrailproposal',
            name='refund',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='refunds.refund'),
        ),
        migrations.AddField(
            model_name='historicalrefundplan',
            name='customer',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='customers.customer'),
        ),
        migrations.AddField(
            model_name='historicalrefundplan',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalrefundplan',
            name='requester',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='railproposal',
            name='proposer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='railproposal',
            name='recorder',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='railproposal',
            name='refund',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rail_proposals', to='refunds.refund'),
        ),
        migrations.AddField(
            model_name='refundplan',
            name='customer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='refund_plans', to='customers.customer'),
        ),
        migrations.AddField(
            model_name='refundplan',
            name='requester',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalrefund',
            name='plan',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='refunds.refundplan'),
        ),
        migrations.AddField(
            model_name='refund',
            name='plan',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='refunds', to='refunds.refundplan'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(('goodwill_minor__gte', 0), ('goodwill_minor__lte', models.F('amount_minor')), ('fee_minor__gte', 0)), name='refund_goodwill_and_fee'),
        ),
        migrations.AddField(
            model_name='refundrevision',
            name='editor',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='refundrevision',
            name='refund',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='revisions', to='refunds.refund'),
        ),
        migrations.AddConstraint(
            model_name='goodwillday',
            constraint=models.UniqueConstraint(fields=('person', 'currency', 'day'), name='goodwill_day_once'),
        ),
        migrations.AddConstraint(
            model_name='goodwillday',
            constraint=models.CheckConstraint(condition=models.Q(('given_minor__gte', 0)), name='goodwill_day_not_negative'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historicalgoodwilllimit',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='4053ab2b9436e301aad8234201b1c32b42123589', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_75c55', table='refunds_historicalgoodwilllimit', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historicalrailproposal',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='10527bd17463d59334fc0bf67f12082e44eb3f04', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_27eda', table='refunds_historicalrailproposal', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historicalrefundplan',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='7b2d625f93585f9eb45fc3842d458b3a4aff5145', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_726c5', table='refunds_historicalrefundplan', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='railproposal',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['expires_at'], name='rail_proposal_open'),
        ),
        migrations.AddConstraint(
            model_name='railproposal',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('refund',), name='rail_proposal_one_open'),
        ),
        migrations.AddConstraint(
            model_name='railproposal',
            constraint=models.CheckConstraint(condition=models.Q(('old_rail', models.F('new_rail')), _negated=True), name='rail_proposal_is_another_rail'),
        ),
        migrations.AddConstraint(
            model_name='railproposal',
            constraint=models.CheckConstraint(condition=models.Q(('recorder', None), models.Q(('answer_words', ''), _negated=True), _connector='OR'), name='rail_proposal_recorded_with_words'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='railproposal',
            trigger=pgtrigger.compiler.Trigger(name='declared_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{open:agreed,open:declined,open:expired,open:withdrawn}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='46a93e23147f773615d9f7dc46a7b1a4c0ef490f', operation='UPDATE', pgid='pgtrigger_declared_moves_389dc', table='refunds_railproposal', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='railproposal',
            trigger=pgtrigger.compiler.Trigger(name='born_in_first_state', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NOT (NEW."state" IN (\'open\')))', func="RAISE EXCEPTION 'A new rail proposal starts as open, not as %', NEW.state;", hash='279730c87a30f960604e9e11779c8a59d37284c8', operation='INSERT', pgid='pgtrigger_born_in_first_state_5216c', table='refunds_railproposal', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='railproposal',
            trigger=pgtrigger.compiler.Trigger(name='version_goes_up', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF NEW.version <> OLD.version THEN RAISE EXCEPTION 'This row changed in the meantime' USING ERRCODE = '40001'; END IF; NEW.version = OLD.version + 1; RETURN NEW;", hash='3d2b92fdbf7ea901c9e775ddab463c4191e69889', operation='UPDATE', pgid='pgtrigger_version_goes_up_485fb', table='refunds_railproposal', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='refundplan',
            index=models.Index(fields=['customer', 'order_reference'], name='plan_of_order'),
        ),
        migrations.AddConstraint(
            model_name='refundplan',
            constraint=models.UniqueConstraint(condition=models.Q(('request_key', ''), _negated=True), fields=('customer', 'request_key'), name='plan_request_key_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='refundplan',
            trigger=pgtrigger.compiler.Trigger(name='declared_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{open:approved,open:canceled,open:rejected}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='0ae1907668b0099018a56740285b652946434e63', operation='UPDATE', pgid='pgtrigger_declared_moves_34ad0', table='refunds_refundplan', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='refundplan',
            trigger=pgtrigger.compiler.Trigger(name='born_in_first_state', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NOT (NEW."state" IN (\'open\')))', func="RAISE EXCEPTION 'A new refund plan starts as open, not as %', NEW.state;", hash='67e8f2c2e3fd5dedff8c2f9a6d104a1d96f8583b', operation='INSERT', pgid='pgtrigger_born_in_first_state_2856c', table='refunds_refundplan', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='refundplan',
            trigger=pgtrigger.compiler.Trigger(name='version_goes_up', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF NEW.version <> OLD.version THEN RAISE EXCEPTION 'This row changed in the meantime' USING ERRCODE = '40001'; END IF; NEW.version = OLD.version + 1; RETURN NEW;", hash='236c79a49bd2b2dff15e8c62baa483c4968f90bb', operation='UPDATE', pgid='pgtrigger_version_goes_up_9556d', table='refunds_refundplan', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='refundrevision',
            constraint=models.UniqueConstraint(fields=('refund', 'number'), name='revision_number_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='refundrevision',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='a75383b9f537fc6d639df3323a5d669acc37f136', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_9620e', table='refunds_refundrevision', when='BEFORE')),
        ),
    ]
