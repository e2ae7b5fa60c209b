"""Members of staff hear of alerts before a dispute."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('refunds', '0003_what_disputes_add'),
    ]

    operations = [
        migrations.AlterField(
            model_name='staffnotice',
            name='kind',
            field=models.CharField(choices=[('mention', 'You were mentioned'), ('hand_over', 'A case was handed to you'), ('reminder', 'An answer is due soon'), ('escalation', 'A case was escalated'), ('decided', 'Your request was decided'), ('no_answer', 'The customer did not answer'), ('policy', 'The refund policy waits to be looked at'), ('subscription', 'A subscription was turned off'), ('gateway', 'A gateway needs you'), ('dispute_new', 'A dispute waits for your answer'), ('dispute_due', 'The answer to a dispute is due soon'), ('dispute_escalated', 'A dispute is not answered in time'), ('dispute_hand_over', 'A dispute was handed to you'), ('dispute_mistake', 'A customer says that a dispute was a mistake'), ('dispute_ended', 'A dispute has ended'), ('dispute_alert_new', 'A payment is about to be disputed'), ('dispute_alert_due', 'An alert must be answered soon'), ('dispute_alert_late', 'An alert was not answered in time')], max_length=20),
        ),
    ]
