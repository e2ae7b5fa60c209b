"""What an operator did to the machinery, for whoever asks later. Never changed."""

from __future__ import annotations

from django.db import models

from customers import clock
from customers.history import append_only


class OperationEvent(models.Model):
    """`kind` says what was done ("order.retried"), `about` to what ("refund.submit RF-2026-000123/1")."""

    kind = models.CharField(max_length=60)
    about = models.CharField(max_length=200)
    actor = models.CharField(max_length=120)
    actor_label = models.CharField(max_length=200)
    data = models.JSONField(default=dict)
    correlation_id = models.CharField(max_length=64, blank=True)
    happened_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["-happened_at", "-id"], name="operation_newest")]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.kind} {self.about}"
