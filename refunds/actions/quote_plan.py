"""Refunding an order that was paid in several payments: which one gives how much, shown before anything is asked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from customers import clock
from customers.actors import Actor
from customers.errors import BadInput, NotFound
from customers.models import Payment
from refunds import permissions
from refunds.actions.line_amounts import LineAsk, kept_fees, refunded_quantities
from refunds.actions.price_request import PricedRequest, price_request
from refunds.actions.request_refund import check_words
from refunds.allocation import NEWEST_FIRST, Source, allocate
from refunds.models import Refund
from refunds.policy.quote import fee_sentence
from refunds.way_back import trouble_in_words, trouble_with

MOST_PAYMENTS = 20
"""Of one order; a plan of more is not read by anybody."""


@dataclass(frozen=True, slots=True)
class PlanWish:
    """What goes back of an order: lines, or an amount per currency in minor units, or neither for everything."""

    reason: str
    reason_text: str = ""
    rail: str = Refund.Rail.ORIGINAL
    lines: Sequence[LineAsk] = ()
    amounts: Mapping[str, int] | None = None
    strategy: str = NEWEST_FIRST


@dataclass(frozen=True, slots=True)
class Share:
    """What one payment gives, with the units of its lines that are gone."""

    payment: Payment
    priced: PricedRequest
    gone: Mapping[int, int]

    @property
    def fee_sentence(self) -> str:
        return fee_sentence(self.priced.gross_minor, self.priced.fee_minor, self.payment.currency)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A payment of the order that gives nothing, and why."""

    payment: Payment
    why: str


@dataclass(frozen=True, slots=True)
class Allocation:
    """The whole plan before it is asked: its shares in order of the payments, and what is left out."""

    order_reference: str
    shares: tuple[Share, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def totals(self) -> dict[str, int]:
        """What goes back per currency, in minor units."""
        totals: dict[str, int] = {}
        for share in self.shares:
            currency = share.payment.currency
            totals[currency] = totals.get(currency, 0) + share.priced.amount_minor
        return totals

    @property
    def seen(self) -> str:
        """A hash of who gives what; it changes whenever the plan would read differently."""
        given = [
            [
                share.payment.pk,
                share.priced.amount_minor,
                share.priced.fee_minor,
                [astuple(p) for p in share.priced.lines],
            ]
            for share in self.shares
        ]
        plain = json.dumps([given, [[out.payment.pk, out.why] for out in self.left_out]], separators=(",", ":"))
        return hashlib.sha256(plain.encode()).hexdigest()


def quote_plan(*, actor: Actor, payment_reference: str, wish: PlanWish) -> Allocation:
    """Say which payment would give how much. `payment_reference` is any payment of the order. Writes nothing."""
    person = permissions.require(actor, permissions.REQUEST)
    allocation = allot(payments_of_order(payment_reference, Payment.objects.all()), wish)
    if wish.reason == Refund.Reason.GOODWILL:
        for currency, total in allocation.totals.items():
            permissions.require_goodwill(person, currency, total)
    return allocation


def payments_of_order(payment_reference: str, payments: QuerySet[Payment]) -> list[Payment]:
    """All payments of the customer's order, by number. Raises NotFound, or BadInput where there is no such order."""
    one = Payment.objects.filter(reference=payment_reference).first()
    if one is None:
        raise NotFound(_("There is no such payment."), "payment_not_found", "payment")
    if not one.order_reference:
        raise BadInput(_("This payment belongs to no order. Refund it by itself."), "no_order", "payment")
    found = list(
        payments.filter(customer=one.customer_id, order_reference=one.order_reference)
        .select_related("customer")
        .prefetch_related("lines", "holds")
        .order_by("pk")[: MOST_PAYMENTS + 1]
    )
    if len(found) > MOST_PAYMENTS:
        raise BadInput(
            _("This order has too many payments for one plan. Refund them one by one."), "too_many", "payment"
        )
    return found


def allot(payments: Sequence[Payment], wish: PlanWish) -> Allocation:
    """Spread the wish over the payments. Raises BadInput for what cannot be given, or where nothing is."""
    check_words(wish.reason, wish.reason_text, wish.rail)
    if wish.lines and wish.amounts is not None:
        raise BadInput(_("Choose either lines or an amount, not both."), "lines_and_amount", "amount")
    barred = {payment.pk: why for payment in payments if (why := _why_not(payment, wish))}
    able = [payment for payment in payments if payment.pk not in barred]
    if wish.lines:
        shares = _by_lines(payments, barred, wish)
    elif wish.amounts is not None:
        shares = _by_amount(able, wish, wish.amounts)
    else:
        shares = [_share(payment, wish) for payment in able]
    if not shares:
        raise BadInput(_("No payment of this order can give anything back now."), "nothing_left", "amount")
    giving = {share.payment.pk for share in shares}
    left_out = [
        LeftOut(payment, barred.get(payment.pk) or _("Nothing of it is needed."))
        for payment in payments
        if payment.pk not in giving
    ]
    return Allocation(payments[0].order_reference, tuple(shares), tuple(left_out))


def _why_not(payment: Payment, wish: PlanWish) -> str:
    hold = next((hold for hold in payment.holds.all() if hold.released_at is None), None)
    if hold is not None:
        return _("It is on hold: %s") % hold.reason
    if _free_minor(payment, wish) <= 0:
        return _("Nothing is left on it.")
    trouble = trouble_with(payment, clock.now()) if wish.rail == Refund.Rail.ORIGINAL else ""
    return trouble_in_words(payment, trouble)


def _free_minor(payment: Payment, wish: PlanWish) -> int:
    """What is left and no restocking fee has kept; goodwill may give that back too."""
    return payment.left_minor - (0 if wish.reason == Refund.Reason.GOODWILL else kept_fees(payment))


def _by_lines(payments: Sequence[Payment], barred: Mapping[int, str], wish: PlanWish) -> list[Share]:
    owner = {line.pk: payment for payment in payments for line in payment.lines.all()}
    asked: dict[int, list[LineAsk]] = {}
    for ask in wish.lines:
        payment = owner.get(ask.line_id)
        if payment is None:
            raise BadInput(_("This line is not part of the order."), "foreign_line", "lines")
        if payment.pk in barred:
            raise _barred(payment, barred[payment.pk], "lines")
        asked.setdefault(payment.pk, []).append(ask)
    return [_share(payment, wish, lines=asked[payment.pk]) for payment in payments if payment.pk in asked]


def _by_amount(able: Sequence[Payment], wish: PlanWish, amounts: Mapping[str, int]) -> list[Share]:
    parts: dict[int, int] = {}
    for currency, amount in amounts.items():
        sources = [
            Source(payment.pk, payment.captured_at, _free_minor(payment, wish))
            for payment in able
            if payment.currency == currency
        ]
        parts |= allocate(amount, sources, wish.strategy)
    return [_share(payment, wish, amount_minor=parts[payment.pk]) for payment in able if payment.pk in parts]


def _share(payment: Payment, wish: PlanWish, lines: Sequence[LineAsk] = (), amount_minor: int | None = None) -> Share:
    gone = refunded_quantities(payment)
    priced = price_request(payment, gone, reason=wish.reason, amount_minor=amount_minor, lines=lines)
    if wish.rail == Refund.Rail.ORIGINAL and (trouble := trouble_with(payment, clock.now(), priced.amount_minor)):
        raise _barred(payment, trouble_in_words(payment, trouble), "lines" if lines else "amount")
    return Share(payment, priced, gone)


def _barred(payment: Payment, why: str, field: str) -> BadInput:
    facts = {"payment": payment.reference, "why": why}
    return BadInput(_("Nothing of %(payment)s can go back. %(why)s") % facts, "payment_barred", field)
