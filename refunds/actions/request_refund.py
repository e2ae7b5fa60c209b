"""Asking for money back: by a customer, a member of staff, or over the API. The policy decides at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from customers import clock
from customers.actors import CUSTOMER, Actor, acting
from customers.card_numbers import mask_card_numbers
from customers.errors import BadInput, Conflict, NotFound
from customers.models import Payment
from customers.money import checked_amount
from customers.together import adding_together
from refunds import notices, permissions
from refunds.actions.decide_refund import decide_refund
from refunds.actions.line_amounts import LineAsk, PricedLine, price_lines, price_whole, refunded_quantities
from refunds.actions.mark_products import products_of
from refunds.actions.promise_answer import promise_for
from refunds.actions.words import is_writable
from refunds.events import record
from refunds.models import Refund, RefundLine
from refunds.references import refund_reference

REASON_TEXT_LIMIT = 2000


def request_refund(
    *,
    actor: Actor,
    payment_reference: str,
    reason: str,
    origin: str,
    amount_minor: int | None = None,
    lines: Sequence[LineAsk] = (),
    currency: str | None = None,
    rail: str = Refund.Rail.ORIGINAL,
    reason_text: str = "",
    request_key: str = "",
) -> Refund:
    """Open a refund for the lines, or for `amount_minor`, or for everything that is left.

    Writes the refund, its verdict, events and the first message, and approves or rejects it where the policy is sure.
    Asking again under the same `request_key` (a form sent twice) returns the first refund and writes nothing.
    Raises NotFound for a payment that is not this customer's, BadInput for what cannot be asked; then nothing is
    written.
    """
    if actor.kind != CUSTOMER:
        permissions.require(actor, permissions.REQUEST)
    _check_words(reason, rail, reason_text)
    with transaction.atomic(), acting(actor), adding_together():
        payment = visible_payment(actor, payment_reference, Payment.objects.select_for_update(of=("self",)))
        if request_key and (first := _asked_before(payment, request_key)):
            return first
        check_currency(payment, currency)
        gone = refunded_quantities(payment)
        amount, priced = price(payment, amount_minor, lines, gone)
        refund = _open(actor, payment, amount, priced, rail, reason, reason_text, origin, request_key)
        record(refund, "refund.requested", actor, amount_minor=amount, currency=refund.currency, rail=rail)
        notices.tell(refund, "received")
        decide_refund(refund, priced, gone)
    return refund


def visible_payment(actor: Actor, reference: str, payments: QuerySet[Payment]) -> Payment:
    """Take a payment that the actor may see, with its lines, out of `payments`; a foreign one looks like none."""
    visible = payments.select_related("customer").prefetch_related("lines").filter(reference=reference)
    if actor.kind == CUSTOMER:
        visible = visible.filter(customer_id=actor.id)
    payment = visible.first()
    if payment is None:
        raise NotFound(_("There is no such payment."), "payment_not_found", "payment")
    return payment


def price(
    payment: Payment, amount_minor: int | None, lines: Sequence[LineAsk], gone: Mapping[int, int]
) -> tuple[int, list[PricedLine]]:
    """Say what is asked for in minor units, and what of each line. Raises BadInput above what is left."""
    if lines and amount_minor is not None:
        raise BadInput(_("Choose either lines or an amount, not both."), "lines_and_amount", "amount")
    if lines:
        priced = price_lines(payment, lines, gone)
        amount = checked_amount(sum(line.amount_minor for line in priced))
    elif amount_minor is not None:
        amount, priced = checked_amount(amount_minor), []
    else:
        amount, priced = price_whole(payment, gone)
    if amount > payment.left_minor:
        raise BadInput(_("This is more than is left on the payment."), "more_than_left", "amount")
    return amount, priced


def _asked_before(payment: Payment, request_key: str) -> Refund | None:
    """Find the refund that was opened under this key; the lock on the payment makes two at once wait here."""
    first = Refund.objects.filter(customer=payment.customer, request_key=request_key).first()
    if first is not None and first.payment_id != payment.pk:
        raise Conflict(_("This form was already sent for another payment. Open it afresh."), "request_key_used")
    return first


def _check_words(reason: str, rail: str, reason_text: str) -> None:
    if reason not in Refund.Reason.values:
        raise BadInput(_("Choose a reason from the list."), "unknown_reason", "reason")
    if rail not in Refund.Rail.values:
        raise BadInput(_("Choose a way to get the money back from the list."), "unknown_rail", "rail")
    if len(reason_text) > REASON_TEXT_LIMIT or not is_writable(reason_text):
        raise BadInput(_("Please shorten the text to 2,000 characters."), "text_too_long", "reason_text")


def check_currency(payment: Payment, currency: str | None) -> None:
    """Raise BadInput when another currency than the payment's was named."""
    if currency is not None and currency != payment.currency:
        raise BadInput(
            _("This payment was made in %s; it is refunded in the same currency.") % payment.currency,
            "wrong_currency",
            "currency",
        )


def _open(
    actor: Actor,
    payment: Payment,
    amount_minor: int,
    priced: list[PricedLine],
    rail: str,
    reason: str,
    reason_text: str,
    origin: str,
    request_key: str,
) -> Refund:
    promise = promise_for(reason, payment.country, clock.now())
    refund = Refund.objects.create(
        reference=refund_reference(),
        customer=payment.customer,
        payment=payment,
        currency=payment.currency,
        amount_minor=amount_minor,
        rail=rail,
        reason=reason,
        reason_text=mask_card_numbers(reason_text),
        origin=origin,
        requested_by=actor.key,
        requester=actor.person,
        request_key=request_key,
        decide_by=promise.decide_by,
        calendar_at=promise.remind_at,
        **products_of(payment, priced),
    )
    RefundLine.objects.bulk_create(
        RefundLine(
            refund=refund,
            payment_line_id=line.line_id,
            quantity=line.quantity,
            amount_minor=line.amount_minor,
            tax_minor=line.tax_minor,
        )
        for line in priced
    )
    return refund
