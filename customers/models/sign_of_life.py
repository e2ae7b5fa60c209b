"""When each process of ours was last heard of, and when each periodic job last ran."""

from __future__ import annotations

from django.db import models

from customers import clock


class SignOfLife(models.Model):
    """One row a name: "worker host:12" or "job refunds.tasks.work_due_orders". Written over, never added to."""

    name = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=10)
    seen_at = models.DateTimeField(default=clock.now, db_index=True)
    details = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.name
