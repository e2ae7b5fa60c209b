"""Which message goes when, what became of a mail address, and the channel that a customer chose."""

import customers.clock
import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("customers", "0005_store_credit_in_lots"),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalMessageRule',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_actor', models.CharField(blank=True, max_length=120)),
                ('kind', models.CharField(blank=True, db_index=True, max_length=60, verbose_name='letter')),
                ('is_on', models.BooleanField(default=True, verbose_name='is sent')),
                ('delay_minutes', models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(10080)], verbose_name='waits for minutes')),
                ('per_day', models.PositiveSmallIntegerField(null=True, verbose_name='at most for a customer on one day')),
                ('quiet_from', models.TimeField(null=True, verbose_name='quiet from')),
                ('quiet_until', models.TimeField(null=True, verbose_name='quiet until')),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical message rule',
                'verbose_name_plural': 'historical message rules',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='MessageRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(blank=True, max_length=60, unique=True, verbose_name='letter')),
                ('is_on', models.BooleanField(default=True, verbose_name='is sent')),
                ('delay_minutes', models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(10080)], verbose_name='waits for minutes')),
                ('per_day', models.PositiveSmallIntegerField(null=True, verbose_name='at most for a customer on one day')),
                ('quiet_from', models.TimeField(null=True, verbose_name='quiet from')),
                ('quiet_until', models.TimeField(null=True, verbose_name='quiet until')),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
            ],
        ),
        migrations.AddField(
            model_name='customer',
            name='channel',
            field=models.CharField(default='email', max_length=20, verbose_name='chosen channel'),
        ),
        migrations.AddField(
            model_name='customer',
            name='mail_trouble',
            field=models.CharField(blank=True, choices=[('bounced', 'Mail comes back'), ('complained', 'Marked as spam')], max_length=12, verbose_name='trouble with mail'),
        ),
        migrations.AddField(
            model_name='customer',
            name='mail_trouble_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='customer',
            name='mail_trouble_reason',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='customer',
            name='phone',
            field=models.CharField(blank=True, max_length=16, verbose_name='telephone number'),
        ),
        migrations.AddField(
            model_name='customer',
            name='phone_agreed_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='historicalcustomer',
            name='channel',
            field=models.CharField(default='email', max_length=20, verbose_name='chosen channel'),
        ),
        migrations.AddField(
            model_name='historicalcustomer',
            name='mail_trouble',
            field=models.CharField(blank=True, choices=[('bounced', 'Mail comes back'), ('complained', 'Marked as spam')], max_length=12, verbose_name='trouble with mail'),
        ),
        migrations.AddField(
            model_name='historicalcustomer',
            name='mail_trouble_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='historicalcustomer',
            name='phone_agreed_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='message',
            name='held_because',
            field=models.CharField(blank=True, choices=[('off', 'This message is turned off.'), ('cap', 'The customer has had enough messages on this day.'), ('bounced', 'Mail to this address comes back.'), ('complained', 'The customer marked a letter as spam, so only what is needed is sent.')], max_length=12),
        ),
        migrations.AlterField(
            model_name='message',
            name='state',
            field=models.CharField(choices=[('queued', 'Waiting to be sent'), ('sent', 'Sent'), ('failed', 'Not delivered'), ('held', 'Held back')], default='queued', max_length=10),
        ),
        migrations.AddConstraint(
            model_name='customer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('phone', ''), ('phone_agreed_at__isnull', True)), models.Q(models.Q(('phone', ''), _negated=True), ('phone_agreed_at__isnull', False)), _connector='OR'), name='customer_phone_agreed_to'),
        ),
        migrations.AddField(
            model_name='historicalmessagerule',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='messagerule',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('delay_minutes', 0), ('is_on', True), ('kind', '')), models.Q(models.Q(('kind', ''), _negated=True), ('per_day__isnull', True), ('quiet_from__isnull', True), ('quiet_until__isnull', True)), _connector='OR'), name='message_rule_of_one_kind_or_all'),
        ),
        migrations.AddConstraint(
            model_name='messagerule',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('quiet_from__isnull', True), ('quiet_until__isnull', True)), models.Q(('quiet_from__isnull', False), ('quiet_until__isnull', False)), _connector='OR'), name='message_rule_quiet_begins_and_ends'),
        ),
        migrations.AddConstraint(
            model_name='messagerule',
            constraint=models.CheckConstraint(condition=models.Q(('delay_minutes__lte', 10080), models.Q(('per_day__isnull', True), models.Q(('per_day__gte', 1), ('per_day__lte', 100)), _connector='OR')), name='message_rule_within_bounds'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historicalmessagerule',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='bfb51852390698a09db6acc5034b8c63af5684e1', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_e0270', table='customers_historicalmessagerule', when='BEFORE')),
        ),
    ]
