"""How the shop shows itself to its customers, version by version, and its logos."""

import customers.clock
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("customers", "0006_message_rules"),
    ]

    operations = [
        migrations.CreateModel(
            name='BrandLogo',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64, unique=True)),
                ('content', models.BinaryField()),
                ('width', models.PositiveIntegerField()),
                ('height', models.PositiveIntegerField()),
                ('is_dark', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name='BrandVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(unique=True)),
                ('name', models.CharField(blank=True, max_length=80, verbose_name='name of the shop')),
                ('logo_has_name', models.BooleanField(default=False)),
                ('colour', models.CharField(blank=True, max_length=7, verbose_name='main colour')),
                ('sender_name', models.CharField(blank=True, max_length=80, verbose_name='sender of letters')),
                ('support_email', models.EmailField(blank=True, max_length=254, verbose_name='address for questions')),
                ('shop_url', models.CharField(blank=True, max_length=200, verbose_name='address of the shop')),
                ('imprint', models.TextField(blank=True, max_length=5000, verbose_name='imprint')),
                ('privacy', models.TextField(blank=True, max_length=5000, verbose_name='privacy')),
                ('terms', models.TextField(blank=True, max_length=5000, verbose_name='terms')),
                ('welcome', models.JSONField(default=dict, verbose_name='welcome')),
                ('why', models.CharField(max_length=300, verbose_name='why')),
                ('actor', models.CharField(max_length=120)),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
            ],
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='brandlogo',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='f022840a188031b2644f69ba6da8bf362744976d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_90211', table='customers_brandlogo', when='BEFORE')),
        ),
        migrations.AddField(
            model_name='brandversion',
            name='author',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='brandversion',
            name='logo',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.brandlogo'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='brandversion',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='0e9b505a6d356167b517626d2fe2a64db32b1f80', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_71dc5', table='customers_brandversion', when='BEFORE')),
        ),
    ]
