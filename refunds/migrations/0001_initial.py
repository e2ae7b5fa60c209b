"""Refunds, attempts, decisions, approvals, events, outbox, webhooks, ledger: tables, constraints and triggers."""

import customers.clock
import django.db.models.deletion
import django_fsm
import pgtrigger.compiler
import pgtrigger.migrations
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("customers", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PolicyVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(unique=True)),
                ('document', models.JSONField()),
                ('summary', models.CharField(blank=True, max_length=300)),
                ('starts_at', models.DateTimeField(unique=True)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
            ],
            options={
                'ordering': ['starts_at'],
            },
        ),
        migrations.CreateModel(
            name='Refund',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=0)),
                ('reference', models.CharField(max_length=32, unique=True)),
                ('state', django_fsm.FSMField(choices=[('requested', 'Requested'), ('under_review', 'Under review'), ('needs_info', 'Waiting for the customer'), ('approved', 'Approved'), ('processing', 'On its way'), ('completed', 'Completed'), ('failed', 'Failed'), ('rejected', 'Rejected'), ('canceled', 'Canceled')], default='requested', max_length=50, protected=True)),
                ('round', models.PositiveSmallIntegerField(default=0)),
                ('currency', models.CharField(max_length=3)),
                ('amount_minor', models.BigIntegerField()),
                ('rail', models.CharField(choices=[('original', 'Original payment method'), ('store_credit', 'Store credit'), ('bank_transfer', 'Bank transfer')], default='original', max_length=20)),
                ('reason', models.CharField(choices=[('changed_mind', 'Changed my mind'), ('not_received', 'It never arrived'), ('damaged', 'It arrived damaged'), ('not_as_described', 'It is not as described'), ('wrong_item', 'I got the wrong thing'), ('duplicate', 'I was charged twice'), ('canceled_service', 'The service was canceled'), ('fraud', 'I did not make this payment'), ('goodwill', 'Goodwill'), ('other', 'Something else')], max_length=30)),
                ('reason_text', models.TextField(blank=True, max_length=2000)),
                ('origin', models.CharField(choices=[('portal', 'Customer portal'), ('staff', 'Staff'), ('api', 'API'), ('import', 'Import'), ('dispute', 'Dispute'), ('gateway', 'Found at the gateway')], max_length=10)),
                ('requested_by', models.CharField(max_length=120)),
                ('request_key', models.CharField(blank=True, max_length=64, verbose_name='asked once under this key')),
                ('attention', models.CharField(blank=True, max_length=300, verbose_name='why a person must look')),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('decided_at', models.DateTimeField(null=True)),
                ('approved_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
            ],
            bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
        ),
        migrations.CreateModel(
            name='RefundAttempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=0)),
                ('number', models.PositiveSmallIntegerField()),
                ('reference', models.CharField(max_length=40, unique=True)),
                ('state', django_fsm.FSMField(choices=[('created', 'Prepared'), ('sending', 'Being sent'), ('pending', 'Accepted by the gateway'), ('action_required', "Waiting for the customer's bank details"), ('waiting_funds', 'Waiting for funds at the gateway'), ('unknown', 'Answer lost, being asked'), ('succeeded', 'Paid back'), ('failed', 'Refused'), ('canceled', 'Canceled at the gateway'), ('reversed', 'Came back')], default='created', max_length=50, protected=True)),
                ('gateway', models.CharField(max_length=32)),
                ('gateway_account', models.CharField(max_length=64)),
                ('idempotency_key', models.CharField(max_length=64, unique=True)),
                ('key_expires_at', models.DateTimeField(null=True)),
                ('body', models.BinaryField()),
                ('body_hash', models.CharField(max_length=64)),
                ('gateway_reference', models.CharField(blank=True, max_length=191)),
                ('answer', models.JSONField(default=dict)),
                ('failure_code', models.CharField(blank=True, max_length=80)),
                ('failure_message', models.CharField(blank=True, max_length=500)),
                ('sends', models.PositiveSmallIntegerField(default=0)),
                ('checks', models.PositiveSmallIntegerField(default=0)),
                ('next_check_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('sent_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
            ],
            bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
        ),
        migrations.CreateModel(
            name='RefundEvent',
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
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='RefundLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', models.PositiveIntegerField()),
                ('amount_minor', models.BigIntegerField()),
                ('tax_minor', models.BigIntegerField(default=0)),
            ],
            options={
                'ordering': ['payment_line__position'],
            },
        ),
        migrations.CreateModel(
            name='SecondApproval',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('currency', models.CharField(max_length=3, unique=True)),
                ('above_minor', models.BigIntegerField(verbose_name='above, in minor units')),
            ],
            options={
                'verbose_name': 'second approval',
            },
        ),
        migrations.CreateModel(
            name='WebhookEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('gateway', models.CharField(max_length=32)),
                ('gateway_account', models.CharField(max_length=64)),
                ('event_id', models.CharField(max_length=191)),
                ('kind', models.CharField(max_length=80)),
                ('topic', models.CharField(max_length=20)),
                ('refund_reference', models.CharField(blank=True, max_length=191)),
                ('gateway_reference', models.CharField(blank=True, max_length=191)),
                ('payment_reference', models.CharField(blank=True, max_length=191)),
                ('payment_alias', models.CharField(blank=True, max_length=191)),
                ('body', models.BinaryField()),
                ('body_hash', models.CharField(max_length=64)),
                ('state', models.CharField(choices=[('received', 'Waiting'), ('processed', 'Done'), ('ignored', 'Nothing to do'), ('parked', 'Before a person'), ('quarantined', 'Does not fit what we know')], default='received', max_length=15)),
                ('result', models.CharField(blank=True, max_length=300)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('due_at', models.DateTimeField(default=customers.clock.now, null=True)),
                ('received_at', models.DateTimeField(default=customers.clock.now)),
                ('processed_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='WorkOrder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('topic', models.CharField(max_length=60)),
                ('key', models.CharField(max_length=120, verbose_name='what may exist once')),
                ('payload', models.JSONField(default=dict)),
                ('state', models.CharField(choices=[('due', 'Waiting'), ('leased', 'Being worked on'), ('done', 'Done'), ('parked', 'Parked for a person')], default='due', max_length=10)),
                ('due_at', models.DateTimeField(default=customers.clock.now)),
                ('leased_until', models.DateTimeField(null=True)),
                ('leased_by', models.CharField(blank=True, max_length=120)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('last_error', models.CharField(blank=True, max_length=500)),
                ('correlation_id', models.CharField(blank=True, max_length=64)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('done_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Approval',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('actor', models.CharField(max_length=120)),
                ('seen_hash', models.CharField(max_length=64)),
                ('approved_at', models.DateTimeField(default=customers.clock.now)),
                ('approver', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='approvals', to=settings.AUTH_USER_MODEL)),
                ('requester', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='ApprovalLimit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(max_length=30, verbose_name='role')),
                ('currency', models.CharField(max_length=3)),
                ('up_to_minor', models.BigIntegerField(verbose_name='up to, in minor units')),
            ],
            options={
                'verbose_name': 'approval limit',
                'constraints': [models.UniqueConstraint(fields=('role', 'currency'), name='approval_limit_once'), models.CheckConstraint(condition=models.Q(('up_to_minor__gte', 0)), name='approval_limit_not_negative')],
            },
        ),
        migrations.CreateModel(
            name='HistoricalApprovalLimit',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_actor', models.CharField(blank=True, max_length=120)),
                ('role', models.CharField(max_length=30, verbose_name='role')),
                ('currency', models.CharField(max_length=3)),
                ('up_to_minor', models.BigIntegerField(verbose_name='up to, in minor units')),
                ('history_change_reason', models.TextField(null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical approval limit',
                'verbose_name_plural': 'historical approval limits',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalPolicyVersion',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_actor', models.CharField(blank=True, max_length=120)),
                ('number', models.PositiveIntegerField(db_index=True)),
                ('document', models.JSONField()),
                ('summary', models.CharField(blank=True, max_length=300)),
                ('starts_at', models.DateTimeField(db_index=True)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical policy version',
                'verbose_name_plural': 'historical policy versions',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalRefund',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_actor', models.CharField(blank=True, max_length=120)),
                ('version', models.PositiveIntegerField(default=0)),
                ('reference', models.CharField(db_index=True, max_length=32)),
                ('state', django_fsm.FSMField(choices=[('requested', 'Requested'), ('under_review', 'Under review'), ('needs_info', 'Waiting for the customer'), ('approved', 'Approved'), ('processing', 'On its way'), ('completed', 'Completed'), ('failed', 'Failed'), ('rejected', 'Rejected'), ('canceled', 'Canceled')], default='requested', max_length=50, protected=True)),
                ('round', models.PositiveSmallIntegerField(default=0)),
                ('currency', models.CharField(max_length=3)),
                ('amount_minor', models.BigIntegerField()),
                ('rail', models.CharField(choices=[('original', 'Original payment method'), ('store_credit', 'Store credit'), ('bank_transfer', 'Bank transfer')], default='original', max_length=20)),
                ('reason', models.CharField(choices=[('changed_mind', 'Changed my mind'), ('not_received', 'It never arrived'), ('damaged', 'It arrived damaged'), ('not_as_described', 'It is not as described'), ('wrong_item', 'I got the wrong thing'), ('duplicate', 'I was charged twice'), ('canceled_service', 'The service was canceled'), ('fraud', 'I did not make this payment'), ('goodwill', 'Goodwill'), ('other', 'Something else')], max_length=30)),
                ('reason_text', models.TextField(blank=True, max_length=2000)),
                ('origin', models.CharField(choices=[('portal', 'Customer portal'), ('staff', 'Staff'), ('api', 'API'), ('import', 'Import'), ('dispute', 'Dispute'), ('gateway', 'Found at the gateway')], max_length=10)),
                ('requested_by', models.CharField(max_length=120)),
                ('request_key', models.CharField(blank=True, max_length=64, verbose_name='asked once under this key')),
                ('attention', models.CharField(blank=True, max_length=300, verbose_name='why a person must look')),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('decided_at', models.DateTimeField(null=True)),
                ('approved_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('customer', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='customers.customer')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('payment', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='customers.payment')),
                ('requester', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical refund',
                'verbose_name_plural': 'historical refunds',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalRefundAttempt',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_actor', models.CharField(blank=True, max_length=120)),
                ('version', models.PositiveIntegerField(default=0)),
                ('number', models.PositiveSmallIntegerField()),
                ('reference', models.CharField(db_index=True, max_length=40)),
                ('state', django_fsm.FSMField(choices=[('created', 'Prepared'), ('sending', 'Being sent'), ('pending', 'Accepted by the gateway'), ('action_required', "Waiting for the customer's bank details"), ('waiting_funds', 'Waiting for funds at the gateway'), ('unknown', 'Answer lost, being asked'), ('succeeded', 'Paid back'), ('failed', 'Refused'), ('canceled', 'Canceled at the gateway'), ('reversed', 'Came back')], default='created', max_length=50, protected=True)),
                ('gateway', models.CharField(max_length=32)),
                ('gateway_account', models.CharField(max_length=64)),
                ('idempotency_key', models.CharField(db_index=True, max_length=64)),
                ('key_expires_at', models.DateTimeField(null=True)),
                ('body_hash', models.CharField(max_length=64)),
                ('gateway_reference', models.CharField(blank=True, max_length=191)),
                ('answer', models.JSONField(default=dict)),
                ('failure_code', models.CharField(blank=True, max_length=80)),
                ('failure_message', models.CharField(blank=True, max_length=500)),
                ('sends', models.PositiveSmallIntegerField(default=0)),
                ('checks', models.PositiveSmallIntegerField(default=0)),
                ('next_check_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('sent_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical refund attempt',
                'verbose_name_plural': 'historical refund attempts',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalSecondApproval',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_actor', models.CharField(blank=True, max_length=120)),
                ('currency', models.CharField(db_index=True, max_length=3)),
                ('above_minor', models.BigIntegerField(verbose_name='above, in minor units')),
                ('history_change_reason', models.TextField(null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical second approval',
                'verbose_name_plural': 'historical second approvals',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='JournalEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('reserve', 'Reserved'), ('release', 'Reservation given back'), ('settle', 'Paid back'), ('reverse', 'Came back'), ('credit_spend', 'Store credit spent'), ('credit_expiry', 'Store credit expired')], max_length=20)),
                ('round', models.PositiveSmallIntegerField(default=0)),
                ('source', models.CharField(max_length=120)),
                ('posted_at', models.DateTimeField(default=customers.clock.now)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='journal', to='customers.customer')),
            ],
        ),
        migrations.CreateModel(
            name='JournalLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('account', models.CharField(max_length=120)),
                ('currency', models.CharField(max_length=3)),
                ('amount_minor', models.BigIntegerField()),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='refunds.journalentry')),
            ],
        ),
        migrations.CreateModel(
            name='PolicyDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verdict', models.CharField(choices=[('allow', 'May go out'), ('review', 'A person decides'), ('deny', 'Not covered')], max_length=10)),
                ('rule_verdicts', models.JSONField()),
                ('facts', models.JSONField()),
                ('facts_fingerprint', models.CharField(max_length=64)),
                ('decided_at', models.DateTimeField(default=customers.clock.now)),
                ('policy_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='refunds.policyversion')),
            ],
            options={
                'ordering': ['-decided_at', '-id'],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='policyversion',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='17e36476a5b71504573d55bf5774a308c902f5d1', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_6bae4', table='refunds_policyversion', when='BEFORE')),
        ),
        migrations.AddField(
            model_name='refund',
            name='customer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='refunds', to='customers.customer'),
        ),
        migrations.AddField(
            model_name='refund',
            name='payment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='refunds', to='customers.payment'),
        ),
        migrations.AddField(
            model_name='refund',
            name='requester',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='requested_refunds', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='policydecision',
            name='refund',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='refunds.refund'),
        ),
        migrations.AddField(
            model_name='journalentry',
            name='refund',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='journal', to='refunds.refund'),
        ),
        migrations.AddField(
            model_name='historicalrefundattempt',
            name='refund',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='refunds.refund'),
        ),
        migrations.AddField(
            model_name='approval',
            name='refund',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='approvals', to='refunds.refund'),
        ),
        migrations.AddField(
            model_name='refundattempt',
            name='refund',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='refunds.refund'),
        ),
        migrations.AddField(
            model_name='refundevent',
            name='refund',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='refunds.refund'),
        ),
        migrations.AddField(
            model_name='refundline',
            name='payment_line',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='refund_lines', to='customers.paymentline'),
        ),
        migrations.AddField(
            model_name='refundline',
            name='refund',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='refunds.refund'),
        ),
        migrations.AddConstraint(
            model_name='secondapproval',
            constraint=models.CheckConstraint(condition=models.Q(('above_minor__gte', 0)), name='second_approval_not_negative'),
        ),
        migrations.AddIndex(
            model_name='webhookevent',
            index=models.Index(condition=models.Q(('state', 'received')), fields=['due_at', 'id'], name='webhook_due'),
        ),
        migrations.AddConstraint(
            model_name='webhookevent',
            constraint=models.UniqueConstraint(fields=('gateway', 'gateway_account', 'event_id', 'body_hash'), name='webhook_event_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='webhookevent',
            trigger=pgtrigger.compiler.Trigger(name='as_it_came', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."event_id" IS DISTINCT FROM (NEW."event_id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."body" IS DISTINCT FROM (NEW."body") OR OLD."body_hash" IS DISTINCT FROM (NEW."body_hash"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='89b8673ebb2b2aa3259e76aed775135f1ff163be', operation='UPDATE', pgid='pgtrigger_as_it_came_0775c', table='refunds_webhookevent', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='workorder',
            index=models.Index(condition=models.Q(('state', 'due')), fields=['due_at', 'id'], name='work_order_due'),
        ),
        migrations.AddIndex(
            model_name='workorder',
            index=models.Index(condition=models.Q(('state', 'leased')), fields=['leased_until'], name='work_order_leased'),
        ),
        migrations.AddConstraint(
            model_name='workorder',
            constraint=models.UniqueConstraint(fields=('topic', 'key'), name='work_order_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historicalapprovallimit',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='93a38ec24261d4bf692842aeac0ac7b6847a5a8f', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_b7099', table='refunds_historicalapprovallimit', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historicalpolicyversion',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='70cd61e64a0824ea22163307ec40c5ba8b429921', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_1d9b1', table='refunds_historicalpolicyversion', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historicalrefund',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='2aacc620e5c26460ab64b88fa43969abe13a91c8', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_ec564', table='refunds_historicalrefund', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historicalsecondapproval',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='f301af4bc4b98a07f10b8cea23f815e478b66b49', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_40774', table='refunds_historicalsecondapproval', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='journalline',
            index=models.Index(fields=['account', 'currency'], name='journal_by_account'),
        ),
        migrations.AddConstraint(
            model_name='journalline',
            constraint=models.UniqueConstraint(fields=('entry', 'account', 'currency'), name='journal_line_once'),
        ),
        migrations.AddConstraint(
            model_name='journalline',
            constraint=models.CheckConstraint(condition=models.Q(('amount_minor', 0), _negated=True), name='journal_line_not_zero'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='journalline',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='dc2418ff5fb47e9f326f87138e757fdfe67d2b44', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_31d16', table='refunds_journalline', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='journalline',
            trigger=pgtrigger.compiler.Trigger(name='sums_to_zero', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', func="IF EXISTS (SELECT 1 FROM refunds_journalline WHERE entry_id = NEW.entry_id GROUP BY currency HAVING sum(amount_minor) <> 0) THEN RAISE EXCEPTION 'Journal entry % does not sum to zero', NEW.entry_id; END IF; RETURN NULL;", hash='3aa8ef33a418b63de73bdabf3f6d31b7af8fefa2', operation='INSERT', pgid='pgtrigger_sums_to_zero_e315e', table='refunds_journalline', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='refund',
            index=models.Index(fields=['state', 'created_at', 'id'], name='refund_queue'),
        ),
        migrations.AddIndex(
            model_name='refund',
            index=models.Index(fields=['-created_at', '-id'], name='refund_newest'),
        ),
        migrations.AddIndex(
            model_name='refund',
            index=models.Index(fields=['finished_at'], name='refund_finished'),
        ),
        migrations.AddIndex(
            model_name='refund',
            index=models.Index(condition=models.Q(('attention', ''), _negated=True), fields=['created_at'], name='refund_attention'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0)), name='refund_amount_positive'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.UniqueConstraint(condition=models.Q(('request_key', ''), _negated=True), fields=('customer', 'request_key'), name='refund_request_key_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='refund',
            trigger=pgtrigger.compiler.Trigger(name='declared_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{approved:canceled,approved:processing,completed:failed,failed:approved,needs_info:canceled,needs_info:under_review,processing:completed,processing:failed,requested:approved,requested:canceled,requested:needs_info,requested:rejected,requested:under_review,under_review:approved,under_review:canceled,under_review:needs_info,under_review:rejected}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='c56482d1dc99b137bf25bdcace59afb7d4ca5b74', operation='UPDATE', pgid='pgtrigger_declared_moves_9d42d', table='refunds_refund', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='refund',
            trigger=pgtrigger.compiler.Trigger(name='born_in_first_state', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NOT (NEW."state" IN (\'requested\')))', func="RAISE EXCEPTION 'A new refund starts as requested, not as %', NEW.state;", hash='f4217d35c00641a8191343d48de1a09cfc2c419c', operation='INSERT', pgid='pgtrigger_born_in_first_state_66bf1', table='refunds_refund', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='refund',
            trigger=pgtrigger.compiler.Trigger(name='version_goes_up', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF NEW.version <> OLD.version THEN RAISE EXCEPTION 'This row changed in the meantime' USING ERRCODE = '40001'; END IF; NEW.version = OLD.version + 1; RETURN NEW;", hash='67ffc63a4dfdc0f8708afdc05146e5b88cd06cd0', operation='UPDATE', pgid='pgtrigger_version_goes_up_9e31e', table='refunds_refund', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='policydecision',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='c07272bd1acd5855eb7cf355975385dc55e7685b', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_494aa', table='refunds_policydecision', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='journalentry',
            index=models.Index(fields=['posted_at', 'kind'], name='journal_by_day'),
        ),
        migrations.AddConstraint(
            model_name='journalentry',
            constraint=models.UniqueConstraint(fields=('refund', 'round', 'kind'), name='journal_once_per_round'),
        ),
        migrations.AddConstraint(
            model_name='journalentry',
            constraint=models.UniqueConstraint(fields=('source', 'kind'), name='journal_once_per_source'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='journalentry',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='44824b5c463d6b099e3500abc65a6840694c5580', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_242d8', table='refunds_journalentry', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historicalrefundattempt',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d22287bcc8d0b9fa25964a3f7c0fdd70a53aa170', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_5af03', table='refunds_historicalrefundattempt', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='approval',
            constraint=models.UniqueConstraint(fields=('refund', 'approver'), name='approval_person_once'),
        ),
        migrations.AddConstraint(
            model_name='approval',
            constraint=models.UniqueConstraint(fields=('refund', 'number'), name='approval_number_once'),
        ),
        migrations.AddConstraint(
            model_name='approval',
            constraint=models.CheckConstraint(condition=models.Q(('approver', models.F('requester')), _negated=True), name='approval_not_by_requester'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='approval',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='4a4d7973d77e6bab0367c801d668e4da4c49affd', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_753a5', table='refunds_approval', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='refundattempt',
            index=models.Index(condition=models.Q(('next_check_at__isnull', False)), fields=['next_check_at'], name='attempt_due'),
        ),
        migrations.AddConstraint(
            model_name='refundattempt',
            constraint=models.UniqueConstraint(fields=('refund', 'number'), name='attempt_number_once'),
        ),
        migrations.AddConstraint(
            model_name='refundattempt',
            constraint=models.UniqueConstraint(condition=models.Q(('gateway_reference', ''), _negated=True), fields=('gateway', 'gateway_account', 'gateway_reference'), name='attempt_gateway_reference_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='refundattempt',
            trigger=pgtrigger.compiler.Trigger(name='sent_as_stored', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."idempotency_key" IS DISTINCT FROM (NEW."idempotency_key") OR OLD."body" IS DISTINCT FROM (NEW."body") OR OLD."body_hash" IS DISTINCT FROM (NEW."body_hash") OR OLD."reference" IS DISTINCT FROM (NEW."reference"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='ce2402d0a358a3fcf511ac8827d4937625ae89e3', operation='UPDATE', pgid='pgtrigger_sent_as_stored_304a1', table='refunds_refundattempt', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='refundattempt',
            trigger=pgtrigger.compiler.Trigger(name='declared_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{action_required:action_required,action_required:canceled,action_required:failed,action_required:pending,action_required:succeeded,action_required:waiting_funds,created:sending,pending:action_required,pending:canceled,pending:failed,pending:pending,pending:succeeded,pending:waiting_funds,sending:action_required,sending:canceled,sending:failed,sending:pending,sending:succeeded,sending:unknown,sending:waiting_funds,succeeded:reversed,unknown:action_required,unknown:canceled,unknown:failed,unknown:pending,unknown:sending,unknown:succeeded,unknown:unknown,unknown:waiting_funds,waiting_funds:action_required,waiting_funds:canceled,waiting_funds:failed,waiting_funds:pending,waiting_funds:succeeded,waiting_funds:waiting_funds}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='e4393a9dff705638afa517f09eea1cc3f37d337f', operation='UPDATE', pgid='pgtrigger_declared_moves_ebd0c', table='refunds_refundattempt', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='refundattempt',
            trigger=pgtrigger.compiler.Trigger(name='born_in_first_state', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NOT (NEW."state" IN (\'created\', \'sending\')))', func="RAISE EXCEPTION 'A new refund attempt starts as created or sending, not as %', NEW.state;", hash='faceb3fc28355ab725b33dc0f9c63afa46c8192b', operation='INSERT', pgid='pgtrigger_born_in_first_state_94268', table='refunds_refundattempt', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='refundattempt',
            trigger=pgtrigger.compiler.Trigger(name='version_goes_up', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF NEW.version <> OLD.version THEN RAISE EXCEPTION 'This row changed in the meantime' USING ERRCODE = '40001'; END IF; NEW.version = OLD.version + 1; RETURN NEW;", hash='5d6523d6ef662dac205378abd19584d9ee1ad494', operation='UPDATE', pgid='pgtrigger_version_goes_up_72d84', table='refunds_refundattempt', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='refundevent',
            index=models.Index(fields=['refund', 'id'], name='event_of_refund'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='refundevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='69329898b4cd8317887e6f4b4ccb4d6d5a2af600', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_62228', table='refunds_refundevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='refundline',
            constraint=models.UniqueConstraint(fields=('refund', 'payment_line'), name='refund_line_once'),
        ),
        migrations.AddConstraint(
            model_name='refundline',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__gt', 0), ('amount_minor__gte', 0), ('tax_minor__gte', 0)), name='refund_line_amounts'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='refundline',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='22f2dbeb7ffb51b7999d62b50c1bef088ad1e8ad', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_81c88', table='refunds_refundline', when='BEFORE')),
        ),
    ]
