"""What a gateway charges for a dispute and for answering it, since when, and where that is written."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers import clock
from customers.history import history


class DisputeFee(models.Model):
    """One fee from a day on. An empty account or country holds for every one; the more exact row wins.

    The country is that of the shop (SHOP_COUNTRY), not the customer's. Nothing is charged where the amount is 0.
    """

    class Kind(models.TextChoices):
        DISPUTE = "dispute", _("For the dispute")
        ANSWER = "answer", _("For answering it")
        COMPLIANCE = "compliance", _("For answering a compliance case")
        ARBITRATION = "arbitration", _("For a dispute before the network's court")

    kind = models.CharField(max_length=12, choices=Kind)
    gateway = models.CharField(max_length=32)
    account = models.CharField(max_length=64, blank=True)
    country = models.CharField(max_length=2, blank=True)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    comes_back = models.BooleanField(_("given back when the dispute is won"), default=False)
    valid_from = models.DateField()
    source = models.CharField(_("where it is written"), max_length=300)
    created_at = models.DateTimeField(default=clock.now)

    history = history()

    class Meta:
        ordering = ["gateway", "account", "country", "kind", "-valid_from", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "gateway", "account", "country", "currency", "valid_from"], name="dispute_fee_once"
            ),
            models.CheckConstraint(condition=Q(amount_minor__gte=0), name="dispute_fee_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.gateway} {self.country or '*'} {self.kind}"
