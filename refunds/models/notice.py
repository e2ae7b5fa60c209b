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

    Every notice is about a case, but for those about the policy or a gateway.
    """

    class Kind(models.TextChoices):
        MENTION = "mention", _("You were mentioned")
        HAND_OVER = "hand_over", _("A case was handed to you")
        REMINDER = "reminder", _("An answer is due soon")
        ESCALATION = "escalation", _("A case was escalated")
        DECIDED = "decided", _("Your request was decided")
        NO_ANSWER = "no_answer", _("The customer did not answer")
        POLICY = "policy", _("The refund policy waits to be looked at")
        GATEWAY = "gateway", _("A gateway needs you")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=20, choices=Kind)
    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, null=True, related_name="staff_notices")
    sender = models.CharField(max_length=200, blank=True)
    words = models.CharField(max_length=500, blank=True)
    to_mail = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=clock.now)
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=("policy", "gateway"), refund=None)
                | (~Q(kind__in=("policy", "gateway")) & Q(refund__isnull=False)),
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
        if self.refund:
            return self.refund.reference
        return say("Gateways") if self.kind == self.Kind.GATEWAY else say("Refund policy")

    @property
    def path(self) -> str:
        """The page where it is dealt with."""
        if self.kind == self.Kind.GATEWAY:
            return reverse("gateways")
        if self.refund is None:
            return reverse("refunds:policies")
        return reverse("refunds:refund", args=[self.refund.reference])
