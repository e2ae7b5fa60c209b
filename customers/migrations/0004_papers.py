"""The invoice of a payment, and which papers were issued here."""

import customers.clock
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0003_search_functions'),
    ]

    operations = [
        migrations.CreateModel(
            name='IssuedPaper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=80, unique=True)),
                ('kind', models.CharField(choices=[('statement', 'Statement'), ('credit_note', 'Credit note'), ('counter_document', 'Cancellation of a credit note'), ('pack', 'Monthly pack')], max_length=20)),
                ('code', models.CharField(db_index=True, max_length=24)),
                ('checksum', models.CharField(max_length=64)),
                ('issued_on', models.DateField()),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
            ],
        ),
        migrations.AddField(
            model_name='historicalpayment',
            name='invoice_reference',
            field=models.CharField(blank=True, db_default='', default='', max_length=120, verbose_name='invoice'),
        ),
        migrations.AddField(
            model_name='historicalpayment',
            name='invoiced_on',
            field=models.DateField(blank=True, null=True, verbose_name='date of the invoice'),
        ),
        migrations.AddField(
            model_name='payment',
            name='invoice_reference',
            field=models.CharField(blank=True, db_default='', default='', max_length=120, verbose_name='invoice'),
        ),
        migrations.AddField(
            model_name='payment',
            name='invoiced_on',
            field=models.DateField(blank=True, null=True, verbose_name='date of the invoice'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='issuedpaper',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d1da49b651928a655c8784d4f6485117275d5f1c', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_aaf97', table='customers_issuedpaper', when='BEFORE')),
        ),
    ]
