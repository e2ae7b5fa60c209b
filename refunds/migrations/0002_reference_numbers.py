"""The sequences that the references of this room take their numbers from."""

from django.db import migrations

from customers.references import create_sequence

SEQUENCES = (
    "refund_reference",
    "plan_reference",
    "bulk_reference",
    "policy_draft_reference",
    "policy_trial_reference",
    "transfer_file_reference",
    "credit_hold_reference",
    "credit_correction_reference",
    "withdrawal_reference",
)


class Migration(migrations.Migration):
    dependencies = [("refunds", "0001_initial")]

    operations = [create_sequence(sequence) for sequence in SEQUENCES]
