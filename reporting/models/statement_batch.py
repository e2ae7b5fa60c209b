"""The statements of all customers of a period, in one file."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from customers.history import history
from reporting.models.made import Paper


class StatementBatch(Paper):
    """Printed with `made` of `total` so far, then kept under `path` as a ZIP.

    It has a statement of each customer who paid or was paid back in the period.
    """

    total = models.PositiveIntegerField(default=0)
    made = models.PositiveIntegerField(default=0)
    path = models.CharField(max_length=120, blank=True)
    size = models.BigIntegerField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)

    history = history(excluded_fields=["made"])

    class Meta:
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="statement_batch_newest"),
            models.Index(fields=["created_at"], condition=Q(state="queued"), name="statement_batch_due"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="statement_batch_days_in_order"),
            models.CheckConstraint(condition=~Q(state="ready") | ~Q(path=""), name="statement_batch_ready_has_file"),
        ]
