"""A gate on a payment: while it stands, no refund leaves. Placed by a dispute or a person, read by refunds."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers import clock
from customers.history import history
from customers.models.payment import Payment


class PaymentHold(models.Model):
    class Kind(models.TextChoices):
        DISPUTE = "dispute", _("Dispute")
        PERSON = "person", _("Set by a person")

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="holds")
    kind = models.CharField(max_length=20, choices=Kind)
    source = models.CharField(_("what placed it"), max_length=191, blank=True)
    reason = models.CharField(_("reason"), max_length=300)
    placed_by = models.CharField(max_length=120)
    placed_at = models.DateTimeField(default=clock.now)
    released_by = models.CharField(max_length=120, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)

    history = history()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["payment", "source"],
                condition=Q(released_at__isnull=True) & ~Q(source=""),
                name="hold_once_per_source",
            ),
        ]
        indexes = [
            models.Index(fields=["payment"], condition=Q(released_at__isnull=True), name="hold_open"),
        ]

    def __str__(self) -> str:
        return self.reason
