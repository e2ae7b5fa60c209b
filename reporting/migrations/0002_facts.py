"""Sums of finance kept by the worker, the marks for what is to be summed up again, and exchange rates."""

import customers.clock
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from reporting.figure_marks import operation as mark_changed_figures


class Migration(migrations.Migration):

    dependencies = [
        ('reporting', '0001_statements'),
        ('refunds', '0003_facts'),
        ('disputes', '0002_reference_numbers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='FigureMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.SmallIntegerField()),
                ('at', models.DateTimeField()),
                ('marked_at', models.DateTimeField(default=customers.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name='FiguresState',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('definition', models.CharField(blank=True, max_length=64)),
                ('built_at', models.DateTimeField(null=True)),
                ('months_until', models.DateField(null=True)),
                ('counted_at', models.DateTimeField(null=True)),
                ('edition', models.CharField(blank=True, max_length=32)),
                ('proved_at', models.DateTimeField(null=True)),
                ('differences', models.PositiveIntegerField(default=0)),
                ('said', models.JSONField(default=list)),
            ],
        ),
        migrations.CreateModel(
            name='ReportingCurrency',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('currency', models.CharField(default='EUR', max_length=3, verbose_name='reporting currency')),
            ],
        ),
        migrations.CreateModel(
            name='CohortFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('currency', models.CharField(max_length=3)),
                ('captured_month', models.DateField()),
                ('refunded', models.BigIntegerField()),
                ('came_back', models.BigIntegerField()),
                ('refunds', models.BigIntegerField()),
                ('reversals', models.BigIntegerField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('day', 'currency', 'captured_month'), name='cohort_figure_once')],
            },
        ),
        migrations.CreateModel(
            name='ExchangeRate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='day')),
                ('currency', models.CharField(max_length=3, verbose_name='currency')),
                ('per_euro', models.DecimalField(decimal_places=10, max_digits=24, verbose_name='units for one euro')),
                ('kind', models.CharField(choices=[('ecb', 'European Central Bank'), ('api', 'Over the API'), ('hand', 'By hand')], max_length=4)),
                ('source', models.CharField(blank=True, max_length=200, verbose_name='source')),
                ('actor', models.CharField(max_length=120)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
            ],
            options={
                'verbose_name': 'exchange rate',
                'indexes': [models.Index(fields=['-day', 'currency'], name='rate_newest')],
                'constraints': [models.UniqueConstraint(fields=('currency', 'day'), name='rate_once_a_day'), models.CheckConstraint(condition=models.Q(('per_euro__gt', 0)), name='rate_positive'), models.CheckConstraint(condition=models.Q(('currency__regex', '^[A-Z]{3}$')), name='rate_currency_code'), models.CheckConstraint(condition=models.Q(('currency', 'EUR'), _negated=True), name='rate_of_no_euro')],
            },
        ),
        migrations.CreateModel(
            name='Figure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('grain', models.CharField(choices=[('d', 'Day'), ('m', 'Month')], max_length=1)),
                ('cube', models.SmallIntegerField()),
                ('source', models.SmallIntegerField()),
                ('day', models.DateField()),
                ('currency', models.CharField(max_length=3)),
                ('account', models.CharField(blank=True, max_length=64)),
                ('gateway', models.CharField(blank=True, max_length=32)),
                ('method', models.CharField(blank=True, max_length=10)),
                ('country', models.CharField(blank=True, max_length=2)),
                ('channel', models.CharField(blank=True, max_length=40)),
                ('reason', models.CharField(blank=True, max_length=40)),
                ('person', models.CharField(blank=True, max_length=20)),
                ('product', models.CharField(blank=True, max_length=64)),
                ('gross', models.BigIntegerField(null=True)),
                ('discounts', models.BigIntegerField(null=True)),
                ('refunded', models.BigIntegerField(null=True)),
                ('came_back', models.BigIntegerField(null=True)),
                ('tax_back', models.BigIntegerField(null=True)),
                ('credit_granted', models.BigIntegerField(null=True)),
                ('credit_spent', models.BigIntegerField(null=True)),
                ('credit_expired', models.BigIntegerField(null=True)),
                ('fees', models.BigIntegerField(null=True)),
                ('refund_fees', models.BigIntegerField(null=True)),
                ('charged_back', models.BigIntegerField(null=True)),
                ('recovered', models.BigIntegerField(null=True)),
                ('dispute_fees', models.BigIntegerField(null=True)),
                ('written_off', models.BigIntegerField(null=True)),
                ('payments', models.BigIntegerField(null=True)),
                ('refunds', models.BigIntegerField(null=True)),
                ('reversals', models.BigIntegerField(null=True)),
                ('requests', models.BigIntegerField(null=True)),
                ('approved', models.BigIntegerField(null=True)),
                ('rejected', models.BigIntegerField(null=True)),
                ('automatic', models.BigIntegerField(null=True)),
                ('failed', models.BigIntegerField(null=True)),
                ('disputes', models.BigIntegerField(null=True)),
                ('disputes_won', models.BigIntegerField(null=True)),
                ('disputes_lost', models.BigIntegerField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['cube', 'grain', 'source', 'day'], name='figure_of_cube')],
            },
        ),
        migrations.CreateModel(
            name='FigureStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('definition', models.CharField(max_length=64)),
                ('source', models.SmallIntegerField()),
                ('month', models.DateField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('definition', 'source', 'month'), name='figure_step_once')],
            },
        ),
        migrations.CreateModel(
            name='HistoricalExchangeRate',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_actor', models.CharField(blank=True, max_length=120)),
                ('day', models.DateField(verbose_name='day')),
                ('currency', models.CharField(max_length=3, verbose_name='currency')),
                ('per_euro', models.DecimalField(decimal_places=10, max_digits=24, verbose_name='units for one euro')),
                ('kind', models.CharField(choices=[('ecb', 'European Central Bank'), ('api', 'Over the API'), ('hand', 'By hand')], max_length=4)),
                ('source', models.CharField(blank=True, max_length=200, verbose_name='source')),
                ('actor', models.CharField(max_length=120)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical exchange rate',
                'verbose_name_plural': 'historical exchange rates',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalReportingCurrency',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_actor', models.CharField(blank=True, max_length=120)),
                ('currency', models.CharField(default='EUR', max_length=3, verbose_name='reporting currency')),
                ('history_change_reason', models.TextField(null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical reporting currency',
                'verbose_name_plural': 'historical reporting currencys',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='TurnaroundFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('grain', models.CharField(choices=[('d', 'Day'), ('m', 'Month')], max_length=1)),
                ('day', models.DateField()),
                ('currency', models.CharField(max_length=3)),
                ('step', models.CharField(max_length=10)),
                ('side', models.CharField(max_length=10)),
                ('value', models.CharField(blank=True, max_length=64)),
                ('bucket', models.SmallIntegerField()),
                ('cases', models.BigIntegerField()),
            ],
            options={
                'indexes': [models.Index(fields=['side', 'grain', 'step', 'day'], name='turnaround_of_side'), models.Index(fields=['day', 'grain'], name='turnaround_of_day')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historicalexchangerate',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='cf024cb9a71168ddedb66dc52eb84dbe3468a5ea', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_c4f30', table='reporting_historicalexchangerate', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historicalreportingcurrency',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='27b367159332b17921d803665e45c2e8466e7988', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_fb739', table='reporting_historicalreportingcurrency', when='BEFORE')),
        ),
        mark_changed_figures(),
    ]
