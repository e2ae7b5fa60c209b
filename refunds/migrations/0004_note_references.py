"""Let the notes of a request come along when it is merged into another, as references that never change."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('refunds', '0003_notices_about_the_policy'),
    ]

    operations = [
        migrations.CreateModel(
            name='NoteReference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('note', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='references', to='refunds.casenote')),
                ('refund', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='note_references', to='refunds.refund')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('refund', 'note'), name='note_reference_once')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='notereference',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='fb499a5dca79215fd43179f254d7094c5f1f01ea', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_192af', table='refunds_notereference', when='BEFORE')),
        ),
    ]
