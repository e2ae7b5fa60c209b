"""Looking for what repeats: each finding is kept once, and grows until somebody has dealt with it."""

from __future__ import annotations

from dataclasses import replace

import structlog
from django.db import transaction

from customers import clock
from customers.actors import Actor, acting
from disputes.models import Dispute, DisputePattern
from disputes.results.patterns import Found, is_pattern, look_for
from disputes.staff_notices import tell_of_pattern

FINDER = Actor.system("patterns")
State = DisputePattern.State

log = structlog.get_logger(__name__)


def find_patterns() -> int:
    """Look once, and keep what was found. Returns how many are new; each new one is told to the leads."""
    new = 0
    for found in list(look_for(clock.now())):
        try:
            new += _keep(found)
        except Exception:
            log.exception("dispute.pattern_broke", kind=found.kind, subject=found.subject)
    return new


@transaction.atomic
def _keep(found: Found) -> bool:
    with acting(FINDER):
        same = DisputePattern.objects.select_for_update().filter(kind=found.kind, subject=found.subject)
        known = same.exclude(state=State.DONE).first()
        if known is not None:
            _grow(known, found)
            return False
        found = _since_it_was_done(found, same.order_by("-closed_at").first())
        if not is_pattern(found):
            return False
        pattern = DisputePattern.objects.create(
            kind=found.kind,
            subject=found.subject,
            label=found.label,
            numbers=found.numbers,
            first_seen_at=found.first_at,
            last_seen_at=found.last_at,
        )
        pattern.cases.set(found.cases)
        tell_of_pattern(pattern, FINDER)
    return True


def _grow(known: DisputePattern, found: Found) -> None:
    """Take over what is new; told again with nothing new, it writes nothing."""
    fresh = {"label": found.label, "numbers": found.numbers, "last_seen_at": max(known.last_seen_at, found.last_at)}
    known.cases.add(*found.cases)
    if any(getattr(known, name) != value for name, value in fresh.items()):
        for name, value in fresh.items():
            setattr(known, name, value)
        known.save()


def _since_it_was_done(found: Found, done: DisputePattern | None) -> Found:
    """Only what came after somebody had dealt with it: those cases are no reason to begin again."""
    if done is None or done.closed_at is None:
        return found
    after = Dispute.objects.filter(pk__in=found.cases, opened_at__gt=done.closed_at).order_by("opened_at")
    rows = list(after.values_list("pk", "opened_at"))
    first_at = rows[0][1] if rows else found.first_at
    return replace(found, cases=[number for number, _at in rows], first_at=first_at)
