"""Notices may be about the policy instead of a case."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('refunds', '0002_reference_numbers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='bulkrun',
            name='colleague',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='bulkrun',
            name='note',
            field=models.TextField(blank=True, max_length=500),
        ),
        migrations.AddField(
            model_name='historicalbulkrun',
            name='colleague',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalbulkrun',
            name='note',
            field=models.TextField(blank=True, max_length=500),
        ),
        migrations.AlterField(
            model_name='bulkrun',
            name='move',
            field=models.CharField(choices=[('approval', 'Approve'), ('rejection', 'Reject'), ('question', 'Ask the customer'), ('retry', 'Send it again'), ('cancellation', 'Cancel the request'), ('handing_over', 'Hand over to a colleague')], max_length=20),
        ),
        migrations.AlterField(
            model_name='historicalbulkrun',
            name='move',
            field=models.CharField(choices=[('approval', 'Approve'), ('rejection', 'Reject'), ('question', 'Ask the customer'), ('retry', 'Send it again'), ('cancellation', 'Cancel the request'), ('handing_over', 'Hand over to a colleague')], max_length=20),
        ),
        migrations.AlterField(
            model_name='staffnotice',
            name='kind',
            field=models.CharField(choices=[('mention', 'You were mentioned'), ('hand_over', 'A case was handed to you'), ('reminder', 'An answer is due soon'), ('escalation', 'A case was escalated'), ('decided', 'Your request was decided'), ('no_answer', 'The customer did not answer'), ('policy', 'The refund policy waits to be looked at')], max_length=20),
        ),
        migrations.AlterField(
            model_name='staffnotice',
            name='refund',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='staff_notices', to='refunds.refund'),
        ),
        migrations.AddConstraint(
            model_name='staffnotice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'policy'), ('refund', None)), models.Q(models.Q(('kind', 'policy'), _negated=True), ('refund__isnull', False)), _connector='OR'), name='notice_about_a_case_or_the_policy'),
        ),
    ]
