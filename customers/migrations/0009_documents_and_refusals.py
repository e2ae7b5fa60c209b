"""Documents that were handed in, and acts that were refused."""

import customers.clock
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("customers", "0008_fill_search_words"),
    ]

    operations = [
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=32, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('description', models.CharField(blank=True, max_length=300)),
                ('kind', models.CharField(choices=[('jpeg', 'Picture (JPEG)'), ('png', 'Picture (PNG)'), ('pdf', 'PDF')], max_length=10)),
                ('pages', models.PositiveSmallIntegerField(default=1)),
                ('size_bytes', models.PositiveIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('handed_in_by', models.CharField(max_length=120)),
                ('handed_in_label', models.CharField(max_length=200)),
                ('handed_in_at', models.DateTimeField(default=customers.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name='Refusal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor', models.CharField(max_length=120)),
                ('actor_label', models.CharField(max_length=200)),
                ('door', models.CharField(choices=[('page', 'Page'), ('api', 'API')], max_length=10)),
                ('move', models.CharField(max_length=60)),
                ('about', models.CharField(blank=True, max_length=64)),
                ('code', models.CharField(max_length=60)),
                ('sentence', models.CharField(max_length=300)),
                ('correlation_id', models.CharField(blank=True, max_length=64)),
                ('refused_at', models.DateTimeField(default=customers.clock.now)),
            ],
        ),
        migrations.AddIndex(
            model_name='payment',
            index=models.Index(condition=models.Q(('card_last4', ''), _negated=True), fields=['card_last4', 'card_brand'], name='payment_of_card'),
        ),
        migrations.AddField(
            model_name='document',
            name='customer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='customers.customer'),
        ),
        migrations.AddIndex(
            model_name='refusal',
            index=models.Index(fields=['-refused_at', '-id'], name='refusal_newest'),
        ),
        migrations.AddIndex(
            model_name='refusal',
            index=models.Index(fields=['about', 'id'], name='refusal_about'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='refusal',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='4026f86e242c042fcff9476e9b1334e3036a1986', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_656b5', table='customers_refusal', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='document',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='ed39d29d567660dc49580d741b06d70831237f9e', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_19ab6', table='customers_document', when='BEFORE')),
        ),
    ]
