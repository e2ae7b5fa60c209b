"""The shop's own systems are told what happens."""

import customers.clock
import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import refunds.models.delivery
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('refunds', '0007_the_gateways_truth'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Announcement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('message_id', models.CharField(default=refunds.models.delivery.new_message_id, max_length=40, unique=True)),
                ('kind', models.CharField(max_length=60)),
                ('topic', models.CharField(max_length=20)),
                ('about', models.CharField(blank=True, max_length=32)),
                ('from_state', models.CharField(blank=True, max_length=20)),
                ('to_state', models.CharField(blank=True, max_length=20)),
                ('body', models.TextField(blank=True)),
                ('correlation_id', models.CharField(blank=True, max_length=64)),
                ('happened_at', models.DateTimeField(default=customers.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('delivered', 'Delivered'), ('failed', 'Given up')], default='waiting', max_length=10)),
                ('tries', models.PositiveIntegerField(default=0)),
                ('step', models.PositiveSmallIntegerField(default=0)),
                ('status', models.PositiveSmallIntegerField(null=True)),
                ('answer', models.CharField(blank=True, max_length=300)),
                ('next_at', models.DateTimeField(default=customers.clock.now, null=True)),
                ('leased_until', models.DateTimeField(null=True)),
                ('tried_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name='HistoricalSubscription',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_actor', models.CharField(blank=True, max_length=120)),
                ('label', models.CharField(max_length=80, verbose_name='label')),
                ('address', models.CharField(max_length=500, verbose_name='address')),
                ('kinds', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), size=None, verbose_name='kinds of events')),
                ('state', models.CharField(choices=[('on', 'Turned on'), ('off', 'Turned off'), ('turned_off', 'Turned off after failures')], default='on', max_length=12)),
                ('why_off', models.CharField(blank=True, max_length=300)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical subscription',
                'verbose_name_plural': 'historical subscriptions',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Subscription',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(max_length=80, verbose_name='label')),
                ('address', models.CharField(max_length=500, verbose_name='address')),
                ('kinds', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), size=None, verbose_name='kinds of events')),
                ('state', models.CharField(choices=[('on', 'Turned on'), ('off', 'Turned off'), ('turned_off', 'Turned off after failures')], default='on', max_length=12)),
                ('why_off', models.CharField(blank=True, max_length=300)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('last_success_at', models.DateTimeField(null=True)),
                ('last_failure_at', models.DateTimeField(null=True)),
                ('failing_since', models.DateTimeField(null=True)),
                ('resting_until', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='SubscriptionSecret',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ciphertext', models.TextField()),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('ends_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='staffnotice',
            name='notice_about_a_case_or_something_else',
        ),
        migrations.AlterField(
            model_name='staffnotice',
            name='kind',
            field=models.CharField(choices=[('mention', 'You were mentioned'), ('hand_over', 'A case was handed to you'), ('reminder', 'An answer is due soon'), ('escalation', 'A case was escalated'), ('decided', 'Your request was decided'), ('no_answer', 'The customer did not answer'), ('policy', 'The refund policy waits to be looked at'), ('subscription', 'A subscription was turned off'), ('gateway', 'A gateway needs you')], max_length=20),
        ),
        migrations.AddConstraint(
            model_name='staffnotice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ('policy', 'gateway', 'subscription')), ('refund', None)), models.Q(models.Q(('kind__in', ('policy', 'gateway', 'subscription')), _negated=True), ('refund__isnull', False)), _connector='OR'), name='notice_about_a_case_or_something_else'),
        ),
        migrations.AddIndex(
            model_name='announcement',
            index=models.Index(fields=['happened_at', 'id'], name='announcement_oldest'),
        ),
        migrations.AddField(
            model_name='delivery',
            name='announcement',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='refunds.announcement'),
        ),
        migrations.AddField(
            model_name='historicalsubscription',
            name='created_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalsubscription',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='subscription',
            name='created_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='delivery',
            name='subscription',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='refunds.subscription'),
        ),
        migrations.AddField(
            model_name='subscriptionsecret',
            name='subscription',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='secrets', to='refunds.subscription'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historicalsubscription',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='49f26bb37892105a46f76ec6058f14ab9dab613d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_a9376', table='refunds_historicalsubscription', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='subscription',
            index=models.Index(condition=models.Q(('state', 'on')), fields=['id'], name='subscription_on'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('state', 'waiting')), fields=['subscription', 'next_at', 'id'], name='delivery_due'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(fields=['subscription', '-created_at', '-id'], name='delivery_newest'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('state', 'failed')), fields=['subscription', '-created_at', '-id'], name='delivery_failed'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(fields=['created_at', 'id'], name='delivery_oldest'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.UniqueConstraint(fields=('announcement', 'subscription'), name='delivery_once'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('next_at__isnull', False), ('state', 'waiting')), models.Q(models.Q(('state', 'waiting'), _negated=True), ('next_at', None)), _connector='OR'), name='delivery_waits_for_a_try'),
        ),
        migrations.AddIndex(
            model_name='subscriptionsecret',
            index=models.Index(fields=['subscription', '-id'], name='secret_of_subscription'),
        ),
        migrations.AddConstraint(
            model_name='subscriptionsecret',
            constraint=models.UniqueConstraint(condition=models.Q(('ends_at', None)), fields=('subscription',), name='subscription_one_secret'),
        ),
    ]
