"""Who has a case open at this moment. A row lives for seconds; it is nobody's record."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from refunds.models.refund import Refund


class CasePresence(models.Model):
    """`seen_at` is the database's clock. `is_deciding` says that a form of a decision is open there."""

    refund = models.ForeignKey(Refund, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    is_deciding = models.BooleanField(default=False)
    seen_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["refund", "person"], name="presence_once")]
