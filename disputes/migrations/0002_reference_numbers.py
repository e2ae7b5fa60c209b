"""The sequences that the references of disputes and of alerts take their numbers from."""

from django.db import migrations

from customers.references import create_sequence


class Migration(migrations.Migration):
    dependencies = [("disputes", "0001_initial")]

    operations = [create_sequence("dispute_reference"), create_sequence("alert_reference")]
