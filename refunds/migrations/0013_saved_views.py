"""Views of the work list that people keep and share."""

import customers.clock
import django.db.models.deletion
import django.db.models.functions.text
import pgtrigger.compiler
import pgtrigger.migrations
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("refunds", "0012_policy_numbers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalSavedView',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_actor', models.CharField(blank=True, max_length=120)),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('filter', models.JSONField(default=dict)),
                ('order', models.CharField(choices=[('due', 'What is due first'), ('newest', 'Newest first'), ('oldest', 'Oldest first')], max_length=10)),
                ('is_shared', models.BooleanField(default=False, verbose_name='shared with everybody')),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical saved view',
                'verbose_name_plural': 'historical saved views',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('filter', models.JSONField(default=dict)),
                ('order', models.CharField(choices=[('due', 'What is due first'), ('newest', 'Newest first'), ('oldest', 'Oldest first')], max_length=10)),
                ('is_shared', models.BooleanField(default=False, verbose_name='shared with everybody')),
                ('created_at', models.DateTimeField(default=customers.clock.now)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.AddIndex(
            model_name='refundattempt',
            index=models.Index(condition=models.Q(('gateway_reference', ''), _negated=True), fields=['gateway_reference'], name='attempt_gateway_number'),
        ),
        migrations.AddField(
            model_name='historicalsavedview',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalsavedview',
            name='owner',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='savedview',
            name='owner',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='saved_views', to=settings.AUTH_USER_MODEL),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historicalsavedview',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='97fafd8ce8b620ae345e8608606d2c8b456b4ab9', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_b4bbb', table='refunds_historicalsavedview', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='savedview',
            index=models.Index(condition=models.Q(('is_shared', True)), fields=['id'], name='view_shared'),
        ),
        migrations.AddConstraint(
            model_name='savedview',
            constraint=models.UniqueConstraint(models.F('owner'), django.db.models.functions.text.Lower('name'), name='view_name_once'),
        ),
    ]
