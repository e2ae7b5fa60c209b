"""Bank details, payment files and the bank's answers."""

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
        ('refunds', '0008_subscriptions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        create_sequence('transfer_file_reference'),
        migrations.CreateModel(
            name='BankAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64, unique=True)),
                ('kind', models.CharField(choices=[('camt', 'Statement of the bank (camt)'), ('csv', 'Table (CSV)')], max_length=10)),
                ('name', models.CharField(max_length=120, verbose_name='file name')),
                ('read_at', models.DateTimeField(default=customers.clock.now)),
                ('booked', models.PositiveIntegerField(default=0)),
                ('known', models.PositiveIntegerField(default=0, verbose_name='known before')),
                ('unclear', models.PositiveIntegerField(default=0, verbose_name='for a person')),
                ('others', models.PositiveIntegerField(default=0, verbose_name='about something else')),
                ('results', models.JSONField(default=list)),
            ],
        ),
        migrations.CreateModel(
            name='BankDetails',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=0)),
                ('state', django_fsm.FSMField(choices=[('asked', 'Waiting for the customer'), ('confirmed', 'Confirmed by the customer'), ('used', 'Paid to it'), ('revoked', 'No longer used'), ('expired', 'Not answered in time')], default='asked', max_length=50, protected=True)),
                ('holder', models.CharField(blank=True, max_length=70)),
                ('sealed_iban', models.BinaryField(default=bytes)),
                ('last4', models.CharField(blank=True, max_length=4)),
                ('bic', models.CharField(blank=True, max_length=11)),
                ('country', models.CharField(blank=True, max_length=2)),
                ('asked_at', models.DateTimeField(default=customers.clock.now)),
                ('remind_at', models.DateTimeField(null=True)),
                ('expires_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'bank details',
                'ordering': ['-id'],
            },
            bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalBankDetails',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_actor', models.CharField(blank=True, max_length=120)),
                ('version', models.PositiveIntegerField(default=0)),
                ('state', django_fsm.FSMField(choices=[('asked', 'Waiting for the customer'), ('confirmed', 'Confirmed by the customer'), ('used', 'Paid to it'), ('revoked', 'No longer used'), ('expired', 'Not answered in time')], default='asked', max_length=50, protected=True)),
                ('country', models.CharField(blank=True, max_length=2)),
                ('asked_at', models.DateTimeField(default=customers.clock.now)),
                ('remind_at', models.DateTimeField(null=True)),
                ('expires_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical bank details',
                'verbose_name_plural': 'historical bank detailss',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalTransferFile',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_actor', models.CharField(blank=True, max_length=120)),
                ('version', models.PositiveIntegerField(default=0)),
                ('reference', models.CharField(db_index=True, max_length=32)),
                ('state', django_fsm.FSMField(choices=[('draft', 'Waiting for a second person'), ('released', 'Released'), ('executed', 'Executed'), ('partly', 'Partly executed'), ('refused', 'Refused by the bank'), ('withdrawn', 'Withdrawn')], default='draft', max_length=50, protected=True)),
                ('execution_on', models.DateField(verbose_name='to be executed on')),
                ('debtor_name', models.CharField(max_length=70)),
                ('debtor_iban', models.CharField(max_length=34, verbose_name='our account')),
                ('debtor_bic', models.CharField(blank=True, max_length=11)),
                ('currency', models.CharField(default='EUR', max_length=3)),
                ('line_count', models.PositiveIntegerField(default=0)),
                ('total_minor', models.BigIntegerField(default=0)),
                ('schema', models.CharField(blank=True, max_length=20)),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('fetches', models.PositiveSmallIntegerField(default=0)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('released_at', models.DateTimeField(null=True)),
                ('fetched_at', models.DateTimeField(null=True, verbose_name='first downloaded')),
                ('ended_at', models.DateTimeField(null=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical payment file',
                'verbose_name_plural': 'historical payment files',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='TransferFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=0)),
                ('reference', models.CharField(max_length=32, unique=True)),
                ('state', django_fsm.FSMField(choices=[('draft', 'Waiting for a second person'), ('released', 'Released'), ('executed', 'Executed'), ('partly', 'Partly executed'), ('refused', 'Refused by the bank'), ('withdrawn', 'Withdrawn')], default='draft', max_length=50, protected=True)),
                ('execution_on', models.DateField(verbose_name='to be executed on')),
                ('debtor_name', models.CharField(max_length=70)),
                ('debtor_iban', models.CharField(max_length=34, verbose_name='our account')),
                ('debtor_bic', models.CharField(blank=True, max_length=11)),
                ('currency', models.CharField(default='EUR', max_length=3)),
                ('line_count', models.PositiveIntegerField(default=0)),
                ('total_minor', models.BigIntegerField(default=0)),
                ('schema', models.CharField(blank=True, max_length=20)),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('sealed_xml', models.BinaryField(default=bytes)),
                ('fetches', models.PositiveSmallIntegerField(default=0)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('released_at', models.DateTimeField(null=True)),
                ('fetched_at', models.DateTimeField(null=True, verbose_name='first downloaded')),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'payment file',
            },
            bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
        ),
        migrations.CreateModel(
            name='TransferLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('round', models.PositiveSmallIntegerField()),
                ('reference', models.CharField(max_length=35)),
                ('amount_minor', models.BigIntegerField()),
                ('currency', models.CharField(default='EUR', max_length=3)),
                ('dropped_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.AddIndex(
            model_name='refund',
            index=models.Index(condition=models.Q(('rail', 'bank_transfer'), ('state', 'approved')), fields=['approved_at', 'id'], name='refund_to_transfer'),
        ),
        migrations.AddField(
            model_name='bankanswer',
            name='reader',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='bankdetails',
            name='customer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bank_details', to='customers.customer'),
        ),
        migrations.AddField(
            model_name='bankdetails',
            name='refund',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bank_details', to='refunds.refund'),
        ),
        migrations.AddField(
            model_name='historicalbankdetails',
            name='customer',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='customers.customer'),
        ),
        migrations.AddField(
            model_name='historicalbankdetails',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalbankdetails',
            name='refund',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='refunds.refund'),
        ),
        migrations.AddField(
            model_name='historicaltransferfile',
            name='fetcher',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicaltransferfile',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicaltransferfile',
            name='maker',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicaltransferfile',
            name='releaser',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='transferfile',
            name='fetcher',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='transferfile',
            name='maker',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='transferfile',
            name='releaser',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='transferline',
            name='attempt',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='transfer_line', to='refunds.refundattempt'),
        ),
        migrations.AddField(
            model_name='transferline',
            name='details',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='transfer_lines', to='refunds.bankdetails'),
        ),
        migrations.AddField(
            model_name='transferline',
            name='file',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='refunds.transferfile'),
        ),
        migrations.AddField(
            model_name='transferline',
            name='refund',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='transfer_lines', to='refunds.refund'),
        ),
        migrations.AddIndex(
            model_name='bankanswer',
            index=models.Index(fields=['-read_at', '-id'], name='bank_answer_newest'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='bankanswer',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='8c1bac748a1f2a47d3d9c5d4dda191c2f1235b77', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_53d04', table='refunds_bankanswer', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='bankdetails',
            index=models.Index(condition=models.Q(('state', 'asked')), fields=['expires_at'], name='bank_details_expiry'),
        ),
        migrations.AddIndex(
            model_name='bankdetails',
            index=models.Index(condition=models.Q(('remind_at__isnull', False), ('state', 'asked')), fields=['remind_at'], name='bank_details_reminder'),
        ),
        migrations.AddConstraint(
            model_name='bankdetails',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('asked', 'confirmed'))), fields=('refund',), name='bank_details_one_living'),
        ),
        migrations.AddConstraint(
            model_name='bankdetails',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'confirmed'), models.Q(('sealed_iban', b''), _negated=True), models.Q(('holder', ''), _negated=True), models.Q(('last4', ''), _negated=True)), models.Q(models.Q(('state', 'confirmed'), _negated=True), ('sealed_iban', b'')), _connector='OR'), name='bank_details_iban_only_while_needed'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='bankdetails',
            trigger=pgtrigger.compiler.Trigger(name='declared_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{asked:confirmed,asked:expired,asked:revoked,confirmed:revoked,confirmed:used}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='4d0be643a9edf7cbcbf6ae6038467ca0f26a5211', operation='UPDATE', pgid='pgtrigger_declared_moves_e54df', table='refunds_bankdetails', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='bankdetails',
            trigger=pgtrigger.compiler.Trigger(name='born_in_first_state', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NOT (NEW."state" IN (\'asked\')))', func="RAISE EXCEPTION 'A new bank details starts as asked, not as %', NEW.state;", hash='352eff07138f124b5c7474af6e96548c2f351f62', operation='INSERT', pgid='pgtrigger_born_in_first_state_4fa08', table='refunds_bankdetails', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='bankdetails',
            trigger=pgtrigger.compiler.Trigger(name='version_goes_up', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF NEW.version <> OLD.version THEN RAISE EXCEPTION 'This row changed in the meantime' USING ERRCODE = '40001'; END IF; NEW.version = OLD.version + 1; RETURN NEW;", hash='9a54a8ae4bbbae4adb19e13b486c6bd0e571ad1d', operation='UPDATE', pgid='pgtrigger_version_goes_up_d9653', table='refunds_bankdetails', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historicalbankdetails',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='4942c43d3f409126e45cbbf2335b8dea3a5a3403', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_ed43e', table='refunds_historicalbankdetails', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historicaltransferfile',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='5ea128a056b1d9d2e7ab40e32bee612ed35df408', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_6c3cd', table='refunds_historicaltransferfile', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='transferfile',
            index=models.Index(fields=['-created_at', '-id'], name='transfer_file_newest'),
        ),
        migrations.AddConstraint(
            model_name='transferfile',
            constraint=models.CheckConstraint(condition=models.Q(('maker', models.F('releaser')), _negated=True), name='transfer_file_not_released_by_maker'),
        ),
        migrations.AddConstraint(
            model_name='transferfile',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('draft', 'withdrawn')), models.Q(('releaser__isnull', False), models.Q(('sha256', ''), _negated=True)), _connector='OR'), name='transfer_file_released_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='transferfile',
            constraint=models.CheckConstraint(condition=models.Q(('fetched_at__isnull', True), models.Q(('state__in', ('draft', 'withdrawn')), _negated=True), _connector='OR'), name='transfer_file_at_the_bank_is_not_withdrawn'),
        ),
        migrations.AddConstraint(
            model_name='transferfile',
            constraint=models.CheckConstraint(condition=models.Q(('total_minor__gte', 0), ('currency', 'EUR')), name='transfer_file_sum_in_euros'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='transferfile',
            trigger=pgtrigger.compiler.Trigger(name='declared_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{draft:released,draft:withdrawn,executed:partly,executed:refused,partly:executed,partly:partly,partly:refused,released:executed,released:partly,released:refused,released:withdrawn}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='c190e061a853e6afbfdceca2c66545187b37bad4', operation='UPDATE', pgid='pgtrigger_declared_moves_03354', table='refunds_transferfile', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='transferfile',
            trigger=pgtrigger.compiler.Trigger(name='born_in_first_state', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NOT (NEW."state" IN (\'draft\')))', func="RAISE EXCEPTION 'A new payment file starts as draft, not as %', NEW.state;", hash='6ac329bce915c8bb59c46ef5aea85958922f4018', operation='INSERT', pgid='pgtrigger_born_in_first_state_f178c', table='refunds_transferfile', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='transferfile',
            trigger=pgtrigger.compiler.Trigger(name='version_goes_up', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF NEW.version <> OLD.version THEN RAISE EXCEPTION 'This row changed in the meantime' USING ERRCODE = '40001'; END IF; NEW.version = OLD.version + 1; RETURN NEW;", hash='709a2da59fcd6964627513b00198783de25f918a', operation='UPDATE', pgid='pgtrigger_version_goes_up_e7859', table='refunds_transferfile', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='transferline',
            constraint=models.UniqueConstraint(condition=models.Q(('dropped_at__isnull', True)), fields=('refund', 'round'), name='transfer_line_in_one_file'),
        ),
        migrations.AddConstraint(
            model_name='transferline',
            constraint=models.UniqueConstraint(fields=('file', 'number'), name='transfer_line_number_once'),
        ),
        migrations.AddConstraint(
            model_name='transferline',
            constraint=models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0), ('currency', 'EUR')), name='transfer_line_amount_in_euros'),
        ),
        migrations.AddConstraint(
            model_name='transferline',
            constraint=models.CheckConstraint(condition=models.Q(('attempt__isnull', True), ('dropped_at__isnull', True), _connector='OR'), name='transfer_line_sent_is_not_dropped'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='transferline',
            trigger=pgtrigger.compiler.Trigger(name='as_collected', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."file_id" IS DISTINCT FROM (NEW."file_id") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."refund_id" IS DISTINCT FROM (NEW."refund_id") OR OLD."round" IS DISTINCT FROM (NEW."round") OR OLD."reference" IS DISTINCT FROM (NEW."reference") OR OLD."details_id" IS DISTINCT FROM (NEW."details_id") OR OLD."amount_minor" IS DISTINCT FROM (NEW."amount_minor") OR OLD."currency" IS DISTINCT FROM (NEW."currency"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='bd18f64f525c303ac64082c26ca546a33c1156d2', operation='UPDATE', pgid='pgtrigger_as_collected_037ef', table='refunds_transferline', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='transferline',
            trigger=pgtrigger.compiler.Trigger(name='never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='07e7e654f9af410e593164f6a560505c00ac05bd', operation='DELETE', pgid='pgtrigger_never_deleted_40ea1', table='refunds_transferline', when='BEFORE')),
        ),
    ]
