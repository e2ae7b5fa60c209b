"""Issuing credit notes: number, content and checksum in one transaction. A worker prints the paper afterwards."""

from __future__ import annotations

from collections.abc import Sequence

import structlog
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from customers import clock, doorbell
from customers.actors import Actor, acting
from customers.errors import BadInput, Conflict, NotFound, RecourseError
from customers.languages import language_of
from customers.models import IssuedPaper, Payment
from customers.models.issued_paper import CODE_SIGNS
from customers.money import checked_amount
from customers.shop_days import shop_day
from refunds import permissions
from refunds.actions.lock_refund import lock_refund, require_state
from refunds.actions.words import require_words
from refunds.credit_notes.amounts import Credited, Returned, Sold, credit_lines
from refunds.credit_notes.content import Content, checksum, content_of, counter_content
from refunds.credit_notes.entities import entity_of
from refunds.credit_notes.numbers import take_number
from refunds.credit_notes.queries import credited_minor, in_force
from refunds.events import record
from refunds.models import CreditNote, LegalEntity, Refund, WorkOrder
from refunds.outbox.enqueue import enqueue
from refunds.outbox.lease import finish

ISSUE, PRINT = "credit_note.issue", "credit_note.print"
PRINT_NOTES = "refunds.tasks.print_credit_notes"
REASON_LIMIT = 300
WORKER = Actor.system("credit notes")

log = structlog.get_logger(__name__)


def ask_for_note(refund: Refund) -> None:
    """Have a note issued for a refund that has just completed, if its payment was invoiced. Who sells decides later."""
    if refund.payment.invoice_reference:
        enqueue(ISSUE, f"{refund.reference}/{refund.round}", {"refund": refund.reference})


def issue_due_notes(orders: Sequence[WorkOrder]) -> None:
    """Issue what completed refunds asked for. What cannot be issued stays visible among those without a note."""
    for order in orders:
        with transaction.atomic(), acting(WORKER):
            _issue_quietly(order.payload["refund"])
            finish(order)


def issue_for_refund(*, actor: Actor, reference: str, reason: str = "") -> CreditNote:
    """Issue the note of a refund that was decided for.

    Raises BadInput where the payment has no invoice, no lines or no entity, Conflict where a note is in force already
    or the refund is not one that pays. Nothing is written then, and no number is used.
    """
    permissions.require(actor, permissions.ISSUE_CREDIT_NOTES)
    with transaction.atomic(), acting(actor):
        return _issue_for(lock_refund(reference), actor, _short(reason) if reason.strip() else "")


def issue_without_refund(*, actor: Actor, payment_reference: str, amount_minor: int, reason: str) -> CreditNote:
    """Issue a note of which no money is paid back by us, with the reason why. Raises as issue_for_refund does."""
    permissions.require(actor, permissions.ISSUE_CREDIT_NOTES)
    words = _short(require_words(reason, "reason", REASON_LIMIT))
    checked_amount(amount_minor)
    with transaction.atomic(), acting(actor):
        payment = Payment.objects.select_for_update().filter(reference=payment_reference).first()
        if payment is None:
            raise NotFound(_("There is no such payment."), "payment_not_found")
        return _issue(payment, None, amount_minor, [], words, actor)


def void_credit_note(*, actor: Actor, number: str, reason: str) -> CreditNote:
    """Take a note back by a counter-document with a number of its own. The note itself stays as it is."""
    permissions.require(actor, permissions.ISSUE_CREDIT_NOTES)
    words = _short(require_words(reason, "reason", REASON_LIMIT))
    with transaction.atomic(), acting(actor):
        note = _locked(number)
        if note.kind != CreditNote.Kind.CREDIT:
            raise Conflict(_("This takes a credit note back itself. Issue a new credit note instead."), "is_counter")
        if CreditNote.objects.filter(voids=note).exists():
            raise Conflict(_("This credit note has been taken back already."), "already_void")
        content = counter_content(note, words, shop_day(clock.now()))
        return _write(content, note.entity, note.payment, note.refund, actor, voids=note)


def _issue_quietly(reference: str) -> None:
    """In the worker nobody reads a refusal: it is logged, and the refund stays among those without a note."""
    refund = lock_refund(reference)
    entity = entity_of(refund.payment)
    is_paid = refund.state == Refund.State.COMPLETED
    if entity is None or not entity.is_automatic or not is_paid or _notes_of(refund):
        return
    try:
        with transaction.atomic():
            _issue_for(refund, WORKER, "")
    except RecourseError as refusal:
        log.info("credit_note.not_issued", refund=reference, code=refusal.code)


def _issue_for(refund: Refund, actor: Actor, reason: str) -> CreditNote:
    require_state(refund, Refund.State.APPROVED, Refund.State.PROCESSING, Refund.State.COMPLETED)
    if found := _notes_of(refund):
        raise Conflict(_("The credit note %s is in force for this refund.") % found[0], "note_in_force")
    returned = [
        Returned(line.payment_line.position, line.quantity, line.amount_minor, line.tax_minor)
        for line in refund.lines.select_related("payment_line")
    ]
    return _issue(refund.payment, refund, refund.amount_minor, returned, reason, actor)


def _issue(
    payment: Payment,
    refund: Refund | None,
    amount_minor: int,
    returned: Sequence[Returned],
    reason: str,
    actor: Actor,
) -> CreditNote:
    """The payment is locked by the caller."""
    entity = _require_entity(payment)
    if credited_minor(payment) + amount_minor > payment.captured_minor:
        raise Conflict(_("Together with its other credit notes this is more than was paid."), "more_than_paid")
    language = language_of(payment.customer, payment)
    with translation.override(language):
        content = content_of(
            entity=entity, payment=payment, customer=payment.customer, refund=refund, reason=reason,
            lines=_lines(payment, returned, amount_minor), issued_on=shop_day(clock.now()), language=language,
        )  # fmt: skip
    return _write(content, entity, payment, refund, actor)


def _lines(payment: Payment, returned: Sequence[Returned], amount_minor: int) -> list[Credited]:
    sold = [
        Sold(
            line.position, line.description, line.sku, line.quantity, line.net_minor, line.tax_minor, line.tax_rate,
            line.discount_minor,
        )
        for line in payment.lines.all()
    ]  # fmt: skip
    try:
        return credit_lines(sold, returned, amount_minor)
    except ValueError:
        raise BadInput(
            _("We do not know what was bought with this payment, so not at which rate tax was paid."), "no_lines"
        ) from None


def _write(
    content: Content,
    entity: LegalEntity,
    payment: Payment,
    refund: Refund | None,
    actor: Actor,
    voids: CreditNote | None = None,
) -> CreditNote:
    """Take the number last: from here to the commit nobody else of this series goes on."""
    issued_on = shop_day(clock.now())
    number, year, serial = take_number(entity, issued_on)
    total = checksum({**content, "number": number})
    note = CreditNote.objects.create(
        number=number, serial=serial, year=year, kind=content["kind"], entity=entity, payment=payment,
        customer=payment.customer, refund=refund, voids=voids, currency=content["currency"],
        net_minor=content["net_minor"], tax_minor=content["tax_minor"], total_minor=content["total_minor"],
        invoice_reference=content["invoice"]["reference"], invoiced_on=content["invoice"]["on"], issued_on=issued_on,
        reason=content["reason"], language=content["language"], content=content, checksum=total,
        code=total[:CODE_SIGNS], issued_by=actor.key, issued_label=actor.label,
    )  # fmt: skip
    kind = IssuedPaper.Kind.COUNTER_DOCUMENT if voids else IssuedPaper.Kind.CREDIT_NOTE
    IssuedPaper.objects.create(number=number, kind=kind, code=note.code, checksum=total, issued_on=issued_on)
    if refund:
        record(refund, "refund.credit_note_voided" if voids else "refund.credit_note", actor, number=number)
    enqueue(PRINT, number, {"number": number})
    doorbell.ring_after_commit(PRINT_NOTES)
    return note


def _require_entity(payment: Payment) -> LegalEntity:
    if not payment.invoice_reference or payment.invoiced_on is None:
        raise BadInput(_("This payment has no invoice, so there is nothing to credit on paper."), "no_invoice")
    entity = entity_of(payment)
    if entity is None:
        raise BadInput(_("No legal entity sells here. Set one up first, then issue the credit note."), "no_entity")
    return entity


def _notes_of(refund: Refund) -> list[CreditNote]:
    return list(in_force(CreditNote.objects.filter(refund=refund))[:1])


def _locked(number: str) -> CreditNote:
    """The note, with its payment locked; the note itself never changes."""
    note = CreditNote.objects.select_related("entity", "refund", "payment__customer").filter(number=number).first()
    if note is None:
        raise NotFound(_("There is no such credit note."), "credit_note_not_found")
    Payment.objects.select_for_update().get(pk=note.payment_id)
    return note


def _short(text: str) -> str:
    return text.strip()[:REASON_LIMIT]
