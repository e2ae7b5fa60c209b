"""What comes after a dispute: notes, results counted by day, patterns; a missed case of which the gateway tells later."""

import customers.clock
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django_fsm
import pgtrigger.compiler
import pgtrigger.migrations
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('disputes', '0002_reference_numbers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DisputeNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor', models.CharField(max_length=120)),
                ('text', models.TextField(max_length=2000)),
                ('handles', models.JSONField(default=list)),
                ('written_at', models.DateTimeField(default=customers.clock.now)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='DisputePattern',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=0)),
                ('kind', models.CharField(choices=[('customer', 'A customer disputes again'), ('product', 'A product draws disputes'), ('unrecognized', 'Payments are not recognized'), ('account', 'More disputes at a gateway account'), ('country', 'More disputes from a country')], max_length=20)),
                ('subject', models.CharField(max_length=191)),
                ('label', models.CharField(max_length=300)),
                ('state', django_fsm.FSMField(choices=[('new', 'New'), ('followed', 'Being followed up'), ('done', 'Done'), ('ignored', 'Ignored')], default='new', max_length=50, protected=True)),
                ('numbers', models.JSONField(default=dict)),
                ('first_seen_at', models.DateTimeField()),
                ('last_seen_at', models.DateTimeField()),
                ('found_at', models.DateTimeField(default=customers.clock.now)),
                ('words', models.CharField(blank=True, max_length=1000)),
                ('closed_at', models.DateTimeField(null=True)),
            ],
            bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
        ),
        migrations.CreateModel(
            name='DisputeResult',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('disputed_minor', models.BigIntegerField(default=0)),
                ('recovered_minor', models.BigIntegerField(default=0)),
                ('lost_minor', models.BigIntegerField(default=0)),
                ('fees_minor', models.BigIntegerField(default=0)),
                ('counter_fees_minor', models.BigIntegerField(default=0)),
                ('fees_returned_minor', models.BigIntegerField(default=0)),
                ('currency', models.CharField(max_length=3)),
                ('is_own', models.BooleanField()),
                ('opened_on', models.DateField()),
                ('ended_on', models.DateField(null=True)),
                ('state', models.CharField(max_length=20)),
                ('category', models.CharField(max_length=30)),
                ('network', models.CharField(blank=True, max_length=20)),
                ('account', models.CharField(max_length=64)),
                ('goods', models.CharField(max_length=20)),
                ('pieces', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None)),
                ('strength', models.PositiveSmallIntegerField(default=0)),
                ('fought', models.BooleanField(default=False)),
                ('answer_seconds', models.BigIntegerField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='HistoricalDisputePattern',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_actor', models.CharField(blank=True, max_length=120)),
                ('version', models.PositiveIntegerField(default=0)),
                ('kind', models.CharField(choices=[('customer', 'A customer disputes again'), ('product', 'A product draws disputes'), ('unrecognized', 'Payments are not recognized'), ('account', 'More disputes at a gateway account'), ('country', 'More disputes from a country')], max_length=20)),
                ('subject', models.CharField(max_length=191)),
                ('label', models.CharField(max_length=300)),
                ('state', django_fsm.FSMField(choices=[('new', 'New'), ('followed', 'Being followed up'), ('done', 'Done'), ('ignored', 'Ignored')], default='new', max_length=50, protected=True)),
                ('numbers', models.JSONField(default=dict)),
                ('first_seen_at', models.DateTimeField()),
                ('last_seen_at', models.DateTimeField()),
                ('found_at', models.DateTimeField(default=customers.clock.now)),
                ('words', models.CharField(blank=True, max_length=1000)),
                ('closed_at', models.DateTimeField(null=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical dispute pattern',
                'verbose_name_plural': 'historical dispute patterns',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='ResultDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('disputed_minor', models.BigIntegerField(default=0)),
                ('recovered_minor', models.BigIntegerField(default=0)),
                ('lost_minor', models.BigIntegerField(default=0)),
                ('fees_minor', models.BigIntegerField(default=0)),
                ('counter_fees_minor', models.BigIntegerField(default=0)),
                ('fees_returned_minor', models.BigIntegerField(default=0)),
                ('basis', models.CharField(choices=[('opened', 'Opened'), ('ended', 'Ended')], max_length=6)),
                ('day', models.DateField()),
                ('currency', models.CharField(max_length=3)),
                ('side', models.CharField(max_length=10)),
                ('value', models.CharField(blank=True, max_length=64)),
                ('cases', models.IntegerField()),
                ('ended', models.IntegerField()),
                ('won', models.IntegerField()),
                ('fought', models.IntegerField()),
                ('fought_won', models.IntegerField()),
                ('answered', models.IntegerField()),
                ('answer_seconds', models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='ResultsCounted',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('counted_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='ResultToCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('marked_at', models.DateTimeField(default=customers.clock.now)),
            ],
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='dispute',
            name='declared_moves',
        ),
        migrations.AddField(
            model_name='disputeanswer',
            name='pieces',
            field=models.JSONField(default=list, verbose_name='pieces of evidence that it shows'),
        ),
        migrations.AddField(
            model_name='disputeanswer',
            name='readiness',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='historicaldisputeanswer',
            name='pieces',
            field=models.JSONField(default=list, verbose_name='pieces of evidence that it shows'),
        ),
        migrations.AddField(
            model_name='historicaldisputeanswer',
            name='readiness',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='dispute',
            trigger=pgtrigger.compiler.Trigger(name='declared_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{accepted:needs_response,expired:inquiry_answered,expired:inquiry_closed,expired:lost,expired:needs_response,expired:prevented,expired:under_review,expired:withdrawn,expired:won,inquiry:accepted,inquiry:expired,inquiry:inquiry_answered,inquiry:inquiry_closed,inquiry:needs_response,inquiry:prevented,inquiry:withdrawn,inquiry_answered:inquiry,inquiry_answered:inquiry_closed,inquiry_answered:needs_response,inquiry_answered:prevented,inquiry_answered:withdrawn,inquiry_closed:needs_response,lost:needs_response,lost:won,needs_response:accepted,needs_response:expired,needs_response:lost,needs_response:prevented,needs_response:submitted,needs_response:under_review,needs_response:withdrawn,needs_response:won,submitted:lost,submitted:under_review,submitted:withdrawn,submitted:won,under_review:lost,under_review:needs_response,under_review:withdrawn,under_review:won,won:lost,won:needs_response}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='d33b6e01cc5014632cca35cb125ad07aad389841', operation='UPDATE', pgid='pgtrigger_declared_moves_96245', table='disputes_dispute', when='BEFORE')),
        ),
        migrations.AddField(
            model_name='disputenote',
            name='author',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='dispute_notes', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='disputenote',
            name='called',
            field=models.ManyToManyField(related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='disputenote',
            name='dispute',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='disputes.dispute'),
        ),
        migrations.AddField(
            model_name='disputepattern',
            name='cases',
            field=models.ManyToManyField(related_name='patterns', to='disputes.dispute'),
        ),
        migrations.AddField(
            model_name='disputepattern',
            name='owner',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='followed_patterns', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='disputeresult',
            name='dispute',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='results', to='disputes.dispute'),
        ),
        migrations.AddField(
            model_name='disputeresult',
            name='person',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicaldisputepattern',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicaldisputepattern',
            name='owner',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='resultday',
            constraint=models.UniqueConstraint(fields=('basis', 'currency', 'day', 'side', 'value'), name='result_day_once_per_value'),
        ),
        migrations.AddField(
            model_name='resulttocount',
            name='dispute',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='disputes.dispute'),
        ),
        migrations.AddIndex(
            model_name='disputenote',
            index=models.Index(fields=['dispute', 'id'], name='note_of_dispute'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='disputenote',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='29a01dd68c330b3361d2b00cc06a49a6bc6e72f4', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_f5da2', table='disputes_disputenote', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='disputepattern',
            index=models.Index(fields=['state', '-last_seen_at', '-id'], name='pattern_in_state'),
        ),
        migrations.AddIndex(
            model_name='disputepattern',
            index=models.Index(fields=['-last_seen_at', '-id'], name='pattern_newest'),
        ),
        migrations.AddConstraint(
            model_name='disputepattern',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'done'), _negated=True), fields=('kind', 'subject'), name='pattern_once_while_not_done'),
        ),
        migrations.AddConstraint(
            model_name='disputepattern',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'followed'), _negated=True), ('owner__isnull', False), _connector='OR'), name='pattern_followed_by_somebody'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='disputepattern',
            trigger=pgtrigger.compiler.Trigger(name='declared_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{followed:done,followed:followed,followed:ignored,ignored:followed,new:done,new:followed,new:ignored}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='b19e4a3c5d61d6418c9a1e9babb1fff618268111', operation='UPDATE', pgid='pgtrigger_declared_moves_440af', table='disputes_disputepattern', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='disputepattern',
            trigger=pgtrigger.compiler.Trigger(name='born_in_first_state', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NOT (NEW."state" IN (\'new\')))', func="RAISE EXCEPTION 'A new dispute pattern starts as new, not as %', NEW.state;", hash='3c2f1f236e13644918d5079499b3f60e250e82d6', operation='INSERT', pgid='pgtrigger_born_in_first_state_46046', table='disputes_disputepattern', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='disputepattern',
            trigger=pgtrigger.compiler.Trigger(name='version_goes_up', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF NEW.version <> OLD.version THEN RAISE EXCEPTION 'This row changed in the meantime' USING ERRCODE = '40001'; END IF; NEW.version = OLD.version + 1; RETURN NEW;", hash='4c2ae4bf186bcdbd46832c888bae01dfea68a946', operation='UPDATE', pgid='pgtrigger_version_goes_up_d281a', table='disputes_disputepattern', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='disputeresult',
            index=models.Index(fields=['opened_on'], name='result_opened'),
        ),
        migrations.AddIndex(
            model_name='disputeresult',
            index=models.Index(condition=models.Q(('ended_on__isnull', False)), fields=['ended_on'], name='result_ended'),
        ),
        migrations.AddIndex(
            model_name='disputeresult',
            index=models.Index(condition=models.Q(('fought', True), ('is_own', True), ('state', 'won')), fields=['category', 'network', 'goods', '-strength', '-ended_on'], name='result_won'),
        ),
        migrations.AddIndex(
            model_name='disputeresult',
            index=models.Index(condition=models.Q(('fought', True), ('is_own', True), ('state', 'won')), fields=['category', 'network', '-ended_on'], name='result_won_like'),
        ),
        migrations.AddIndex(
            model_name='disputeresult',
            index=models.Index(condition=models.Q(('fought', True), ('is_own', True), ('state', 'won')), fields=['category', '-ended_on'], name='result_won_lately'),
        ),
        migrations.AddIndex(
            model_name='disputeresult',
            index=django.contrib.postgres.indexes.GinIndex(fields=['pieces'], name='result_pieces'),
        ),
        migrations.AddConstraint(
            model_name='disputeresult',
            constraint=models.UniqueConstraint(fields=('dispute', 'currency'), name='result_once_per_currency'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historicaldisputepattern',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='dfb0088b98c590fd2450d334080bdc68e073206b', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_4af19', table='disputes_historicaldisputepattern', when='BEFORE')),
        ),
        migrations.RunSQL(
            "INSERT INTO disputes_resulttocount (dispute_id, marked_at) SELECT id, now() FROM disputes_dispute ORDER BY id",
            migrations.RunSQL.noop,
        ),
    ]
