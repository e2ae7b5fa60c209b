"""The monthly pack: one PDF and one zip about a period, made by a worker, kept with their checksums."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from customers.history import history
from reporting.models.closing import PeriodClosing
from reporting.models.made import Paper


class MonthlyPack(Paper):
    """`done_parts` of `all_parts` are made. `checksum` is over the figures that it was made from, not the bytes.

    Of a closed period it says what was frozen, and names the closing.
    """

    closing = models.ForeignKey(PeriodClosing, on_delete=models.PROTECT, null=True, related_name="packs")
    done_parts = models.PositiveSmallIntegerField(default=0)
    all_parts = models.PositiveSmallIntegerField(default=0)

    checksum = models.CharField(max_length=64, blank=True)
    pdf = models.BinaryField(null=True)
    archive = models.BinaryField(null=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    archive_sha256 = models.CharField(max_length=64, blank=True)

    history = history(excluded_fields=["pdf", "archive"])

    class Meta:
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="pack_newest"),
            models.Index(fields=["created_at"], condition=Q(state="queued"), name="pack_due"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="pack_days_in_order"),
            models.CheckConstraint(
                condition=~Q(state="ready") | Q(pdf__isnull=False, archive__isnull=False), name="pack_ready_has_papers"
            ),
        ]
