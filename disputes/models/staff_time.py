"""What the work of answering a dispute costs."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from customers import clock
from customers.history import history


class StaffTime(models.Model):
    """How long an answer takes, and what an hour of work costs, in one currency."""

    currency = models.CharField(max_length=3, unique=True)
    minutes = models.PositiveSmallIntegerField()
    hour_minor = models.BigIntegerField()
    created_at = models.DateTimeField(default=clock.now)

    history = history()

    class Meta:
        ordering = ["currency"]
        constraints = [
            models.CheckConstraint(condition=Q(minutes__gt=0) & Q(hour_minor__gt=0), name="staff_time_positive"),
        ]

    def __str__(self) -> str:
        return self.currency

    @property
    def cost_minor(self) -> int:
        """What one answer costs, rounded to the nearest minor unit."""
        return (2 * self.minutes * self.hour_minor + 60) // 120
