"""What a member of staff must hear of: one line in their inbox, and a letter if they want one."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from customers import clock
from refunds.models.refund import Refund


class StaffNotice(models.Model):
    """`words` are those of `sender`, if somebody wrote some. `to_mail` waits for the daily letter.

    Every notice is about a refund, but for those about the policy, a gateway or a subscription, and for those about a
    withdrawal or a case of another room: these carry its number (`about_case`), the page where it is dealt with
    (`link`) and a line that tells what it is (`facts`).
    """

    class Kind(models.TextChoices):
        MENTION = "mention", _("You were mentioned")
        HAND_OVER = "hand_over", _("A case was handed to you")
        REMINDER = "reminder", _("An answer is due soon")
        ESCALATION = "escalation", _("A case was escalated")
        DECIDED = "decided", _("Your request was decided")
        QUESTION = "question", _("A customer asks for a person")
        NO_ANSWER = "no_answer", _("The customer did not answer")
        CUSTOMER_WROTE = "customer_wrote", _("A customer wrote to you")
        CUSTOMER_CHANGED = "customer_changed", _("A customer changed their request")
        ANSWER_LATE = "answer_late", _("A customer waits for too long")
        POLICY = "policy", _("The refund policy waits to be looked at")
        SUBSCRIPTION = "subscription", _("A subscription was turned off")
        GATEWAY = "gateway", _("A gateway needs you")
        DISPUTE_NEW = "dispute_new", _("A dispute waits for your answer")
        DISPUTE_DUE = "dispute_due", _("The answer to a dispute is due soon")
        DISPUTE_ESCALATED = "dispute_escalated", _("A dispute is not answered in time")
        DISPUTE_HAND_OVER = "dispute_hand_over", _("A dispute was handed to you")
        DISPUTE_MISTAKE = "dispute_mistake", _("A customer says that a dispute was a mistake")
        DISPUTE_ENDED = "dispute_ended", _("A dispute has ended")
        DISPUTE_MENTION = "dispute_mention", _("You were mentioned on a dispute")
        DISPUTE_PATTERN = "dispute_pattern", _("Disputes repeat")
        DISPUTE_WROTE = "dispute_wrote", _("A customer wrote about a dispute")
        DISPUTE_RULE = "dispute_rule", _("A rule dealt with a dispute")
        WITHDRAWAL_NEW = "withdrawal_new", _("A withdrawal waits for a person")
        WITHDRAWAL_DUE = "withdrawal_due", _("A withdrawal must be paid back soon")
        WITHDRAWAL_LATE = "withdrawal_late", _("A withdrawal was not paid back in time")
        ALERT_NEW = "dispute_alert_new", _("A payment is about to be disputed")
        ALERT_DUE = "dispute_alert_due", _("An alert must be answered soon")
        ALERT_HAND_OVER = "dispute_alert_handed", _("An alert was handed to you")
        ALERT_LATE = "dispute_alert_late", _("An alert was not answered in time")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=20, choices=Kind)
    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, null=True, related_name="staff_notices")
    sender = models.CharField(max_length=200, blank=True)
    words = models.CharField(max_length=500, blank=True)
    about_case = models.CharField(max_length=32, blank=True)
    link = models.CharField(max_length=200, blank=True)
    facts = models.CharField(max_length=300, blank=True)
    to_mail = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=clock.now)
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=("policy", "gateway", "subscription"), refund=None, about_case="")
                | (Q(kind__startswith="dispute_", refund=None) & ~Q(about_case="") & ~Q(link=""))
                | (Q(kind__startswith="withdrawal_", refund=None) & ~Q(about_case="") & ~Q(link=""))
                | (
                    ~Q(kind__in=("policy", "gateway", "subscription"))
                    & ~Q(kind__startswith="dispute_")
                    & ~Q(kind__startswith="withdrawal_")
                    & Q(refund__isnull=False, about_case="")
                ),
                name="notice_about_a_case_or_something_else",
            )
        ]
        indexes = [
            models.Index(fields=["person", "-created_at", "-id"], name="notice_newest"),
            models.Index(fields=["person"], condition=Q(read_at__isnull=True), name="notice_unread"),
            models.Index(fields=["created_at"], condition=Q(to_mail=True), name="notice_to_mail"),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def about(self) -> str:
        """The case's number, or what else it is about."""
        if self.refund or self.about_case:
            return self.refund.reference if self.refund else self.about_case
        if self.kind == self.Kind.SUBSCRIPTION:
            return say("Subscriptions")
        return say("Gateways") if self.kind == self.Kind.GATEWAY else say("Refund policy")

    @property
    def path(self) -> str:
        """The page where it is dealt with."""
        if self.link:
            return self.link
        if self.kind == self.Kind.SUBSCRIPTION:
            return reverse("refunds:subscriptions")
        if self.kind == self.Kind.GATEWAY:
            return reverse("gateways")
        if self.refund is None:
            return reverse("refunds:policies")
        return reverse("refunds:refund", args=[self.refund.reference])
