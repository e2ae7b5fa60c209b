"""What happened to a dispute, in order, for people. Never changed."""

from __future__ import annotations

from django.db import models

from customers.history import append_only
from customers.models.happened import Happened
from disputes.models.dispute import Dispute


class DisputeEvent(Happened):
    """`kind` says what happened ("dispute.opened"); a move carries both states; `data` holds the particulars."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="events")
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["dispute", "id"], name="event_of_dispute")]
        triggers = [append_only()]
