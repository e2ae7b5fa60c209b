"""Signs of life of workers, and the request behind a letter."""

import customers.clock
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("customers", "0004_search_functions"),
    ]

    operations = [
        migrations.CreateModel(
            name='SignOfLife',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, unique=True)),
                ('kind', models.CharField(max_length=10)),
                ('seen_at', models.DateTimeField(db_index=True, default=customers.clock.now)),
                ('details', models.JSONField(default=dict)),
            ],
        ),
        migrations.AddField(
            model_name='message',
            name='correlation_id',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('state', 'failed')), fields=['created_at', 'id'], name='message_failed'),
        ),
    ]
