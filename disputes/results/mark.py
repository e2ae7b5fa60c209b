"""Marking a dispute that changed, so that the worker counts it anew. Written with the change, in its transaction."""

from __future__ import annotations

from django.db import connection

from customers import clock
from customers.actors import Actor
from disputes.models import Dispute, ResultToCount


def on_news(dispute: Dispute, actor: Actor, *, moved: bool, opened: bool) -> None:
    mark(dispute)


def mark(dispute: Dispute) -> None:
    """A row of its own each time: nobody waits for the worker that takes the marks away."""
    ResultToCount.objects.create(dispute=dispute)


def mark_all() -> int:
    """Let everything be counted anew, as after a bulk import. Returns how many disputes that is."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO disputes_resulttocount (dispute_id, marked_at)"
            " SELECT id, %s FROM disputes_dispute ORDER BY id",
            [clock.now()],
        )
        return cursor.rowcount
