"""What an operator did to the machinery, for whoever asks later. Never changed."""

from __future__ import annotations

from django.db import models

from customers.history import append_only
from customers.models.happened import Happened


class OperationEvent(Happened):
    """`kind` says what was done ("order.retried"), `about` to what ("refund.submit RF-2026-000123/1")."""

    about = models.CharField(max_length=200)

    class Meta:
        indexes = [models.Index(fields=["-happened_at", "-id"], name="operation_newest")]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.kind} {self.about}"
