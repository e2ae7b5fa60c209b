"""The gateway's own list of payments beside ours: new ones are taken in, and what does not fit is a difference."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from customers.models import Payment
from refunds.actions.find_difference import RECONCILER, find_difference, settle_differences
from refunds.actions.pull_payments import write_pulled
from refunds.actions.reconcile_refunds import in_time
from refunds.gateways.base import Gateway
from refunds.gateways.types import PulledPayment
from refunds.models import Difference, ReconciliationRun

AT_ONCE = 500

Kind = Difference.Kind


def take_payments(
    gateway: Gateway, since: datetime, until: datetime, run: ReconciliationRun, tally: Counter[str], deadline: float
) -> None:
    """Take in the payments captured in this time, and compare those that are here. Raises Unreachable or OutOfTime."""
    pulled = list(in_time(gateway.pull_payments(since, until), deadline))
    written = write_pulled(gateway, pulled, actor=RECONCILER, refuse=_told_below, progress=_silent)
    tally["payments_read"] += len(pulled)
    tally["payments_new"] += written.new
    for start in range(0, len(pulled), AT_ONCE):
        _compare(gateway, pulled[start : start + AT_ONCE], run, tally)


def subject_of_payment(gateway_reference: str) -> str:
    """What a difference about a payment at a gateway is filed under."""
    return f"payment:{gateway_reference}"


def _told_below(number: int, refusal: Exception) -> None:
    """A payment that could not be written is compared like every other."""


def _silent(tally: object) -> None:
    """The run's page tells how far it is."""


def _compare(gateway: Gateway, pulled: list[PulledPayment], run: ReconciliationRun, tally: Counter[str]) -> None:
    ours = {
        payment.gateway_reference: payment
        for payment in Payment.objects.filter(
            gateway=gateway.code,
            gateway_account=gateway.account,
            gateway_reference__in=[payment.gateway_reference for payment in pulled],
        )
    }
    for theirs in pulled:
        payment = ours.get(theirs.gateway_reference)
        if payment is None:
            tally["differences"] += _not_written(theirs, run)
        elif (payment.currency, payment.captured_minor) != (theirs.currency, theirs.amount_minor):
            tally["differences"] += _contradicts(payment, theirs, run)
        elif not gateway.capabilities.lists_refunds:
            tally["differences"] += _compare_refunded(payment, theirs, run)


def _not_written(theirs: PulledPayment, run: ReconciliationRun) -> bool:
    """Without a mail address, in a currency that nobody knows: it cannot be a payment here as it stands."""
    return find_difference(
        kind=Kind.UNKNOWN,
        why=_("The gateway lists a payment that cannot be taken in as it stands."),
        theirs_minor=theirs.amount_minor,
        their_currency=theirs.currency[:3],
        **_of(theirs, run),
    )


def _contradicts(payment: Payment, theirs: PulledPayment, run: ReconciliationRun) -> bool:
    same = payment.currency == theirs.currency
    return find_difference(
        kind=Kind.AMOUNT if same else Kind.CURRENCY,
        why=_("The payment is here with another amount."),
        payment=payment,
        ours_minor=payment.captured_minor,
        theirs_minor=theirs.amount_minor,
        currency=payment.currency,
        their_currency=theirs.currency[:3],
        **_of(theirs, run),
    )


def _compare_refunded(payment: Payment, theirs: PulledPayment, run: ReconciliationRun) -> bool:
    """Where a gateway lists no refunds, the sum on the payment is all there is; not while one is on its way."""
    ours_minor = payment.refunded_before_minor + payment.refunded_minor
    if payment.reserved_minor:
        return False
    if ours_minor == theirs.refunded_minor:
        rows = Difference.objects.filter(gateway_account=run.gateway_account, subject=_sum_of(theirs), kind=Kind.AMOUNT)
        settle_differences(rows, _("Both sides say the same now."))
        return False
    return find_difference(
        kind=Kind.AMOUNT,
        why=_("Another sum was refunded of this payment than we know of."),
        payment=payment,
        ours_minor=ours_minor,
        theirs_minor=theirs.refunded_minor,
        currency=payment.currency,
        their_currency=theirs.currency[:3],
        **{**_of(theirs, run), "subject": _sum_of(theirs)},
    )


def _sum_of(theirs: PulledPayment) -> str:
    return f"refunded:{theirs.gateway_reference}"


def _of(theirs: PulledPayment, run: ReconciliationRun) -> dict[str, Any]:
    return {
        "subject": subject_of_payment(theirs.gateway_reference),
        "gateway": run.gateway,
        "gateway_account": run.gateway_account,
        "payment_reference": theirs.gateway_reference,
        "run": run,
    }
