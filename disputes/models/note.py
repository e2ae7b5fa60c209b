"""What colleagues write to each other about a dispute. Never shown to the customer, never handed in, never changed."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from customers.history import append_only
from disputes.models.dispute import Dispute
from refunds.models.note import Note


class DisputeNote(Note):
    """A note on a dispute. `called` are the colleagues who were told of it."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="dispute_notes")
    called = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["dispute", "id"], name="note_of_dispute")]
        triggers = [append_only()]
