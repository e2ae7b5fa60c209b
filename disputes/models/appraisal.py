"""What was decided about a dispute, and what was known of its worth then. How it ended stands on the dispute."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers import clock
from customers.history import append_only
from disputes.models.answer import DisputeAnswer
from disputes.models.automatic_rule import AutomaticRule
from disputes.models.dispute import Dispute
from refunds.models import Refund


class Appraisal(models.Model):
    """One for each answer, each offer and each refund instead of one. Chances are of ten thousand, amounts minor units.

    `fight_minor` is what fighting was worth more than giving in; `given_minor` what the decision gives away. `rule` is
    set where no person decided; `why` are the words of whoever did, for colleagues.
    """

    class Decision(models.TextChoices):
        FIGHT = "fight", _("Answered with evidence")
        ACCEPT = "accept", _("Accepted")
        REFUND = "refund", _("Refunded instead")
        OFFER = "offer", _("Made an offer")

    class Advice(models.TextChoices):
        FIGHT = "fight", _("Fight")
        GIVE_IN = "give_in", _("Give in")

    class Strength(models.TextChoices):
        WEAK = "weak", _("Weak evidence")
        FAIR = "fair", _("Fair evidence")
        STRONG = "strong", _("Strong evidence")

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="appraisals")
    round = models.PositiveSmallIntegerField()
    decision = models.CharField(max_length=10, choices=Decision)
    answer = models.OneToOneField(DisputeAnswer, on_delete=models.PROTECT, null=True, related_name="appraisal")
    refund = models.OneToOneField(Refund, on_delete=models.PROTECT, null=True, related_name="dispute_appraisal")
    rule = models.ForeignKey(AutomaticRule, on_delete=models.PROTECT, null=True, related_name="acts")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    actor_label = models.CharField(max_length=200)
    why = models.CharField(_("why so"), max_length=500, blank=True)

    advice = models.CharField(max_length=10, choices=Advice)
    was_close = models.BooleanField()
    chance = models.PositiveSmallIntegerField()
    chance_low = models.PositiveSmallIntegerField()
    chance_high = models.PositiveSmallIntegerField()
    cases = models.PositiveIntegerField(_("ended disputes that the chance rests on"))
    strength = models.CharField(max_length=10, choices=Strength)
    readiness = models.PositiveSmallIntegerField()
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    fight_minor = models.BigIntegerField()
    given_minor = models.BigIntegerField(default=0)
    lines = models.JSONField(_("the arithmetic"), default=list)
    not_counted = models.JSONField(default=list)
    decided_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decision="refund", refund__isnull=False, answer=None)
                | (Q(decision__in=("fight", "accept", "offer"), refund=None) & Q(answer__isnull=False)),
                name="appraisal_of_an_answer_or_a_refund",
            ),
            models.UniqueConstraint(fields=["dispute"], condition=Q(rule__isnull=False), name="rule_acts_once"),
        ]
        indexes = [
            models.Index(fields=["dispute", "-id"], name="appraisal_of_dispute"),
            models.Index(
                fields=["rule", "decided_at"],
                include=["given_minor"],
                condition=Q(rule__isnull=False),
                name="appraisal_by_rule",
            ),
        ]
        triggers = [append_only()]

    @property
    def followed(self) -> bool:
        """Whether it was decided as advised."""
        return (self.decision == self.Decision.FIGHT) == (self.advice == self.Advice.FIGHT)
