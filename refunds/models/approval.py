"""Who may release how much, and who did."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from customers import clock
from customers.history import append_only, history
from refunds.models.refund import Refund


class ApprovalLimit(models.Model):
    """What one person with this role may approve in one refund. No row means nothing."""

    role = models.CharField(_("role"), max_length=30)
    currency = models.CharField(max_length=3)
    up_to_minor = models.BigIntegerField(_("up to, in minor units"))

    history = history()

    class Meta:
        verbose_name = _("approval limit")
        constraints = [
            models.UniqueConstraint(fields=["role", "currency"], name="approval_limit_once"),
            models.CheckConstraint(condition=Q(up_to_minor__gte=0), name="approval_limit_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.currency}"


class SecondApproval(models.Model):
    """Above this amount two different people must approve. No row means always two."""

    currency = models.CharField(max_length=3, unique=True)
    above_minor = models.BigIntegerField(_("above, in minor units"))

    history = history()

    class Meta:
        verbose_name = _("second approval")
        constraints = [models.CheckConstraint(condition=Q(above_minor__gte=0), name="second_approval_not_negative")]

    def __str__(self) -> str:
        return self.currency


class StepUpAmount(models.Model):
    """Above this amount an approver shows again that it is they. No row means always."""

    currency = models.CharField(max_length=3, unique=True)
    above_minor = models.BigIntegerField(_("above, in minor units"))

    history = history()

    class Meta:
        verbose_name = _("amount from which one signs in again")
        constraints = [models.CheckConstraint(condition=Q(above_minor__gte=0), name="step_up_not_negative")]

    def __str__(self) -> str:
        return self.currency


class Approval(models.Model):
    """One person's yes to exactly what they saw. The database refuses the requester's own."""

    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, related_name="approvals")
    number = models.PositiveSmallIntegerField()
    approver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="approvals")
    requester = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    actor = models.CharField(max_length=120)
    seen_hash = models.CharField(max_length=64)
    approved_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["refund", "approver"], name="approval_person_once"),
            models.UniqueConstraint(fields=["refund", "number"], name="approval_number_once"),
            models.CheckConstraint(condition=~Q(approver=F("requester")), name="approval_not_by_requester"),
        ]
        triggers = [append_only()]
