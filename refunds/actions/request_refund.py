"""Asking for money back: by a customer, a member of staff, or over the API. The policy decides at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from customers import clock
from customers.actors import CUSTOMER, SYSTEM, Actor, acting
from customers.card_numbers import mask_card_numbers
from customers.documents.intake import Examined, SentFile, examine_file
from customers.errors import BadInput, Conflict, NotAllowed, NotFound
from customers.models import Payment
from customers.prepared import PreparedRows
from customers.together import adding_together
from refunds import notices, permissions
from refunds.actions.decide_refund import decide_refund, put_before_people
from refunds.actions.goodwill import give_goodwill
from refunds.actions.hand_in_documents import forgetting_if_it_fails, keep_all
from refunds.actions.line_amounts import LineAsk, PricedLine, refunded_quantities
from refunds.actions.mark_products import products_of
from refunds.actions.price_request import PricedRequest, price_request
from refunds.actions.promise_answer import promise_for
from refunds.actions.request_details import bonus_for, checked_answers, checked_wish
from refunds.actions.words import is_writable, require_note
from refunds.events import record
from refunds.models import Refund, RefundLine, RefundPlan
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
    goodwill_minor: int = 0,
    fee_waiver: str = "",
    currency: str | None = None,
    rail: str = Refund.Rail.ORIGINAL,
    reason_text: str = "",
    request_key: str = "",
    needs_person: bool = False,
    answers: Mapping[int, str] | None = None,
    exchange_wish: str = "",
    keeps_percent: int = 0,
    files: Sequence[SentFile] = (),
) -> Refund:
    """Open a refund for the lines, or for `amount_minor`, or for everything that is left.

    What `needs_person` is put before one, whatever the policy says.
    Staff may add `goodwill_minor` on top, within their own limit, and waive the restocking fee with words.
    `answers` are {number of the question: answer}; in the portal those that the policy needs must be there.
    `keeps_percent` asks for that part of the worth, and the goods stay. `files` are examined before anything is kept
    and stand with the request before the policy judges it.
    Writes the refund, its verdict and events, and approves or rejects it where the policy is sure; one message tells
    the customer how it stands then.
    Asking again under the same `request_key` (a form sent twice) returns the first refund and writes nothing.
    Raises NotFound for a payment that is not this customer's, BadInput for what cannot be asked; then nothing is
    written.
    """
    if actor.kind not in (CUSTOMER, SYSTEM):  # the house itself asks only by a rule that a manager has set
        permissions.require(actor, permissions.REQUEST)
    check_words(reason, reason_text, rail)
    waiver, wish = checked_generosity(actor, goodwill_minor, fee_waiver), checked_wish(exchange_wish)
    coming = _examined(actor, payment_reference, request_key, files) if files else []
    with forgetting_if_it_fails() as kept, transaction.atomic(), acting(actor), adding_together():
        payment = visible_payment(actor, payment_reference, locked=True)
        if request_key and (first := _asked_before(payment, request_key)):
            return first
        check_currency(payment, currency)
        gone = refunded_quantities(payment)
        priced = price_request(
            payment,
            gone,
            reason=reason,
            amount_minor=amount_minor,
            lines=lines,
            goodwill_minor=goodwill_minor,
            waives_fee=bool(waiver),
            keeps_percent=keeps_percent,
        )
        told = checked_answers(payment, reason, answers or {}, all_needed=origin == Refund.Origin.PORTAL)
        refund = open_refund(
            actor,
            payment,
            priced,
            rail=rail,
            reason=reason,
            reason_text=reason_text,
            origin=origin,
            request_key=request_key,
            fee_waiver=waiver if priced.waived_minor else "",
            answers=told,
            exchange_wish=wish,
        )
        keep_all(refund, actor, coming, kept)
        if actor.person is not None:
            give_goodwill(actor.person, refund.currency, refund.counts_as_goodwill_minor)
        (put_before_people if needs_person else decide_refund)(refund, priced, gone)
        if refund.state == Refund.State.UNDER_REVIEW:  # what is decided at once has a letter of its own
            notices.tell(refund, "received")
    return refund


def _examined(actor: Actor, payment_reference: str, request_key: str, files: Sequence[SentFile]) -> list[Examined]:
    """Look at the files once it is sure that they may be sent, and that they were not sent before."""
    payment = visible_payment(actor, payment_reference)
    if request_key and _asked_before(payment, request_key):
        return []
    return [examine_file(file) for file in files]


def visible_payment(actor: Actor, reference: str, *, locked: bool = False) -> Payment:
    """Find a payment that the actor may see, with its lines; a foreign one looks like none."""
    whose = {"customer": int(actor.id)} if actor.kind == CUSTOMER else {}
    found: Payment | None = _payments(locked, *whose).first(reference=reference, **whose)
    if found is None:
        raise NotFound(_("There is no such payment."), "payment_not_found", "payment")
    return found


@cache
def _payments(locked: bool, *whose: str) -> PreparedRows:
    def write(**named: Any) -> QuerySet[Payment]:
        payments = Payment.objects.select_for_update(of=("self",)) if locked else Payment.objects.all()
        return payments.filter(**named).select_related("customer").prefetch_related("lines")

    return PreparedRows(write, reference=str, **dict.fromkeys(whose, int))


def _asked_before(payment: Payment, request_key: str) -> Refund | None:
    """Find the refund that was opened under this key; the lock on the payment makes two at once wait here."""
    first = Refund.objects.filter(customer=payment.customer, request_key=request_key).first()
    if first is not None and first.payment_id != payment.pk:
        raise Conflict(_("This form was already sent for another payment. Open it afresh."), "request_key_used")
    return first


def checked_generosity(actor: Actor, goodwill_minor: int, fee_waiver: str) -> str:
    """Return the words that waive the fee, if any. Only staff give goodwill or waive; a customer's wish is refused."""
    if actor.kind == CUSTOMER and (goodwill_minor or fee_waiver):
        raise NotAllowed(_("Only the shop can give more than was bought, or waive a fee."), "only_staff")
    return require_note(fee_waiver, "fee_waiver") if fee_waiver.strip() else ""


def check_words(reason: str, reason_text: str, rail: str = Refund.Rail.ORIGINAL) -> None:
    """Raise BadInput for a reason or way that is not on the list, or for words that are too long."""
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


def open_refund(
    actor: Actor,
    payment: Payment,
    priced: PricedRequest,
    *,
    rail: str,
    reason: str,
    reason_text: str,
    origin: str,
    request_key: str = "",
    fee_waiver: str = "",
    plan: RefundPlan | None = None,
    answers: Sequence[Mapping[str, Any]] = (),
    exchange_wish: str = "",
) -> Refund:
    """Write the refund with its lines and first events. Call it with the payment locked."""
    promise = promise_for(reason, payment.country, clock.now())
    refund = Refund.objects.create(
        reference=refund_reference(),
        customer=payment.customer,
        payment=payment,
        currency=payment.currency,
        amount_minor=priced.amount_minor,
        goodwill_minor=priced.goodwill_minor,
        fee_minor=priced.fee_minor,
        fee_waiver=fee_waiver,
        rail=rail,
        reason=reason,
        reason_text=mask_card_numbers(reason_text),
        answers=list(answers),
        exchange_wish=exchange_wish,
        keeps_percent=priced.keeps_percent,
        bonus_minor=bonus_for(payment, rail, priced.amount_minor),
        origin=origin,
        requested_by=actor.key,
        requester=actor.person,
        request_key=request_key,
        decide_by=promise.decide_by,
        calendar_at=promise.remind_at,
        **products_of(payment, priced.lines),
        plan=plan,
    )
    write_lines(refund, priced.lines)
    told: dict[str, Any] = {
        "goodwill_minor": priced.goodwill_minor,
        "fee_minor": priced.fee_minor,
        "bonus_minor": refund.bonus_minor,
    }
    record(
        refund,
        "refund.requested",
        actor,
        amount_minor=priced.amount_minor,
        currency=refund.currency,
        rail=rail,
        **{name: amount for name, amount in told.items() if amount},
    )
    tell_waiver(refund, actor, priced)
    return refund


def write_lines(refund: Refund, priced: Iterable[PricedLine]) -> None:
    """Write the lines of the refund's present revision."""
    RefundLine.objects.bulk_create(
        RefundLine(
            refund=refund,
            revision=refund.revision,
            payment_line_id=line.line_id,
            quantity=line.quantity,
            amount_minor=line.amount_minor,
            tax_minor=line.tax_minor,
            fee_minor=line.fee_minor,
        )
        for line in priced
    )


def tell_waiver(refund: Refund, actor: Actor, priced: PricedRequest) -> None:
    """Record that the restocking fee was waived, how much it was, and why."""
    if priced.waived_minor:
        record(
            refund,
            "refund.fee_waived",
            actor,
            fee_minor=priced.waived_minor,
            currency=refund.currency,
            words=refund.fee_waiver,
        )
