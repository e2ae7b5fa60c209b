"""Legal entities, their gapless series, and credit notes with their papers."""

import customers.clock
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
import pgtrigger.compiler
import pgtrigger.migrations
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0004_papers'),
        ('refunds', '0003_facts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CreditNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=60, unique=True)),
                ('serial', models.PositiveIntegerField()),
                ('year', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(choices=[('credit', 'Credit note'), ('counter', 'Cancellation of a credit note')], default='credit', max_length=8)),
                ('currency', models.CharField(max_length=3)),
                ('net_minor', models.BigIntegerField()),
                ('tax_minor', models.BigIntegerField()),
                ('total_minor', models.BigIntegerField()),
                ('invoice_reference', models.CharField(max_length=120, verbose_name='invoice')),
                ('invoiced_on', models.DateField(verbose_name='date of the invoice')),
                ('issued_on', models.DateField()),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('language', models.CharField(max_length=10)),
                ('content', models.JSONField()),
                ('checksum', models.CharField(max_length=64)),
                ('code', models.CharField(max_length=24)),
                ('issued_by', models.CharField(max_length=120)),
                ('issued_label', models.CharField(max_length=200)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='credit_notes', to='customers.customer')),
                ('payment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='credit_notes', to='customers.payment')),
                ('refund', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='credit_notes', to='refunds.refund')),
                ('voids', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='voided_by', to='refunds.creditnote')),
            ],
        ),
        migrations.CreateModel(
            name='CreditNotePaper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pdf', models.BinaryField()),
                ('sha256', models.CharField(max_length=64)),
                ('cii', models.TextField()),
                ('ubl', models.TextField()),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('note', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='paper', to='refunds.creditnote')),
            ],
        ),
        migrations.CreateModel(
            name='HistoricalLegalEntity',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_actor', models.CharField(blank=True, max_length=120)),
                ('code', models.SlugField(max_length=20, verbose_name='short name')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('street', models.CharField(blank=True, max_length=200, verbose_name='street')),
                ('postal_code', models.CharField(blank=True, max_length=20, verbose_name='postal code')),
                ('city', models.CharField(blank=True, max_length=120, verbose_name='city')),
                ('country', models.CharField(max_length=2, verbose_name='country')),
                ('vat_id', models.CharField(blank=True, max_length=32, verbose_name='VAT identification number')),
                ('tax_number', models.CharField(blank=True, max_length=32, verbose_name='tax number')),
                ('registration', models.CharField(blank=True, max_length=120, verbose_name='entry in the register')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail address')),
                ('accounts', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=64), blank=True, default=list, size=None, verbose_name='gateway accounts')),
                ('countries', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=2), blank=True, default=list, size=None, verbose_name='countries')),
                ('is_usual', models.BooleanField(default=False, verbose_name='sells everything else')),
                ('number_format', models.CharField(default='CN-{year}-{number:05}', max_length=60, verbose_name='how a number is written')),
                ('is_automatic', models.BooleanField(default=True, verbose_name='writes a credit note when a refund completes')),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical legal entity',
                'verbose_name_plural': 'historical legal entitys',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='LegalEntity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=20, unique=True, verbose_name='short name')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('street', models.CharField(blank=True, max_length=200, verbose_name='street')),
                ('postal_code', models.CharField(blank=True, max_length=20, verbose_name='postal code')),
                ('city', models.CharField(blank=True, max_length=120, verbose_name='city')),
                ('country', models.CharField(max_length=2, verbose_name='country')),
                ('vat_id', models.CharField(blank=True, max_length=32, verbose_name='VAT identification number')),
                ('tax_number', models.CharField(blank=True, max_length=32, verbose_name='tax number')),
                ('registration', models.CharField(blank=True, max_length=120, verbose_name='entry in the register')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail address')),
                ('accounts', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=64), blank=True, default=list, size=None, verbose_name='gateway accounts')),
                ('countries', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=2), blank=True, default=list, size=None, verbose_name='countries')),
                ('is_usual', models.BooleanField(default=False, verbose_name='sells everything else')),
                ('number_format', models.CharField(default='CN-{year}-{number:05}', max_length=60, verbose_name='how a number is written')),
                ('is_automatic', models.BooleanField(default=True, verbose_name='writes a credit note when a refund completes')),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
            ],
            options={
                'verbose_name': 'legal entity',
                'ordering': ['code'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_usual', True)), fields=('is_usual',), name='one_usual_entity'), models.CheckConstraint(condition=models.Q(('number_format__contains', '{number')), name='entity_format_has_number')],
            },
        ),
        migrations.CreateModel(
            name='CreditNoteSeries',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(default=0)),
                ('next_number', models.PositiveIntegerField(default=1)),
                ('entity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='series', to='refunds.legalentity')),
            ],
        ),
        migrations.AddField(
            model_name='creditnote',
            name='entity',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='credit_notes', to='refunds.legalentity'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='creditnotepaper',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='1c51cb5d1b2233a88bb61b78b0510b04699f6070', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_a2bfe', table='refunds_creditnotepaper', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historicallegalentity',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='8697e094d57096b3600b3156b01678824e49b169', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_498e7', table='refunds_historicallegalentity', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='creditnoteseries',
            constraint=models.UniqueConstraint(fields=('entity', 'year'), name='one_series_a_year'),
        ),
        migrations.AddIndex(
            model_name='creditnote',
            index=models.Index(fields=['-created_at', '-id'], name='credit_note_newest'),
        ),
        migrations.AddIndex(
            model_name='creditnote',
            index=models.Index(fields=['issued_on'], name='credit_note_day'),
        ),
        migrations.AddIndex(
            model_name='creditnote',
            index=models.Index(fields=['invoice_reference'], name='credit_note_invoice'),
        ),
        migrations.AddConstraint(
            model_name='creditnote',
            constraint=models.UniqueConstraint(fields=('entity', 'year', 'serial'), name='credit_note_serial_once'),
        ),
        migrations.AddConstraint(
            model_name='creditnote',
            constraint=models.CheckConstraint(condition=models.Q(('net_minor__gte', 0), ('tax_minor__gte', 0), ('total_minor', django.db.models.expressions.CombinedExpression(models.F('net_minor'), '+', models.F('tax_minor'))), ('total_minor__gt', 0)), name='credit_note_adds_up'),
        ),
        migrations.AddConstraint(
            model_name='creditnote',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'counter'), ('voids__isnull', False)), models.Q(('kind', 'credit'), ('voids__isnull', True)), _connector='OR'), name='credit_note_counter_voids'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='creditnote',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='80411873e14d7bf1a3f6c84c5b5e80d6c47cfd81', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_c1a26', table='refunds_creditnote', when='BEFORE')),
        ),
    ]
