"""The gateway's disputes beside ours, on every look at an account: what a webhook did not tell is made good.

What the gateway lists is taken in; what is open here and was not heard of for a while is asked about, one by one.
Whatever was taken in stays, so a worker that takes over goes on where the one before stopped.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from customers import clock
from customers.actors import acting
from customers.errors import NotFound, RecourseError
from customers.models import Payment
from disputes.actions.ask_gateway import ask_gateway
from disputes.actions.fetch_strays import listed_strays, wake_events
from disputes.actions.found_its_place import found_its_place
from disputes.actions.take_dispute import take_dispute
from disputes.events import record as note
from disputes.models import Dispute
from disputes.references import subject_of_dispute
from refunds.actions.find_difference import RECONCILER, find_difference
from refunds.actions.reconcile_refunds import in_time
from refunds.errors import Unmatched
from refunds.gateways.base import Gateway
from refunds.gateways.dispute_types import DisputeRecord
from refunds.gateways.errors import Unreachable
from refunds.models import Difference, ReconciliationRun

AT_ONCE = 100
SILENT_BEFORE_GIVING_UP = 3
QUIET = timedelta(hours=6)
"""An open dispute that was heard of since is not asked about by a scheduled look."""
QUIET_BY_HAND = timedelta(minutes=2)
MAY_TURN = timedelta(days=120)
"""So long a lost case is asked about once a day: some are won late."""
TURNS = (Dispute.State.LOST, Dispute.State.EXPIRED)

log = structlog.get_logger(__name__)


def read_listed(
    gateway: Gateway, since: datetime, until: datetime, run: ReconciliationRun, tally: Counter[str], deadline: float
) -> None:
    """Take in the disputes that the gateway lists for this time. Raises Unreachable or OutOfTime."""
    if not gateway.capabilities.lists_disputes:
        return
    listed_at = clock.now()
    for record in in_time(gateway.pull_disputes(since, until), deadline):
        _take_in(gateway, replace(record, read_at=listed_at), run, tally)


def ask_about_open(gateway: Gateway, run: ReconciliationRun, tally: Counter[str], stop_at: float) -> bool:
    """Ask about every dispute that is due for it; True when there is none left. Raises Unreachable where all is silent.

    One that the gateway does not tell of now is left for the next look.
    """
    wake_events(gateway)
    if not gateway.capabilities.reads_disputes:
        return True
    _fetch_strays(gateway, run, tally, stop_at)
    silent: list[Unreachable] = []
    heard = 0
    for dispute in _to_ask(gateway, run):
        if time.monotonic() >= stop_at:
            return False
        try:
            _ask(gateway, dispute, run, tally)
            heard += 1
        except Unreachable as trouble:
            silent.append(trouble)
            log.warning("dispute.not_told", dispute=dispute.reference, why=trouble.message)
            if not heard and len(silent) >= SILENT_BEFORE_GIVING_UP:
                raise
    if silent and not heard:
        raise silent[0]
    return True


def _fetch_strays(gateway: Gateway, run: ReconciliationRun, tally: Counter[str], stop_at: float) -> None:
    """What cannot be had now is fetched at the next look: its difference stays before a person until then."""
    for reference in listed_strays(gateway):
        if time.monotonic() >= stop_at:
            return
        try:
            _take_in(gateway, ask_gateway(gateway, reference), run, tally)
        except RecourseError as trouble:
            log.warning("dispute.stray_not_told", reference=reference, why=trouble.message)


def _to_ask(gateway: Gateway, run: ReconciliationRun) -> Iterator[Dispute]:
    """Each once: one that was heard of is not due any more, and one that was not is not asked twice in a round."""
    asked: set[int] = set()
    while portion := list(_due(gateway, run).exclude(pk__in=asked)[:AT_ONCE]):
        asked.update(dispute.pk for dispute in portion)
        yield from portion


def _due(gateway: Gateway, run: ReconciliationRun) -> QuerySet[Dispute]:
    """What was not heard of for a while, when the look began; the longest silent first."""
    began, is_scheduled = run.started_at or run.created_at, run.requested_by == RECONCILER.key
    is_open = Q(state__in=Dispute.OPEN, told_at__lte=began - (QUIET if is_scheduled else QUIET_BY_HAND))
    may_turn = Q(state__in=TURNS, finished_at__gt=began - MAY_TURN, told_at__lte=began - timedelta(days=1))
    mine = Dispute.objects.filter(gateway=gateway.code, gateway_account=gateway.account)
    return mine.filter(is_open | may_turn, source=Dispute.Source.GATEWAY).order_by("told_at", "id")


def _ask(gateway: Gateway, dispute: Dispute, run: ReconciliationRun, tally: Counter[str]) -> None:
    try:
        record = ask_gateway(gateway, dispute.gateway_reference)
    except NotFound as nothing:
        _is_not_there(dispute, nothing.message)
    else:
        _take_in(gateway, record, run, tally)


def _take_in(gateway: Gateway, record: DisputeRecord, run: ReconciliationRun, tally: Counter[str]) -> None:
    tally["disputes_read"] += 1
    mine = Dispute.objects.filter(gateway=gateway.code, gateway_account=gateway.account)
    before = mine.filter(gateway_reference=record.gateway_reference).values_list("state", "stage").first()
    try:
        dispute = take_dispute(actor=RECONCILER, gateway=gateway.code, account=gateway.account, record=record)
    except Unmatched as why:
        tally["differences"] += _before_a_person(record, run, str(why))
        return
    tally["disputes_changed"] += before != (dispute.state, dispute.stage)
    if before is None:
        found_its_place(dispute, gateway)


def _is_not_there(dispute: Dispute, words: str) -> None:
    """The gateway surely has no such dispute: nothing is changed, and a person has to look."""
    with transaction.atomic(), acting(RECONCILER):
        Payment.objects.select_for_update().get(pk=dispute.payment_id)
        now = Dispute.objects.select_for_update().get(pk=dispute.pk)
        now.told_at = clock.now()
        if now.attention != words[:300]:
            now.attention = words[:300]
            note(now, "dispute.not_understood", RECONCILER, word="")
        now.save()


def _before_a_person(record: DisputeRecord, run: ReconciliationRun, why: str) -> bool:
    return find_difference(
        kind=Difference.Kind.UNKNOWN,
        subject=subject_of_dispute(record.gateway_reference),
        gateway=run.gateway,
        gateway_account=run.gateway_account,
        gateway_reference=record.gateway_reference,
        payment_reference=next(iter(record.payment_references), ""),
        run=run,
        theirs_minor=record.amount_minor,
        their_currency=record.currency,
        theirs=record.word,
        why=why or _("The disputed payment is not known here."),
    )
