"""Indexes for the lists of customers and letters: the newest first, and letters by the address they went to."""

from django.db import migrations, models
from django.db.models.functions import Lower


class Migration(migrations.Migration):

    dependencies = [
        ("customers", "0003_search_functions"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(fields=["-created_at", "-id"], name="customer_newest"),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["-created_at", "-id"], name="message_newest"),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(Lower("to_address"), name="message_to_address"),
        ),
    ]
