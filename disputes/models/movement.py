"""What a dispute did to the shop's money, movement by movement, each with its entry in the ledger."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers import clock
from customers.history import append_only
from disputes.models.dispute import Dispute
from refunds.models import JournalEntry


class MoneyMoved(models.Model):
    """A positive amount of minor units. `movement_id` is the gateway's own, ours for writing off, once per dispute."""

    class Kind(models.TextChoices):
        WITHDRAWN = "withdrawn", _("Taken for the dispute")
        REINSTATED = "reinstated", _("Given back")
        FEE = "fee", _("Fee for the dispute")
        COUNTER_FEE = "counter_fee", _("Fee for answering")
        FEE_RETURNED = "fee_returned", _("Fee given back")
        WRITTEN_OFF = "written_off", _("Written off")
        WRITTEN_UP = "written_up", _("Written up again")

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="moved")
    kind = models.CharField(max_length=15, choices=Kind)
    movement_id = models.CharField(max_length=191)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    entry = models.OneToOneField(JournalEntry, on_delete=models.PROTECT, related_name="dispute_movement")
    moved_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["dispute", "movement_id"], name="dispute_movement_once"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="dispute_movement_positive"),
        ]
        triggers = [append_only()]
