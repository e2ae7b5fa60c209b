"""The gateway's own list of refunds beside ours: what moved on, what is not ours yet, and what does not fit."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from django.db.models import Q
from django.utils.translation import gettext as _

from customers.actors import Actor
from customers.models import Payment
from refunds.actions.adopt_refund import Adopted, Claimed, Found, adopt_refund
from refunds.actions.close_unmatched import close_unmatched, subject_of_refund
from refunds.actions.find_difference import find_difference
from refunds.actions.send_attempts import settle_together
from refunds.errors import Unmatched
from refunds.gateways.base import Gateway
from refunds.gateways.types import Outcome, OutcomeState, PulledRefund
from refunds.models import Difference, ReconciliationRun, RefundAttempt

AT_ONCE = 200
ENDED_UNPAID = ("failed", "canceled", "reversed")
SAYS_NOTHING = (OutcomeState.UNKNOWN,)

Kind = Difference.Kind
Listed = TypeVar("Listed")


class OutOfTime(Exception):
    """This part of the list takes longer than a worker may; what was taken in stays."""


def take_refunds(
    gateway: Gateway, since: datetime, until: datetime, run: ReconciliationRun, tally: Counter[str], deadline: float
) -> None:
    """Bring ours to what the gateway lists for this time. Raises Unreachable or OutOfTime."""
    for listed in _portions(in_time(gateway.pull_refunds(since, until), deadline)):
        _take(gateway, listed, run, tally)


def in_time(listed: Iterable[Listed], deadline: float) -> Iterator[Listed]:
    """Hand on what is listed until `deadline` (monotonic); raise OutOfTime when there is still more."""
    for each in listed:
        if time.monotonic() >= deadline:
            raise OutOfTime
        yield each


def subject_of_attempt(attempt: RefundAttempt) -> str:
    """What a difference about a try of ours is filed under."""
    return f"attempt:{attempt.reference}"


def _portions(refunds: Iterable[PulledRefund]) -> Iterator[list[PulledRefund]]:
    coming = iter(refunds)
    while portion := list(islice(coming, AT_ONCE)):
        yield portion


def _take(gateway: Gateway, listed: list[PulledRefund], run: ReconciliationRun, tally: Counter[str]) -> None:
    tally["refunds_read"] += len(listed)
    ours = _attempts_of(gateway, listed)
    news: dict[int, Outcome] = {}
    for refund in listed:
        attempt = ours.get(refund.outcome.gateway_reference) or ours.get(refund.refund_reference)
        if attempt is None:
            _take_in(gateway, refund, run, tally)
        elif _fits(attempt, refund, run, tally) and _is_news(attempt, refund.outcome):
            news[attempt.pk] = refund.outcome
            tally["differences"] += _contradicts(attempt, refund, run)
    if news:
        settle_together(news, Actor.gateway(gateway.account))
        tally["changed"] += len(news)


def _attempts_of(gateway: Gateway, listed: list[PulledRefund]) -> dict[str, RefundAttempt]:
    """Our tries by the gateway's id and by our reference."""
    theirs = {refund.outcome.gateway_reference for refund in listed} - {""}
    references = {refund.refund_reference for refund in listed} - {""}
    found = RefundAttempt.objects.select_related("refund__payment").filter(
        Q(gateway_reference__in=theirs) | Q(reference__in=references),
        gateway=gateway.code,
        gateway_account=gateway.account,
    )
    by_name: dict[str, RefundAttempt] = {}
    for attempt in found:
        by_name[attempt.reference] = attempt
        if attempt.gateway_reference:
            by_name[attempt.gateway_reference] = attempt
    return by_name


def _is_news(attempt: RefundAttempt, outcome: Outcome) -> bool:
    """Whether the gateway says something else than we have; what it forgot in the meantime is none."""
    if outcome.state in SAYS_NOTHING or attempt.state == outcome.state:
        return False
    if attempt.state in ENDED_UNPAID:
        return outcome.state == OutcomeState.SUCCEEDED
    return attempt.is_open or outcome.state in ENDED_UNPAID


def _fits(attempt: RefundAttempt, theirs: PulledRefund, run: ReconciliationRun, tally: Counter[str]) -> bool:
    """Whether amount, currency and payment are ours; otherwise it is a difference and nothing is changed."""
    refund, outcome = attempt.refund, theirs.outcome
    if outcome.currency and outcome.currency != refund.currency:
        kind, why = Kind.CURRENCY, _("The gateway lists it in another currency.")
    elif outcome.amount_minor is not None and outcome.amount_minor != refund.amount_minor:
        kind, why = Kind.AMOUNT, _("The gateway lists it with another amount.")
    elif theirs.payment_reference and theirs.payment_reference != refund.payment.gateway_reference:
        kind, why = Kind.MISPLACED, _("The gateway lists it for another payment.")
    else:
        return True
    tally["differences"] += find_difference(kind=kind, why=why, **_sides(attempt, theirs, run))
    return False


def _contradicts(attempt: RefundAttempt, theirs: PulledRefund, run: ReconciliationRun) -> bool:
    """It had ended here unpaid, and the gateway says that it was paid: nothing but a person can tell why."""
    if attempt.state not in ENDED_UNPAID:
        return False
    why = _("It had ended here without being paid; the gateway says that it was paid.")
    return find_difference(kind=Kind.STATE, why=why, **_sides(attempt, theirs, run))


def _sides(attempt: RefundAttempt, theirs: PulledRefund, run: ReconciliationRun) -> dict[str, Any]:
    refund, outcome = attempt.refund, theirs.outcome
    return {
        "subject": subject_of_attempt(attempt),
        "gateway": run.gateway,
        "gateway_account": run.gateway_account,
        "gateway_reference": outcome.gateway_reference,
        "payment_reference": theirs.payment_reference,
        "payment": refund.payment,
        "refund": refund,
        "attempt": attempt,
        "run": run,
        "ours_minor": refund.amount_minor,
        "theirs_minor": outcome.amount_minor,
        "currency": refund.currency,
        "their_currency": outcome.currency or "",
        "ours": str(attempt.state),
        "theirs": str(outcome.state),
    }


def _take_in(gateway: Gateway, refund: PulledRefund, run: ReconciliationRun, tally: Counter[str]) -> None:
    outcome = refund.outcome
    payments = frozenset({refund.payment_reference})
    found = Found(gateway.code, gateway.account, payments, refund.created_at, refund.is_reversal)
    try:
        adopted = adopt_refund(found, outcome)
    except Unmatched as why:
        tally["differences"] += _before_a_person(refund, run, str(why))
        return
    if adopted is not None:
        tally[adopted.tally] += 1
    if outcome.state != OutcomeState.UNKNOWN:
        close_unmatched(gateway.account, outcome.gateway_reference, _said(adopted))


def _said(adopted: Adopted | Claimed | None) -> str:
    return adopted.sentence if adopted else _("It ended without effect, or is counted on its payment already.")


def _before_a_person(refund: PulledRefund, run: ReconciliationRun, why: str) -> bool:
    payment = Payment.objects.filter(
        gateway=run.gateway, gateway_account=run.gateway_account, gateway_reference=refund.payment_reference
    ).first()
    return find_difference(
        kind=Kind.UNKNOWN,
        subject=subject_of_refund(refund.outcome.gateway_reference),
        gateway=run.gateway,
        gateway_account=run.gateway_account,
        gateway_reference=refund.outcome.gateway_reference,
        payment_reference=refund.payment_reference,
        payment=payment,
        run=run,
        theirs_minor=refund.outcome.amount_minor,
        their_currency=refund.outcome.currency or "",
        theirs=str(refund.outcome.state),
        why=why,
    )
