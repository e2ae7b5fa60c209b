"""Indexes by the time of decisions and settlements, along which finance adds up."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0003_search_functions'),
        ('refunds', '0002_reference_numbers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='refund',
            index=models.Index(condition=models.Q(('decided_at__isnull', False)), fields=['decided_at'], name='refund_decided'),
        ),
        migrations.AddIndex(
            model_name='settlemententry',
            index=models.Index(fields=['settled_at'], name='settlement_by_time'),
        ),
    ]
