"""The ledger knows what disputes take, give back and cost."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('refunds', '0002_reference_numbers'),
    ]

    operations = [
        migrations.AlterField(
            model_name='journalentry',
            name='kind',
            field=models.CharField(choices=[('reserve', 'Reserved'), ('release', 'Reservation given back'), ('settle', 'Paid back'), ('reverse', 'Came back'), ('credit_spend', 'Store credit spent'), ('credit_expiry', 'Store credit expired'), ('dispute_withdrawn', 'Taken for a dispute'), ('dispute_reinstated', 'Dispute money given back'), ('dispute_fee', 'Dispute fee'), ('dispute_counter_fee', 'Fee for answering a dispute'), ('dispute_fee_returned', 'Dispute fee given back'), ('dispute_written_off', 'Dispute written off'), ('dispute_written_up', 'Dispute written up again')], max_length=24),
        ),
    ]
