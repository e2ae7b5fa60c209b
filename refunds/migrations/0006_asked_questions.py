"""What customers ask the assistant, and a notice of what it hands over."""

import customers.clock
import django.db.models.deletion
import refunds.models.asked_question
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("refunds", "0005_how_customers_come_in"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='staffnotice',
            name='kind',
            field=models.CharField(choices=[('mention', 'You were mentioned'), ('hand_over', 'A case was handed to you'), ('reminder', 'An answer is due soon'), ('escalation', 'A case was escalated'), ('decided', 'Your request was decided'), ('question', 'A customer asks for a person'), ('no_answer', 'The customer did not answer'), ('policy', 'The refund policy waits to be looked at'), ('subscription', 'A subscription was turned off'), ('gateway', 'A gateway needs you'), ('dispute_new', 'A dispute waits for your answer'), ('dispute_due', 'The answer to a dispute is due soon'), ('dispute_escalated', 'A dispute is not answered in time'), ('dispute_hand_over', 'A dispute was handed to you'), ('dispute_mistake', 'A customer says that a dispute was a mistake'), ('dispute_ended', 'A dispute has ended'), ('dispute_mention', 'You were mentioned on a dispute'), ('dispute_pattern', 'Disputes repeat'), ('dispute_rule', 'A rule dealt with a dispute'), ('dispute_alert_new', 'A payment is about to be disputed'), ('dispute_alert_due', 'An alert must be answered soon'), ('dispute_alert_handed', 'An alert was handed to you'), ('dispute_alert_late', 'An alert was not answered in time')], max_length=20),
        ),
        migrations.CreateModel(
            name='AskedQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=refunds.models.asked_question.new_key, max_length=32, unique=True)),
                ('door', models.CharField(choices=[('portal', 'Customer portal'), ('policy', 'Policy page'), ('api', 'API')], max_length=10)),
                ('language', models.CharField(max_length=10)),
                ('question', models.CharField(blank=True, max_length=500)),
                ('intent', models.CharField(blank=True, max_length=40)),
                ('outcome', models.CharField(choices=[('answered', 'Answered'), ('which', 'Asked which case'), ('refused', 'Refused'), ('handed_over', 'Handed to a person'), ('unsure', 'Not understood')], max_length=12)),
                ('answer', models.JSONField(default=list)),
                ('sources', models.JSONField(default=list)),
                ('choices', models.JSONField(default=list)),
                ('helped', models.BooleanField(null=True)),
                ('created_at', models.DateTimeField(db_index=True, default=customers.clock.now)),
                ('handed_over_at', models.DateTimeField(null=True)),
                ('settled_at', models.DateTimeField(null=True)),
                ('redacted_at', models.DateTimeField(null=True)),
                ('customer', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='asked_questions', to='customers.customer')),
                ('redacted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('refund', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='asked_questions', to='refunds.refund')),
                ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['customer', '-created_at', '-id'], name='question_of_customer'), models.Index(condition=models.Q(('outcome__in', ('handed_over', 'unsure')), ('helped', False), _connector='OR'), fields=['-created_at', '-id'], name='question_to_look_at')],
                'constraints': [models.CheckConstraint(condition=models.Q(('redacted_at', None), ('question', ''), _connector='OR'), name='question_redacted_is_empty')],
            },
        ),
    ]
