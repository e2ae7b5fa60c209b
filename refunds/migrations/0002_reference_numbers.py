"""The sequence that refund references take their numbers from."""

from django.db import migrations

from customers.references import create_sequence


class Migration(migrations.Migration):
    dependencies = [
        ("refunds", "0001_initial"),
    ]

    operations = [create_sequence("refund_reference")]
