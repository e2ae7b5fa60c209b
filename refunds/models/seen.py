"""What somebody last saw of a case, so that a change can be shown beside it."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from customers import clock
from refunds.models.refund import Refund


class SeenCase(models.Model):
    """The fields that an approval covers, as they stood on a person's screen. Only the last few are kept."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="seen_cases")
    refund = models.ForeignKey(Refund, on_delete=models.CASCADE, related_name="seen_by")
    seen_hash = models.CharField(max_length=64)
    snapshot = models.JSONField()
    seen_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "refund", "seen_hash"], name="seen_case_once"),
        ]
        indexes = [models.Index(fields=["refund", "person", "-seen_at"], name="seen_of_case")]
