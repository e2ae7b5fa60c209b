"""The number by which a bank finds a refund: which it is and how to use it, or why there is none yet, or never."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _

from customers import clock
from customers.models import Payment
from refunds.bank_reference import bank_reference, was_never_charged
from refunds.models import Refund, RefundAttempt

State, Rail = Refund.State, Refund.Rail

NO_LONGER_EXPECTED = timedelta(days=14)
"""Gateways know the number some days after the refund, or never."""


class Trace(NamedTuple):
    """`number` may be empty; `words` say what to do with it, or why there is none. Both are, before money moves."""

    number: str = ""
    words: str = ""


def trace_of(refund: Refund, attempt: RefundAttempt | None) -> Trace:
    """Tell the number of a refund; `attempt` is its newest try."""
    if refund.state not in (State.PROCESSING, State.COMPLETED):
        return Trace()
    if refund.rail == Rail.STORE_CREDIT:
        return Trace(words=_("Store credit does not go through a bank, so there is no bank number for it."))
    if refund.rail == Rail.BANK_TRANSFER:
        return _of_transfer(refund)
    return _of_attempt(refund, attempt) if attempt else Trace()


def _of_transfer(refund: Refund) -> Trace:
    recorded = refund.events.filter(kind="refund.transfer_recorded").last()
    if recorded is None:
        return Trace(
            words=_("Our bank gives the transfer a number once it is made. It then stands on the refund's page.")
        )
    words = _("It stands with the transfer. If the money is not there after three business days, read it to your bank.")
    return Trace(recorded.data.get("bank_reference", ""), words)


def _of_attempt(refund: Refund, attempt: RefundAttempt) -> Trace:
    if was_never_charged(attempt.answer):
        words = _("The charge itself was taken back: it disappears from your statement, and there is no number for it.")
        return Trace(words=words)
    if number := bank_reference(attempt.answer):
        words = _("Banks call it trace number, ARN or RRN. If the money is late, read it to your bank.")
        return Trace(number, words)
    return Trace(words=_why_none(refund))


def _why_none(refund: Refund) -> str:
    ours = _("If you ask about it, name our number %s.") % refund.reference
    if refund.payment.method != Payment.Method.CARD:
        return _("For the way you paid no bank number is given.") + " " + ours
    if refund.finished_at and clock.now() - refund.finished_at > NO_LONGER_EXPECTED:
        return _("The payment company gave no bank number for this refund.") + " " + ours
    return _("There is no bank number yet. It comes some days after the refund, and then stands on its page.")
