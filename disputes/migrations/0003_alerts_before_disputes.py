"""Alerts before a dispute, their story, and the sequence of their numbers."""

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
        ('customers', '0004_lists_by_time'),
        ('disputes', '0002_reference_numbers'),
        ('refunds', '0004_notices_of_alerts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        create_sequence('alert_reference'),
        migrations.CreateModel(
            name='Alert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=0)),
                ('reference', models.CharField(max_length=32, unique=True)),
                ('provider', models.CharField(choices=[('rdr', 'Visa RDR'), ('cdrn', 'Verifi CDRN'), ('ethoca', 'Mastercard Ethoca'), ('warning', 'Fraud warning of the gateway')], max_length=10)),
                ('provider_reference', models.CharField(max_length=260)),
                ('state', django_fsm.FSMField(choices=[('received', 'Waits for a decision'), ('refunding', 'Refund asked for'), ('refunded', 'Refunded'), ('declined', 'Left alone'), ('expired', 'Expired'), ('resolved', 'Settled by the network'), ('disputed', 'Became a dispute')], default='received', max_length=50, protected=True)),
                ('currency', models.CharField(max_length=3)),
                ('amount_minor', models.BigIntegerField()),
                ('network', models.CharField(blank=True, max_length=20)),
                ('reason', models.CharField(blank=True, max_length=80, verbose_name="the provider's word for the reason")),
                ('network_code', models.CharField(blank=True, max_length=20)),
                ('category', models.CharField(choices=[('fraudulent', 'Fraudulent'), ('unrecognized', 'Not recognized'), ('product_not_received', 'Not received'), ('product_unacceptable', 'Not as described'), ('credit_not_processed', 'Refund not received'), ('duplicate', 'Charged twice'), ('subscription_canceled', 'Subscription canceled'), ('general', 'Something else'), ('noncompliant', "Against the network's rules")], default='general', max_length=30)),
                ('paid_outside', models.BooleanField(default=False, verbose_name='the network has given the money back already')),
                ('gateway_account', models.CharField(blank=True, max_length=64)),
                ('payment_reference', models.CharField(blank=True, max_length=191, verbose_name="the payment's id at the gateway")),
                ('arn', models.CharField(blank=True, max_length=40, verbose_name="acquirer's reference number")),
                ('card_last4', models.CharField(blank=True, max_length=4)),
                ('descriptor', models.CharField(blank=True, max_length=80, verbose_name='words on the card statement')),
                ('paid_on', models.DateField(null=True)),
                ('alerted_at', models.DateTimeField(default=customers.clock.now)),
                ('respond_by', models.DateTimeField(null=True)),
                ('answer_by', models.DateTimeField()),
                ('calendar_at', models.DateTimeField(null=True)),
                ('escalated_at', models.DateTimeField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('asked', models.PositiveSmallIntegerField(default=0, verbose_name='how often a refund was asked for')),
                ('words', models.CharField(blank=True, max_length=500, verbose_name='why it is left alone')),
                ('attention', models.CharField(blank=True, max_length=300, verbose_name='why a person must look')),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('dispute', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='alerts', to='disputes.dispute')),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='alerts', to=settings.AUTH_USER_MODEL)),
                ('payment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='alerts', to='customers.payment')),
                ('refund', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='alerts', to='refunds.refund')),
                ('warning', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='alert', to='disputes.fraudwarning')),
            ],
            bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
        ),
        migrations.CreateModel(
            name='AlertEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60)),
                ('actor', models.CharField(max_length=120)),
                ('actor_label', models.CharField(max_length=200)),
                ('data', models.JSONField(default=dict)),
                ('correlation_id', models.CharField(blank=True, max_length=64)),
                ('happened_at', models.DateTimeField(default=customers.clock.now)),
                ('from_state', models.CharField(blank=True, max_length=20)),
                ('to_state', models.CharField(blank=True, max_length=20)),
                ('alert', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='disputes.alert')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='HistoricalAlert',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_actor', models.CharField(blank=True, max_length=120)),
                ('version', models.PositiveIntegerField(default=0)),
                ('reference', models.CharField(db_index=True, max_length=32)),
                ('provider', models.CharField(choices=[('rdr', 'Visa RDR'), ('cdrn', 'Verifi CDRN'), ('ethoca', 'Mastercard Ethoca'), ('warning', 'Fraud warning of the gateway')], max_length=10)),
                ('provider_reference', models.CharField(max_length=260)),
                ('state', django_fsm.FSMField(choices=[('received', 'Waits for a decision'), ('refunding', 'Refund asked for'), ('refunded', 'Refunded'), ('declined', 'Left alone'), ('expired', 'Expired'), ('resolved', 'Settled by the network'), ('disputed', 'Became a dispute')], default='received', max_length=50, protected=True)),
                ('currency', models.CharField(max_length=3)),
                ('amount_minor', models.BigIntegerField()),
                ('network', models.CharField(blank=True, max_length=20)),
                ('reason', models.CharField(blank=True, max_length=80, verbose_name="the provider's word for the reason")),
                ('network_code', models.CharField(blank=True, max_length=20)),
                ('category', models.CharField(choices=[('fraudulent', 'Fraudulent'), ('unrecognized', 'Not recognized'), ('product_not_received', 'Not received'), ('product_unacceptable', 'Not as described'), ('credit_not_processed', 'Refund not received'), ('duplicate', 'Charged twice'), ('subscription_canceled', 'Subscription canceled'), ('general', 'Something else'), ('noncompliant', "Against the network's rules")], default='general', max_length=30)),
                ('paid_outside', models.BooleanField(default=False, verbose_name='the network has given the money back already')),
                ('gateway_account', models.CharField(blank=True, max_length=64)),
                ('payment_reference', models.CharField(blank=True, max_length=191, verbose_name="the payment's id at the gateway")),
                ('arn', models.CharField(blank=True, max_length=40, verbose_name="acquirer's reference number")),
                ('card_last4', models.CharField(blank=True, max_length=4)),
                ('descriptor', models.CharField(blank=True, max_length=80, verbose_name='words on the card statement')),
                ('paid_on', models.DateField(null=True)),
                ('alerted_at', models.DateTimeField(default=customers.clock.now)),
                ('respond_by', models.DateTimeField(null=True)),
                ('answer_by', models.DateTimeField()),
                ('calendar_at', models.DateTimeField(null=True)),
                ('escalated_at', models.DateTimeField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('asked', models.PositiveSmallIntegerField(default=0, verbose_name='how often a refund was asked for')),
                ('words', models.CharField(blank=True, max_length=500, verbose_name='why it is left alone')),
                ('attention', models.CharField(blank=True, max_length=300, verbose_name='why a person must look')),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('dispute', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='disputes.dispute')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('payment', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='customers.payment')),
                ('refund', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='refunds.refund')),
                ('warning', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='disputes.fraudwarning')),
            ],
            options={
                'verbose_name': 'historical alert',
                'verbose_name_plural': 'historical alerts',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddIndex(
            model_name='alert',
            index=models.Index(condition=models.Q(('state__in', ('received', 'refunding')), models.Q(('attention', ''), _negated=True), _connector='OR'), fields=['answer_by', 'id'], name='alert_waiting'),
        ),
        migrations.AddIndex(
            model_name='alert',
            index=models.Index(condition=models.Q(('state__in', ('received', 'refunding'))), fields=['owner', 'answer_by', 'id'], name='alert_hands'),
        ),
        migrations.AddIndex(
            model_name='alert',
            index=models.Index(fields=['-alerted_at', '-id'], name='alert_newest'),
        ),
        migrations.AddIndex(
            model_name='alert',
            index=models.Index(fields=['provider', '-alerted_at', '-id'], name='alert_of_provider'),
        ),
        migrations.AddIndex(
            model_name='alert',
            index=models.Index(fields=['state', '-alerted_at', '-id'], name='alert_in_state'),
        ),
        migrations.AddIndex(
            model_name='alert',
            index=models.Index(fields=['owner', '-alerted_at', '-id'], name='alert_of_owner'),
        ),
        migrations.AddIndex(
            model_name='alert',
            index=models.Index(fields=['provider_reference'], name='alert_provider_number'),
        ),
        migrations.AddIndex(
            model_name='alert',
            index=models.Index(condition=models.Q(('calendar_at__isnull', False)), fields=['calendar_at'], name='alert_calendar'),
        ),
        migrations.AddConstraint(
            model_name='alert',
            constraint=models.UniqueConstraint(fields=('provider', 'provider_reference'), name='alert_once_per_provider'),
        ),
        migrations.AddConstraint(
            model_name='alert',
            constraint=models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0)), name='alert_amount_positive'),
        ),
        migrations.AddConstraint(
            model_name='alert',
            constraint=models.CheckConstraint(condition=models.Q(('card_last4__regex', '^([0-9]{4})?$')), name='alert_last4_only'),
        ),
        migrations.AddConstraint(
            model_name='alert',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('provider', 'warning'), ('warning__isnull', False)), models.Q(models.Q(('provider', 'warning'), _negated=True), ('warning__isnull', True)), _connector='OR'), name='alert_with_its_warning'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='alert',
            trigger=pgtrigger.compiler.Trigger(name='declared_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{declined:disputed,declined:refunded,declined:refunding,expired:disputed,expired:refunded,expired:refunding,received:declined,received:disputed,received:expired,received:refunded,received:refunding,received:resolved,refunding:disputed,refunding:received,refunding:refunded}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='32f6ca09d43368d0c8482549f24e81e3be3e5952', operation='UPDATE', pgid='pgtrigger_declared_moves_da923', table='disputes_alert', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='alert',
            trigger=pgtrigger.compiler.Trigger(name='born_in_first_state', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NOT (NEW."state" IN (\'received\')))', func="RAISE EXCEPTION 'A new alert starts as received, not as %', NEW.state;", hash='f5ff62998a50e20b47d49c9b53b44b3937356134', operation='INSERT', pgid='pgtrigger_born_in_first_state_b7bc2', table='disputes_alert', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='alert',
            trigger=pgtrigger.compiler.Trigger(name='version_goes_up', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF NEW.version <> OLD.version THEN RAISE EXCEPTION 'This row changed in the meantime' USING ERRCODE = '40001'; END IF; NEW.version = OLD.version + 1; RETURN NEW;", hash='54483769f070f92c2e1f723ef3f44662d8e9b0fd', operation='UPDATE', pgid='pgtrigger_version_goes_up_24e8b', table='disputes_alert', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='alertevent',
            index=models.Index(fields=['alert', 'id'], name='event_of_alert'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='alertevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='1d1d9f6ceb5ddeb7eddbf6b35e1a345de13db77d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_7552a', table='disputes_alertevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historicalalert',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='cd402b40595d929a2eb501132acc97ef55e64932', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_93198', table='disputes_historicalalert', when='BEFORE')),
        ),
    ]
