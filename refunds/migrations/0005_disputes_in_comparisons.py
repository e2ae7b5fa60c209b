"""A comparison tells how many disputes it read, and how many were news."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('refunds', '0004_notices_of_other_rooms'),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalreconciliationrun',
            name='disputes_changed',
            field=models.PositiveIntegerField(default=0, verbose_name='disputes that are new or moved on'),
        ),
        migrations.AddField(
            model_name='historicalreconciliationrun',
            name='disputes_read',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='reconciliationrun',
            name='disputes_changed',
            field=models.PositiveIntegerField(default=0, verbose_name='disputes that are new or moved on'),
        ),
        migrations.AddField(
            model_name='reconciliationrun',
            name='disputes_read',
            field=models.PositiveIntegerField(default=0),
        ),
    ]
