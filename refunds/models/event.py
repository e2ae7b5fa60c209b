"""What happened to a refund, in order, for people. Never changed."""

from __future__ import annotations

from django.db import models

from customers.history import append_only
from customers.models.happened import Happened
from refunds.models.refund import Refund


class RefundEvent(Happened):
    """`kind` says what happened ("refund.approved"); a move carries both states; `data` holds the particulars."""

    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, related_name="events")
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["refund", "id"], name="event_of_refund")]
        triggers = [append_only()]
