"""Several payments of one order, refunded by one decision."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from customers import clock
from customers.history import history
from customers.models import Customer
from refunds.statemachine import Versioned


class RefundPlan(Versioned):
    """Which payment of an order gives how much. Its refunds are approved or rejected together, then live alone.

    `left_out` names the payments that give nothing, each with the reason: [{"payment", "why"}].
    """

    class State(models.TextChoices):
        OPEN = "open", _("To be decided")
        APPROVED = "approved", _("Approved")
        REJECTED = "rejected", _("Rejected")
        CANCELED = "canceled", _("Canceled")

    class Strategy(models.TextChoices):
        NEWEST_FIRST = "newest_first", _("From the newest payment first")
        OLDEST_FIRST = "oldest_first", _("From the oldest payment first")
        IN_PROPORTION = "in_proportion", _("From each in proportion to what is left on it")

    reference = models.CharField(max_length=32, unique=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="refund_plans")
    order_reference = models.CharField(max_length=120)
    state = FSMField(default=State.OPEN, choices=State.choices, protected=True)
    strategy = models.CharField(max_length=20, choices=Strategy)
    left_out = models.JSONField(default=list)
    requester = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_by = models.CharField(max_length=120)
    request_key = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    decided_at = models.DateTimeField(null=True)

    history = history()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "request_key"], condition=~Q(request_key=""), name="plan_request_key_once"
            )
        ]
        indexes = [models.Index(fields=["customer", "order_reference"], name="plan_of_order")]

    def __str__(self) -> str:
        return self.reference

    @transition("state", source=State.OPEN, target=State.APPROVED)
    def approve(self) -> None:
        self.decided_at = clock.now()

    @transition("state", source=State.OPEN, target=State.REJECTED)
    def reject(self) -> None:
        self.decided_at = clock.now()

    @transition("state", source=State.OPEN, target=State.CANCELED)
    def cancel(self) -> None:
        self.decided_at = clock.now()
