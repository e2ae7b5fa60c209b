"""Who may release how much, and who did."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from customers import clock
from customers.history import append_only, history
from refunds.models.refund import OfThisRevision, Refund


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


class GoodwillLimit(models.Model):
    """What one person with this role may give beyond what was bought: in one refund and in one day. No row: nothing."""

    role = models.CharField(_("role"), max_length=30)
    currency = models.CharField(max_length=3)
    up_to_minor = models.BigIntegerField(_("in one refund, in minor units"))
    per_day_minor = models.BigIntegerField(_("on one day, in minor units"))

    history = history()

    class Meta:
        verbose_name = _("goodwill limit")
        constraints = [
            models.UniqueConstraint(fields=["role", "currency"], name="goodwill_limit_once"),
            models.CheckConstraint(
                condition=Q(up_to_minor__gte=0) & Q(per_day_minor__gte=0), name="goodwill_limit_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.currency}"


class GoodwillDay(models.Model):
    """What one person has asked for or approved as goodwill on one day of the shop. It only grows."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="goodwill_days")
    currency = models.CharField(max_length=3)
    day = models.DateField()
    given_minor = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "currency", "day"], name="goodwill_day_once"),
            models.CheckConstraint(condition=Q(given_minor__gte=0), name="goodwill_day_not_negative"),
        ]


class Approval(models.Model):
    """One person's yes to exactly what they saw. The database refuses the requester's own.

    It also refuses that of whoever raised what is asked, of whoever had a hand in changing the way of the money, and,
    once the customer has asked again about a no, of whoever had a say in it before.
    """

    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, related_name="approvals")
    revision = models.PositiveSmallIntegerField(default=0)
    number = models.PositiveSmallIntegerField()
    approver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="approvals")
    requester = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    actor = models.CharField(max_length=120)
    seen_hash = models.CharField(max_length=64)
    approved_at = models.DateTimeField(default=clock.now)

    objects = OfThisRevision()
    every = models.Manager()  # noqa: DJ012 - a second manager, not a field

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["refund", "approver", "seen_hash"], name="approval_person_once"),
            models.UniqueConstraint(fields=["refund", "number"], name="approval_number_once"),
            models.CheckConstraint(condition=~Q(approver=F("requester")), name="approval_not_by_requester"),
        ]
        triggers = [
            append_only(),
            pgtrigger.Trigger(
                name="other_eyes",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=(
                    "IF EXISTS (SELECT 1 FROM refunds_refundrevision"
                    " WHERE refund_id = NEW.refund_id AND editor_id = NEW.approver_id AND raised)"
                    " OR EXISTS (SELECT 1 FROM refunds_railproposal WHERE refund_id = NEW.refund_id"
                    " AND state = 'agreed' AND NEW.approver_id IN (proposer_id, recorder_id))"
                    " THEN RAISE EXCEPTION 'This person had a hand in what they approve'; END IF; RETURN NEW;"
                ),
            ),
            pgtrigger.Trigger(
                name="fresh_eyes",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=(
                    "IF EXISTS (SELECT 1 FROM refunds_appeal"
                    " WHERE refund_id = NEW.refund_id AND NEW.approver_id = ANY(barred))"
                    " THEN RAISE EXCEPTION 'This person had a say in it before'; END IF; RETURN NEW;"
                ),
            ),
        ]
