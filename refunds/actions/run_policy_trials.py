"""Working off trials of the policy in batches. After each batch the row says how far it is, so anybody can go on."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Mod, Now
from django.utils.translation import gettext as _

from refunds.models import PolicyDecision, PolicyTrial
from refunds.policy.evaluate import Judge
from refunds.policy.facts import Facts
from refunds.policy.trial import Tally
from refunds.policy.wording import without_words

BATCH = 500
MOST_TRIED = 20_000
"""Above so many requests only every n-th is tried; the page says so."""
LEASE_SECONDS = 60
TRIES = 50
"""Leases, one for each round of a worker: far more than 20,000 requests take."""

log = structlog.get_logger(__name__)

Row = tuple[int, Any, dict, str]


def run_trials(seconds: float) -> bool:
    """Work on trials for a while; True when one is left. Running twice at once is harmless."""
    stop_at = time.monotonic() + seconds
    while (trial := _lease()) is not None:
        _work(trial, stop_at)
        if time.monotonic() >= stop_at:
            return _waiting().exists()
    return False


def _waiting() -> QuerySet[PolicyTrial]:
    free = Q(leased_until=None) | Q(leased_until__lt=Now())
    return PolicyTrial.objects.filter(free, state=PolicyTrial.State.QUEUED)


def _lease() -> PolicyTrial | None:
    """Take the oldest trial; `tries` goes up by one and is from then on the proof that the lease is still ours."""
    with transaction.atomic():
        trial = _waiting().select_for_update(skip_locked=True).order_by("created_at", "id").first()
        if trial is None:
            return None
        PolicyTrial.objects.filter(pk=trial.pk).update(
            leased_until=Now() + timedelta(seconds=LEASE_SECONDS), tries=F("tries") + 1
        )
    return PolicyTrial.objects.select_related("against").get(pk=trial.pk)


def _work(trial: PolicyTrial, stop_at: float) -> None:
    if trial.tries > TRIES:
        _end(trial, _("It was begun too often without coming to an end."))
        return
    if trial.total is None and not _size_up(trial):
        return
    before, after = Judge(trial.against.document, str(trial.against)), Judge(trial.document, trial.draft.reference)
    tally = Tally.of(trial.result) if trial.result else Tally()
    while True:
        began = time.monotonic()
        rows = list(_next_rows(trial))
        for _pk, _at, facts, refund in rows:
            _judge(tally, refund, facts, before, after)
        if not _keep(trial, rows, tally, time.monotonic() - began):
            return
        if len(rows) < BATCH:
            _end(trial)
            return
        if time.monotonic() >= stop_at:
            _still_ours(trial).update(leased_until=None)
            return


def _size_up(trial: PolicyTrial) -> bool:
    """Count once how much there is, and decide how much of it is looked at."""
    trial.total = _decisions(trial).count()
    trial.one_in = max(-(-trial.total // MOST_TRIED), 1)
    return bool(_still_ours(trial).update(total=trial.total, one_in=trial.one_in))


def _decisions(trial: PolicyTrial) -> QuerySet[PolicyDecision]:
    """The last decision of each request that was judged in the time."""
    later = PolicyDecision.objects.filter(refund=OuterRef("refund"), pk__gt=OuterRef("pk"))
    judged = PolicyDecision.objects.filter(decided_at__gt=trial.since, decided_at__lte=trial.until)
    return judged.filter(~Exists(later))


def _next_rows(trial: PolicyTrial) -> QuerySet[PolicyDecision, Row]:
    rows = _decisions(trial).order_by("decided_at", "id")
    if trial.cursor_at is not None:
        beyond = Q(decided_at__gt=trial.cursor_at) | Q(pk__gt=trial.cursor_id)
        rows = rows.filter(beyond, decided_at__gte=trial.cursor_at)
    if trial.one_in > 1:
        rows = rows.annotate(rest=Mod("pk", trial.one_in)).filter(rest=0)
    return rows.values_list("pk", "decided_at", "facts", "refund__reference")[:BATCH]


def _judge(tally: Tally, refund: str, kept: dict, before: Judge, after: Judge) -> None:
    try:
        facts = Facts.from_json(kept)
    except (TypeError, ValueError, KeyError):
        tally.unreadable += 1
        return
    with without_words():
        old, new = before.judge(facts), after.judge(facts)
    tally.add(refund, facts, old, new, after.judge)


def _keep(trial: PolicyTrial, rows: list[Row], tally: Tally, seconds: float) -> bool:
    """Write down how far it is; False when it was stopped, or when another worker has it."""
    trial.cursor_id, trial.cursor_at = rows[-1][:2] if rows else (trial.cursor_id, trial.cursor_at)
    kept = _still_ours(trial).update(
        cursor_id=trial.cursor_id,
        cursor_at=trial.cursor_at,
        tried=F("tried") + len(rows),
        result=tally.as_json(),
        work_seconds=F("work_seconds") + seconds,
        leased_until=Now() + timedelta(seconds=LEASE_SECONDS),
    )
    return bool(kept)


def _still_ours(trial: PolicyTrial) -> QuerySet[PolicyTrial]:
    return PolicyTrial.objects.filter(pk=trial.pk, tries=trial.tries, state=PolicyTrial.State.QUEUED)


def _end(trial: PolicyTrial, trouble: str = "") -> None:
    with transaction.atomic():
        now = _still_ours(trial).select_for_update().first()
        if now is None:
            return
        if trouble:
            log.error("policy.trial_failed", trial=trial.reference, trouble=trouble)
            now.trouble = trouble
            now.fail()
        else:
            now.finish()
        now.save()
