"""The shop's refund policy, version by version. The one in force at purchase decides."""

from __future__ import annotations

from django.db import models

from customers import clock
from customers.history import append_only, history


class PolicyVersion(models.Model):
    """`document` is {rule code: {parameter: value}}, checked by refunds.policy.parameters. Never changed."""

    number = models.PositiveIntegerField(unique=True)
    document = models.JSONField()
    summary = models.CharField(max_length=300, blank=True)
    starts_at = models.DateTimeField(unique=True)
    created_at = models.DateTimeField(default=clock.now)

    history = history()

    class Meta:
        ordering = ["starts_at"]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"v{self.number}"
