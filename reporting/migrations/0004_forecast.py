"""Forecasts with their backtests, and the money at the gateways: balances, payout plans, outlooks, warnings."""

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
        ('reporting', '0003_dash'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CashOutlook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('account', models.CharField(max_length=64)),
                ('currency', models.CharField(max_length=3)),
                ('begins_on', models.DateField()),
                ('inflow', models.JSONField(default=list)),
                ('outflow', models.JSONField(default=list)),
                ('weeks', models.JSONField(default=list)),
                ('waiting_minor', models.BigIntegerField(default=0)),
                ('reserve_minor', models.BigIntegerField(null=True)),
                ('why_unknown', models.CharField(blank=True, max_length=40)),
            ],
            options={
                'ordering': ['account', 'currency'],
            },
        ),
        migrations.CreateModel(
            name='CashWarning',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('account', models.CharField(max_length=64)),
                ('currency', models.CharField(max_length=3)),
                ('dry_on', models.DateField()),
                ('missing_minor', models.BigIntegerField()),
                ('told_at', models.DateTimeField(default=customers.clock.now)),
                ('ended_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='ForecastBacktest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weeks_ahead', models.PositiveSmallIntegerField()),
                ('judged', models.PositiveIntegerField()),
                ('inside50', models.PositiveIntegerField()),
                ('inside80', models.PositiveIntegerField()),
                ('inside95', models.PositiveIntegerField()),
                ('error_minor', models.BigIntegerField()),
                ('naive_error_minor', models.BigIntegerField()),
            ],
            options={
                'ordering': ['weeks_ahead'],
            },
        ),
        migrations.CreateModel(
            name='ForecastRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=0)),
                ('state', django_fsm.FSMField(choices=[('queued', 'Being worked out'), ('ready', 'Ready'), ('failed', 'Not worked out')], default='queued', max_length=50, protected=True)),
                ('until_on', models.DateField()),
                ('done_steps', models.PositiveSmallIntegerField(default=0)),
                ('total_steps', models.PositiveSmallIntegerField(default=0)),
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
            name='HistoricalPayoutPlan',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_actor', models.CharField(blank=True, max_length=120)),
                ('account', models.CharField(max_length=64, verbose_name='gateway account')),
                ('currency', models.CharField(max_length=3)),
                ('rhythm', models.CharField(choices=[('daily', 'every working day'), ('weekly', 'every week'), ('monthly', 'every month'), ('by_hand', 'by hand only')], default='weekly', max_length=10, verbose_name='paid out')),
                ('weekday', models.PositiveSmallIntegerField(choices=[(0, 'Monday'), (1, 'Tuesday'), (2, 'Wednesday'), (3, 'Thursday'), (4, 'Friday'), (5, 'Saturday'), (6, 'Sunday')], default=0, verbose_name='weekday')),
                ('day', models.PositiveSmallIntegerField(default=1, verbose_name='day of the month')),
                ('keep_minor', models.BigIntegerField(default=0, verbose_name='what stays')),
                ('changed_at', models.DateTimeField(default=customers.clock.now)),
                ('changed_by', models.CharField(max_length=200)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical payout plan',
                'verbose_name_plural': 'historical payout plans',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='PayoutPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('account', models.CharField(max_length=64, verbose_name='gateway account')),
                ('currency', models.CharField(max_length=3)),
                ('rhythm', models.CharField(choices=[('daily', 'every working day'), ('weekly', 'every week'), ('monthly', 'every month'), ('by_hand', 'by hand only')], default='weekly', max_length=10, verbose_name='paid out')),
                ('weekday', models.PositiveSmallIntegerField(choices=[(0, 'Monday'), (1, 'Tuesday'), (2, 'Wednesday'), (3, 'Thursday'), (4, 'Friday'), (5, 'Saturday'), (6, 'Sunday')], default=0, verbose_name='weekday')),
                ('day', models.PositiveSmallIntegerField(default=1, verbose_name='day of the month')),
                ('keep_minor', models.BigIntegerField(default=0, verbose_name='what stays')),
                ('changed_at', models.DateTimeField(default=customers.clock.now)),
                ('changed_by', models.CharField(max_length=200)),
            ],
            options={
                'ordering': ['account', 'currency'],
            },
        ),
        migrations.CreateModel(
            name='SeriesForecast',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('measure', models.CharField(choices=[('refunded', 'Refunds'), ('charged_back', 'Disputes'), ('gross', 'Sales')], max_length=20)),
                ('currency', models.CharField(max_length=3)),
                ('grade', models.CharField(choices=[('tested', 'Held in the backtest'), ('rough', 'Rough: little history'), ('unsure', 'Did not hold in the backtest'), ('unknown', 'Cannot be known')], max_length=10)),
                ('way', models.CharField(blank=True, max_length=20)),
                ('first_week', models.DateField()),
                ('values', models.JSONField(default=list)),
                ('ahead', models.JSONField(default=list)),
                ('paths', models.JSONField(default=list)),
                ('waiting_minor', models.BigIntegerField(default=0)),
                ('changes', models.JSONField(default=list)),
                ('oddities', models.JSONField(default=list)),
                ('notes', models.JSONField(default=list)),
                ('covered80', models.FloatField(null=True)),
                ('mase', models.FloatField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='AccountBalance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('account', models.CharField(max_length=64)),
                ('currency', models.CharField(max_length=3)),
                ('balance_minor', models.BigIntegerField()),
                ('source', models.CharField(choices=[('gateway', 'told by the gateway'), ('hand', 'entered by hand')], max_length=10)),
                ('told_by', models.CharField(blank=True, max_length=200)),
                ('told_at', models.DateTimeField(default=customers.clock.now)),
            ],
            options={
                'indexes': [models.Index(fields=['account', 'currency', '-told_at', '-id'], name='balance_newest')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='accountbalance',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='4eba33e1b8f5e572541c0abcc5c3d0a23c69c6b5', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_6652b', table='reporting_accountbalance', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='cashwarning',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('account', 'currency'), name='one_open_cash_warning'),
        ),
        migrations.AddIndex(
            model_name='forecastrun',
            index=models.Index(fields=['-created_at', '-id'], name='forecast_run_newest'),
        ),
        migrations.AddIndex(
            model_name='forecastrun',
            index=models.Index(condition=models.Q(('state', 'ready')), fields=['-finished_at'], name='forecast_run_ready'),
        ),
        migrations.AddConstraint(
            model_name='forecastrun',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'queued')), fields=('state',), name='forecast_run_one_queued'),
        ),
        migrations.AddField(
            model_name='cashoutlook',
            name='run',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='cash', to='reporting.forecastrun'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='forecastrun',
            trigger=pgtrigger.compiler.Trigger(name='declared_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{queued:failed,queued:ready}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='6c8264fee27c69e3241b5ba3882dc07d9dd167b1', operation='UPDATE', pgid='pgtrigger_declared_moves_f10c7', table='reporting_forecastrun', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='forecastrun',
            trigger=pgtrigger.compiler.Trigger(name='born_in_first_state', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NOT (NEW."state" IN (\'queued\')))', func="RAISE EXCEPTION 'A new forecast run starts as queued, not as %', NEW.state;", hash='2131b40f17381ccd9e405ad8bfecc575e2f8f2de', operation='INSERT', pgid='pgtrigger_born_in_first_state_84bf0', table='reporting_forecastrun', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='forecastrun',
            trigger=pgtrigger.compiler.Trigger(name='version_goes_up', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF NEW.version <> OLD.version THEN RAISE EXCEPTION 'This row changed in the meantime' USING ERRCODE = '40001'; END IF; NEW.version = OLD.version + 1; RETURN NEW;", hash='c6875af7c20e0591d990a934448fa28aab84c5e8', operation='UPDATE', pgid='pgtrigger_version_goes_up_e9a65', table='reporting_forecastrun', when='BEFORE')),
        ),
        migrations.AddField(
            model_name='historicalpayoutplan',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='payoutplan',
            constraint=models.UniqueConstraint(fields=('account', 'currency'), name='payout_plan_once'),
        ),
        migrations.AddConstraint(
            model_name='payoutplan',
            constraint=models.CheckConstraint(condition=models.Q(('keep_minor__gte', 0)), name='payout_keeps_no_debt'),
        ),
        migrations.AddConstraint(
            model_name='payoutplan',
            constraint=models.CheckConstraint(condition=models.Q(('weekday__lte', 6), ('day__gte', 1), ('day__lte', 31)), name='payout_days'),
        ),
        migrations.AddField(
            model_name='seriesforecast',
            name='run',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='series', to='reporting.forecastrun'),
        ),
        migrations.AddField(
            model_name='forecastbacktest',
            name='series',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='backtests', to='reporting.seriesforecast'),
        ),
        migrations.AddConstraint(
            model_name='cashoutlook',
            constraint=models.UniqueConstraint(fields=('run', 'account', 'currency'), name='cash_outlook_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historicalpayoutplan',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='4eda9fab081901e905c4d5d9a7efcfe5a53a27a2', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_bb880', table='reporting_historicalpayoutplan', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='seriesforecast',
            constraint=models.UniqueConstraint(fields=('run', 'measure', 'currency'), name='series_forecast_once'),
        ),
        migrations.AddConstraint(
            model_name='forecastbacktest',
            constraint=models.UniqueConstraint(fields=('series', 'weeks_ahead'), name='backtest_once'),
        ),
        migrations.AddConstraint(
            model_name='forecastbacktest',
            constraint=models.CheckConstraint(condition=models.Q(('inside50__lte', models.F('inside80')), ('inside80__lte', models.F('inside95')), ('inside95__lte', models.F('judged'))), name='backtest_wider_covers_more'),
        ),
    ]
