"""Let the work list find escalated requests by an index of their own."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0004_lists_by_time'),
        ('refunds', '0004_note_references'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='refund',
            index=models.Index(condition=models.Q(('escalated_at__isnull', False)), fields=['escalated_at'], name='refund_escalated'),
        ),
    ]
