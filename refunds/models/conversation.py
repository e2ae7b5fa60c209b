"""Who waits for whom on a case: since when, and until when an answer is due. What was said stands in the messages."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from customers import clock
from refunds.models.refund import Refund


class Conversation(models.Model):
    """While `waits_since` is set the customer waits for us, from the first of their words that nobody answered.

    `first_answered_at` is when somebody here first wrote to them; after it the time for every next answer counts.
    """

    refund = models.OneToOneField(Refund, on_delete=models.PROTECT, related_name="conversation")
    waits_since = models.DateTimeField(null=True)
    answer_by = models.DateTimeField(null=True)
    first_answered_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(default=clock.now)
    late_told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(waits_since__isnull=True, answer_by__isnull=True)
                | Q(waits_since__isnull=False, answer_by__isnull=False),
                name="conversation_wait_has_an_end",
            )
        ]
        indexes = [
            models.Index(fields=["answer_by", "id"], condition=Q(answer_by__isnull=False), name="conversation_waits"),
            models.Index(fields=["-last_at", "-id"], condition=Q(answer_by__isnull=True), name="conversation_answered"),
        ]

    def __str__(self) -> str:
        return f"{self.refund_id}"

    @property
    def is_late(self) -> bool:
        return self.answer_by is not None and self.answer_by < clock.now()
