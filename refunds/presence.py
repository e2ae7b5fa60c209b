"""Who has a case open now. An open page says so every few seconds; most of what it says is not worth a write."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple

from django.db import connection
from django.db.models.functions import Now

from customers.models import User
from refunds.models import CasePresence, Refund

GONE_AFTER = timedelta(seconds=20)
FRESH_SECONDS = 8
"""A sign of life that is younger is not written again, however often the page asks."""

FORGET_AFTER = timedelta(hours=1)


class Watcher(NamedTuple):
    name: str
    is_deciding: bool


def say_present(refund: Refund, person: User, is_deciding: bool) -> bool:
    """Note that somebody has the case open. Returns whether it had to be written."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO refunds_casepresence (refund_id, person_id, is_deciding, seen_at) VALUES (%s, %s, %s, now())"
            " ON CONFLICT (refund_id, person_id) DO UPDATE SET is_deciding = EXCLUDED.is_deciding, seen_at = now()"
            " WHERE refunds_casepresence.is_deciding <> EXCLUDED.is_deciding"
            " OR refunds_casepresence.seen_at < now() - make_interval(secs => %s)",
            [refund.pk, person.pk, is_deciding, FRESH_SECONDS],
        )
        return cursor.rowcount > 0


def say_gone(refund: Refund, person: User) -> None:
    """Note that somebody has left the case."""
    CasePresence.objects.filter(refund=refund, person=person).delete()


def others_at(refund: Refund, person: User) -> list[Watcher]:
    """Everybody else who has this case open, those who decide first."""
    return watchers_of([refund.pk], person).get(refund.pk, [])


def watchers_of(refund_ids: Iterable[int], person: User) -> dict[int, list[Watcher]]:
    """Everybody else who has one of these cases open, by case, in one query."""
    present = CasePresence.objects.filter(refund__in=list(refund_ids), seen_at__gt=Now() - GONE_AFTER)
    by_case: dict[int, list[Watcher]] = {}
    for row in present.exclude(person=person).select_related("person").order_by("-is_deciding", "person_id"):
        by_case.setdefault(row.refund_id, []).append(Watcher(row.person.label, row.is_deciding))
    return by_case


def forget_presence() -> int:
    """Delete what is long past."""
    deleted, _by_model = CasePresence.objects.filter(seen_at__lt=Now() - FORGET_AFTER).delete()
    return deleted
