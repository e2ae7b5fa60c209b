"""What operators did with parked work."""

import customers.clock
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("refunds", "0010_bulk_runs"),
    ]

    operations = [
        migrations.CreateModel(
            name='OperationEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60)),
                ('about', models.CharField(max_length=200)),
                ('actor', models.CharField(max_length=120)),
                ('actor_label', models.CharField(max_length=200)),
                ('data', models.JSONField(default=dict)),
                ('correlation_id', models.CharField(blank=True, max_length=64)),
                ('happened_at', models.DateTimeField(default=customers.clock.now)),
            ],
            options={
                'indexes': [models.Index(fields=['-happened_at', '-id'], name='operation_newest')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='operationevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='734b67c3c967de9b368929e21bd142c65a564c9f', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_2475e', table='refunds_operationevent', when='BEFORE')),
        ),
    ]
