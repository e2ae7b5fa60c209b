"""Keeping what somebody saw of a case, and finding it again when they decide on it."""

from __future__ import annotations

import json
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from customers import clock
from customers.models import User
from refunds.fingerprint import hash_of
from refunds.models import Refund, SeenCase

KEPT = 5
"""So many looks of one person at one case; older ones are forgotten."""


_KEEP = """
    INSERT INTO refunds_seencase (person_id, refund_id, seen_hash, snapshot, seen_at) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (person_id, refund_id, seen_hash) DO UPDATE SET snapshot = excluded.snapshot, seen_at = excluded.seen_at
"""
"""One statement. Django's own way opens a transaction for it, and that is two more for every case that is opened."""


def look_at(person: User, refund: Refund, snapshot: dict[str, Any], last_hash: str | None) -> SeenCase | None:
    """Keep this look, and return the one before it. `last_hash` is what that one showed: the same costs nothing."""
    now = hash_of(snapshot)
    if last_hash == now:
        return None
    looks = list(_looks(person, refund)) if last_hash else []
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [person.pk, refund.pk, now, json.dumps(snapshot), clock.now()])
    if too_old := [old.pk for old in looks[KEPT - 1 :] if old.seen_hash != now]:
        SeenCase.objects.filter(pk__in=too_old).delete()
    return looks[0] if looks else None


def _looks(person: User, refund: Refund) -> QuerySet[SeenCase]:
    return SeenCase.objects.filter(person=person, refund=refund).order_by("-seen_at", "-id")[: KEPT + 1]


def seen_as(refund: Refund, seen_hash: str) -> dict[str, Any] | None:
    """What stood on a screen under this hash; the same hash is the same for everybody."""
    found = SeenCase.objects.filter(refund=refund, seen_hash=seen_hash[:64].replace("\x00", "")).first()
    return found.snapshot if found else None
