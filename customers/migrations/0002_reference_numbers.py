"""The sequences that customer and payment references take their numbers from."""

from django.db import migrations

from customers.references import create_sequence


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0001_initial"),
    ]

    operations = [create_sequence("customer_reference"), create_sequence("payment_reference")]
