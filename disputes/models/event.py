"""What happened to a dispute, in order, for people. Never changed."""

from __future__ import annotations

from django.db import models

from customers import clock
from customers.history import append_only
from disputes.models.dispute import Dispute


class DisputeEvent(models.Model):
    """`kind` says what happened ("dispute.opened"); a move carries both states; `data` holds the particulars."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=60)
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20, blank=True)
    actor = models.CharField(max_length=120)
    actor_label = models.CharField(max_length=200)
    data = models.JSONField(default=dict)
    correlation_id = models.CharField(max_length=64, blank=True)
    happened_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["dispute", "id"], name="event_of_dispute")]
        triggers = [append_only()]
