"""Store credit in lots, with holds for orders; what was granted before becomes a lot of its own."""

import customers.clock
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import simple_history.models
from django.conf import settings
from django.db import migrations, models

LOTS = """
INSERT INTO customers_creditlot (id, account_id, granted_minor, left_minor, source, expires_at, created_at)
SELECT e.id, e.account_id, e.amount_minor,
       e.amount_minor + coalesce((SELECT sum(u.amount_minor) FROM customers_creditentry u WHERE u.of_issue_id = e.id), 0),
       e.source, e.expires_at, e.created_at
FROM customers_creditentry e WHERE e.kind = 'issue';
SELECT setval(pg_get_serial_sequence('customers_creditlot', 'id'), coalesce(max(id), 0) + 1, false)
FROM customers_creditlot;
INSERT INTO customers_creditpart (entry_id, lot_id, amount_minor)
SELECT id, coalesce(of_issue_id, id), amount_minor FROM customers_creditentry;
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""


class Migration(migrations.Migration):

    dependencies = [
        ("customers", "0004_lists_by_time"),
    ]

    operations = [
        migrations.CreateModel(
            name='CreditHold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=32, unique=True)),
                ('order_reference', models.CharField(max_length=120, verbose_name='order')),
                ('state', models.CharField(choices=[('open', 'Set aside'), ('captured', 'Spent'), ('released', 'Let go'), ('expired', 'Not used in time')], default='open', max_length=10)),
                ('amount_minor', models.BigIntegerField()),
                ('captured_minor', models.BigIntegerField(default=0)),
                ('given_back_minor', models.BigIntegerField(default=0)),
                ('expires_at', models.DateTimeField()),
                ('actor', models.CharField(max_length=120)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('closed_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='CreditLot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('granted_minor', models.BigIntegerField()),
                ('left_minor', models.BigIntegerField()),
                ('source', models.CharField(max_length=120, verbose_name='what caused it')),
                ('expires_at', models.DateTimeField(null=True)),
                ('told_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name='CreditPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount_minor', models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='HistoricalCreditHold',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_actor', models.CharField(blank=True, max_length=120)),
                ('reference', models.CharField(db_index=True, max_length=32)),
                ('order_reference', models.CharField(max_length=120, verbose_name='order')),
                ('state', models.CharField(choices=[('open', 'Set aside'), ('captured', 'Spent'), ('released', 'Let go'), ('expired', 'Not used in time')], default='open', max_length=10)),
                ('amount_minor', models.BigIntegerField()),
                ('captured_minor', models.BigIntegerField(default=0)),
                ('given_back_minor', models.BigIntegerField(default=0)),
                ('expires_at', models.DateTimeField()),
                ('actor', models.CharField(max_length=120)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('closed_at', models.DateTimeField(null=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical credit hold',
                'verbose_name_plural': 'historical credit holds',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalCreditLot',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_actor', models.CharField(blank=True, max_length=120)),
                ('granted_minor', models.BigIntegerField()),
                ('left_minor', models.BigIntegerField()),
                ('source', models.CharField(max_length=120, verbose_name='what caused it')),
                ('expires_at', models.DateTimeField(null=True)),
                ('told_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical credit lot',
                'verbose_name_plural': 'historical credit lots',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.RemoveConstraint(
            model_name='creditentry',
            name='credit_source_once',
        ),
        migrations.RemoveConstraint(
            model_name='creditentry',
            name='credit_sign_fits_kind',
        ),
        migrations.AddField(
            model_name='creditaccount',
            name='held_minor',
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='creditentry',
            name='reason',
            field=models.CharField(blank=True, max_length=300, verbose_name='reason'),
        ),
        migrations.AddField(
            model_name='historicalcreditaccount',
            name='held_minor',
            field=models.BigIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name='creditentry',
            name='kind',
            field=models.CharField(choices=[('issue', 'Granted'), ('spend', 'Spent'), ('give_back', 'Given back'), ('expiry', 'Expired'), ('correction', 'Corrected')], max_length=20),
        ),
        migrations.AddConstraint(
            model_name='creditaccount',
            constraint=models.CheckConstraint(condition=models.Q(('held_minor__gte', 0), ('held_minor__lte', models.F('balance_minor'))), name='credit_holds_are_covered'),
        ),
        migrations.AddField(
            model_name='credithold',
            name='account',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='customers.creditaccount'),
        ),
        migrations.AddField(
            model_name='creditentry',
            name='hold',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='customers.credithold'),
        ),
        migrations.AddIndex(
            model_name='creditentry',
            index=models.Index(fields=['account', '-created_at', '-id'], name='credit_entry_newest'),
        ),
        migrations.AddConstraint(
            model_name='creditentry',
            constraint=models.UniqueConstraint(fields=('account', 'kind', 'source'), name='credit_source_once'),
        ),
        migrations.AddConstraint(
            model_name='creditentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('amount_minor__gt', 0), ('kind__in', ['issue', 'give_back'])), models.Q(('amount_minor__lt', 0), ('kind__in', ['spend', 'expiry'])), models.Q(('kind', 'correction'), models.Q(('amount_minor', 0), _negated=True)), _connector='OR'), name='credit_sign_fits_kind'),
        ),
        migrations.AddField(
            model_name='creditlot',
            name='account',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lots', to='customers.creditaccount'),
        ),
        migrations.AddField(
            model_name='creditpart',
            name='entry',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='customers.creditentry'),
        ),
        migrations.AddField(
            model_name='creditpart',
            name='lot',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='customers.creditlot'),
        ),
        migrations.AddField(
            model_name='historicalcredithold',
            name='account',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='customers.creditaccount'),
        ),
        migrations.AddField(
            model_name='historicalcredithold',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalcreditlot',
            name='account',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='customers.creditaccount'),
        ),
        migrations.AddField(
            model_name='historicalcreditlot',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='creditaccount',
            index=models.Index(condition=models.Q(('balance_minor__gt', 0)), fields=['currency'], include=['balance_minor'], name='credit_owed'),
        ),
        migrations.AddIndex(
            model_name='credithold',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['expires_at', 'id'], name='credit_hold_open'),
        ),
        migrations.AddIndex(
            model_name='credithold',
            index=models.Index(fields=['account', '-id'], name='credit_hold_of_account'),
        ),
        migrations.AddConstraint(
            model_name='credithold',
            constraint=models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0), ('captured_minor__gte', 0), ('captured_minor__lte', models.F('amount_minor')), ('given_back_minor__gte', 0), ('given_back_minor__lte', models.F('captured_minor'))), name='credit_hold_within_its_amount'),
        ),
        migrations.AddConstraint(
            model_name='credithold',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('captured_minor__gt', 0), ('state', 'captured')), models.Q(models.Q(('state', 'captured'), _negated=True), ('captured_minor', 0)), _connector='OR'), name='credit_hold_captured_or_not'),
        ),
        migrations.AddIndex(
            model_name='creditlot',
            index=models.Index(condition=models.Q(('left_minor__gt', 0)), fields=['expires_at', 'id'], name='credit_lot_expiring'),
        ),
        migrations.AddIndex(
            model_name='creditlot',
            index=models.Index(condition=models.Q(('left_minor__gt', 0)), fields=['account', 'expires_at'], name='credit_lot_left'),
        ),
        migrations.AddConstraint(
            model_name='creditlot',
            constraint=models.UniqueConstraint(fields=('account', 'source'), name='credit_lot_once'),
        ),
        migrations.AddConstraint(
            model_name='creditlot',
            constraint=models.CheckConstraint(condition=models.Q(('granted_minor__gt', 0), ('left_minor__gte', 0), ('left_minor__lte', models.F('granted_minor'))), name='credit_lot_within_its_grant'),
        ),
        migrations.AddConstraint(
            model_name='creditpart',
            constraint=models.UniqueConstraint(fields=('entry', 'lot'), name='credit_part_once'),
        ),
        migrations.AddConstraint(
            model_name='creditpart',
            constraint=models.CheckConstraint(condition=models.Q(('amount_minor', 0), _negated=True), name='credit_part_not_zero'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='creditpart',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='dae1ff045dc7038e5d51116b34b61bf0ae9b3866', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_abd06', table='customers_creditpart', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historicalcredithold',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='865d216a65664e5b529d1c483c6679db6a0da799', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_2a2a2', table='customers_historicalcredithold', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historicalcreditlot',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='2648949bb6d6371237dded75f115d1c1391f031b', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_a47c4', table='customers_historicalcreditlot', when='BEFORE')),
        ),
        migrations.RunSQL(LOTS, migrations.RunSQL.noop),
        migrations.RemoveField(
            model_name='creditentry',
            name='expires_at',
        ),
        migrations.RemoveField(
            model_name='creditentry',
            name='of_issue',
        ),
    ]
