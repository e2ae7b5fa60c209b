"""From which amount on an approver shows again who they are."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("refunds", "0007_shapes_of_a_refund"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalStepUpAmount',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_actor', models.CharField(blank=True, max_length=120)),
                ('currency', models.CharField(db_index=True, max_length=3)),
                ('above_minor', models.BigIntegerField(verbose_name='above, in minor units')),
                ('history_change_reason', models.TextField(null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical amount from which one signs in again',
                'verbose_name_plural': 'historical amount from which one signs in agains',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='StepUpAmount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('currency', models.CharField(max_length=3, unique=True)),
                ('above_minor', models.BigIntegerField(verbose_name='above, in minor units')),
            ],
            options={
                'verbose_name': 'amount from which one signs in again',
                'constraints': [models.CheckConstraint(condition=models.Q(('above_minor__gte', 0)), name='step_up_not_negative')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historicalstepupamount',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='4c2b60c27027a8a9241a577b72af7978a79b3d23', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_7bf19', table='refunds_historicalstepupamount', when='BEFORE')),
        ),
    ]
