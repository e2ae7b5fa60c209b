"""The sequences that drafts of the policy and their trials take their numbers from."""

from django.db import migrations

from customers.references import create_sequence


class Migration(migrations.Migration):
    dependencies = [
        ("refunds", "0011_operation_events"),
    ]

    operations = [create_sequence("policy_draft_reference"), create_sequence("policy_trial_reference")]
