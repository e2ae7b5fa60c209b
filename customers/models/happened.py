"""What every record of something that happened says of it, whatever it happened to. Never changed."""

from __future__ import annotations

from django.db import models

from customers import clock


class Happened(models.Model):
    """`kind` says what happened ("refund.approved"), `data` the particulars, `actor` whose act it was."""

    kind = models.CharField(max_length=60)
    actor = models.CharField(max_length=120)
    actor_label = models.CharField(max_length=200)
    data = models.JSONField(default=dict)
    correlation_id = models.CharField(max_length=64, blank=True)
    happened_at = models.DateTimeField(default=clock.now)

    class Meta:
        abstract = True
