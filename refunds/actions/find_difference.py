"""Writing down a difference, once, and ending it when the books agree again."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from customers import clock
from customers.actors import Actor, acting
from refunds.models import Difference

RECONCILER = Actor.system("reconciliation")
FACTS = ("ours_minor", "theirs_minor", "currency", "their_currency")
NOT_ABOUT_AMOUNTS = (Difference.Kind.STATE, Difference.Kind.MISPLACED)
WHY_LIMIT, SAID_LIMIT = 300, 200


def find_difference(*, kind: str, subject: str, gateway_account: str, why: str, **known: Any) -> bool:
    """Open a row for this subject, or bring the facts of the open one up to date; True where there is a new one.

    What a person resolved with these very facts stays resolved.
    """
    row = Difference(kind=kind, subject=subject[:255], gateway_account=gateway_account, why=why[:WHY_LIMIT], **known)
    row.ours, row.theirs = row.ours[:SAID_LIMIT], row.theirs[:SAID_LIMIT]
    row.facts_hash = _hash_of(row)
    with acting(RECONCILER):
        last = (
            Difference.objects.filter(gateway_account=gateway_account, subject=row.subject, kind=kind)
            .order_by("-id")
            .first()
        )
        if last is None or (not last.is_open and last.facts_hash != row.facts_hash):
            return _open(row)
        if last.is_open and last.facts_hash != row.facts_hash:
            _bring_up_to_date(last, row)
    return False


def settle_differences(rows: QuerySet[Difference], words: str) -> int:
    """End open differences because the books agree now, with the reason; return how many."""
    ended = 0
    with transaction.atomic(), acting(RECONCILER):
        for row in rows.select_for_update(of=("self",)).filter(state=Difference.State.OPEN):
            close(row, RECONCILER, words)
            ended += 1
    return ended


def close(row: Difference, actor: Actor, words: str) -> None:
    """End a locked, open row with a word why."""
    row.state = Difference.State.RESOLVED
    row.resolution = words[:500]
    row.resolved_by, row.resolved_label = actor.key, actor.label[:200]
    row.resolved_at = clock.now()
    row.save()


def _open(row: Difference) -> bool:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:  # somebody opened it at the same moment
        return False
    return True


def _bring_up_to_date(last: Difference, found: Difference) -> None:
    for name in (*FACTS, "ours", "theirs", "why", "facts_hash"):
        setattr(last, name, getattr(found, name))
    last.save()


def _hash_of(row: Difference) -> str:
    """The amounts, whoever found them; where it is not about amounts, what it is about."""
    facts = [getattr(row, name) for name in FACTS]
    if row.kind in NOT_ABOUT_AMOUNTS:
        facts.append(row.why)
    return hashlib.sha256(repr(facts).encode()).hexdigest()
