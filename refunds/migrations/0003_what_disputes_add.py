"""What disputes bring along: entries of the ledger, notices of other rooms, disputes in a comparison."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('refunds', '0002_reference_numbers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='staffnotice',
            name='notice_about_a_case_or_something_else',
        ),
        migrations.AddField(
            model_name='historicalreconciliationrun',
            name='disputes_changed',
            field=models.PositiveIntegerField(default=0, verbose_name='disputes that are new or moved on'),
        ),
        migrations.AddField(
            model_name='historicalreconciliationrun',
            name='disputes_read',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='reconciliationrun',
            name='disputes_changed',
            field=models.PositiveIntegerField(default=0, verbose_name='disputes that are new or moved on'),
        ),
        migrations.AddField(
            model_name='reconciliationrun',
            name='disputes_read',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='staffnotice',
            name='about_case',
            field=models.CharField(blank=True, max_length=32),
        ),
        migrations.AddField(
            model_name='staffnotice',
            name='facts',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='staffnotice',
            name='link',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AlterField(
            model_name='journalentry',
            name='kind',
            field=models.CharField(choices=[('reserve', 'Reserved'), ('release', 'Reservation given back'), ('settle', 'Paid back'), ('reverse', 'Came back'), ('credit_spend', 'Store credit spent'), ('credit_expiry', 'Store credit expired'), ('dispute_withdrawn', 'Taken for a dispute'), ('dispute_reinstated', 'Dispute money given back'), ('dispute_fee', 'Dispute fee'), ('dispute_counter_fee', 'Fee for answering a dispute'), ('dispute_fee_returned', 'Dispute fee given back'), ('dispute_written_off', 'Dispute written off'), ('dispute_written_up', 'Dispute written up again')], max_length=24),
        ),
        migrations.AlterField(
            model_name='staffnotice',
            name='kind',
            field=models.CharField(choices=[('mention', 'You were mentioned'), ('hand_over', 'A case was handed to you'), ('reminder', 'An answer is due soon'), ('escalation', 'A case was escalated'), ('decided', 'Your request was decided'), ('no_answer', 'The customer did not answer'), ('policy', 'The refund policy waits to be looked at'), ('subscription', 'A subscription was turned off'), ('gateway', 'A gateway needs you'), ('dispute_new', 'A dispute waits for your answer'), ('dispute_due', 'The answer to a dispute is due soon'), ('dispute_escalated', 'A dispute is not answered in time'), ('dispute_hand_over', 'A dispute was handed to you'), ('dispute_mistake', 'A customer says that a dispute was a mistake'), ('dispute_ended', 'A dispute has ended'), ('dispute_mention', 'You were mentioned on a dispute'), ('dispute_pattern', 'Disputes repeat'), ('dispute_rule', 'A rule dealt with a dispute'), ('dispute_alert_new', 'A payment is about to be disputed'), ('dispute_alert_due', 'An alert must be answered soon'), ('dispute_alert_handed', 'An alert was handed to you'), ('dispute_alert_late', 'An alert was not answered in time')], max_length=20),
        ),
        migrations.AddConstraint(
            model_name='staffnotice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('about_case', ''), ('kind__in', ('policy', 'gateway', 'subscription')), ('refund', None)), models.Q(('kind__startswith', 'dispute_'), ('refund', None), models.Q(('about_case', ''), _negated=True), models.Q(('link', ''), _negated=True)), models.Q(models.Q(('kind__in', ('policy', 'gateway', 'subscription')), _negated=True), models.Q(('kind__startswith', 'dispute_'), _negated=True), ('about_case', ''), ('refund__isnull', False)), _connector='OR'), name='notice_about_a_case_or_something_else'),
        ),
    ]
