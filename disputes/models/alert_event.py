"""What happened to an alert, in order, for people. Never changed."""

from __future__ import annotations

from django.db import models

from customers.history import append_only
from customers.models.happened import Happened
from disputes.models.alert import Alert


class AlertEvent(Happened):
    """`kind` says what happened ("alert.received"); a move carries both states; `data` holds the particulars."""

    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="events")
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["alert", "id"], name="event_of_alert")]
        triggers = [append_only()]
