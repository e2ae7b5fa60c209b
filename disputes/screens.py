"""What a dispute's page shows: the case, its money, everything around it in one line of time. A fixed few queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _

from customers import clock
from customers.models import Message
from customers.money import format_money
from disputes.finding import find_dispute
from disputes.models import Appraisal, Dispute, DisputeNote, MoneyMoved
from disputes.timeline import tell_events
from refunds import timeline
from refunds.models import JournalLine, Refund, RefundEvent
from refunds.templatetags.desk import with_mentions
from refunds.timeline import Entry

MOST = 200
"""So many letters, notes and events of refunds; a payment has a handful."""
CASES_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Countdown:
    """How much of the time from the opening to the gateway's deadline is gone, in thousandths, and whether it is up."""

    gone: int
    ours_at: int
    is_over: bool
    is_soon: bool


def dispute_in_full(reference: str) -> Dispute:
    """One dispute with what its page tells. Raises NotFound."""
    both_sides = JournalLine.objects.annotate(credit_minor=-F("amount_minor")).order_by("-amount_minor")
    lines = Prefetch("entry__lines", both_sides)
    moved = Prefetch("moved", MoneyMoved.objects.select_related("entry").prefetch_related(lines))
    refunds = Prefetch("payment__refunds", Refund.objects.only(*_OF_REFUNDS).order_by("-id"))
    beside = ("payment__customer", "owner", "stopped_refund", "follows", "statement")
    rows = Dispute.objects.select_related(*beside).defer("raw", "follows__raw")
    rows = rows.annotate(was_decided=Exists(Appraisal.objects.filter(dispute=OuterRef("pk"))))
    return find_dispute(reference, rows.prefetch_related(moved, refunds, "events", "answers"))


_OF_REFUNDS = ("payment", "reference", "state", "amount_minor", "currency")
_OF_CASES = ("payment", "reference", "state", "opened_at", "amount_minor", "currency")


def countdown_of(dispute: Dispute) -> Countdown | None:
    """None where nothing is due or the gateway names no day."""
    if dispute.state not in Dispute.OURS or dispute.respond_by is None:
        return None
    now, whole = clock.now(), dispute.respond_by - dispute.opened_at
    if whole <= timedelta(0):
        return Countdown(1000, 1000, dispute.respond_by <= now, True)
    gone = _thousandths(now - dispute.opened_at, whole)
    ours = _thousandths((dispute.answer_by or dispute.respond_by) - dispute.opened_at, whole)
    return Countdown(gone, ours, dispute.respond_by <= now, gone >= ours)


def _thousandths(part: timedelta, whole: timedelta) -> int:
    return max(0, min(1000, int(part / whole * 1000)))


def cases_around(dispute: Dispute) -> list[Dispute]:
    """The other disputes of this payment and of this customer, the newest first; `same_payment` marks the former."""
    payment = dispute.payment
    own = Dispute.objects.filter(payment__customer=payment.customer_id).exclude(pk=dispute.pk)
    rows = own.only(*_OF_CASES).order_by("-opened_at", "-id")
    found = list(rows[:CASES_SHOWN])
    for case in found:
        case.same_payment = case.payment_id == payment.pk
    return found


def letters_around(dispute: Dispute) -> list[Message]:
    """What the customer was written about this dispute and about the refunds of its payment, the oldest first."""
    about = [dispute.reference, *(refund.reference for refund in dispute.payment.refunds.all())]
    newest = Message.objects.filter(about__in=about).defer("body_text", "body_html").order_by("-id")[:MOST]
    letters = list(newest)[::-1]
    prefetch_related_objects([letter for letter in letters if letter.is_from_customer], "documents")
    return letters


def story_of(dispute: Dispute, letters: Iterable[Message]) -> list[Entry]:
    """Payment, customer, letters, refunds, notes and dispute in one line, the newest first."""
    refunds = list(dispute.payment.refunds.all())
    entries = [
        *tell_events(dispute, dispute.events.all()),
        *_of_payment(dispute),
        *_of_refunds(refunds),
        *_of_notes(dispute),
        *_of_letters(letters),
    ]
    return sorted(entries, key=lambda entry: entry.at)[::-1]


def _of_payment(dispute: Dispute) -> Iterable[Entry]:
    payment = dispute.payment
    url, order = reverse("refunds:payment", args=[payment.reference]), payment.order_reference
    amount = format_money(payment.captured_minor, payment.currency)
    happened = [
        (payment.ordered_at, _("Ordered"), "payments", order),
        (payment.captured_at, _("Paid: %s") % amount, "coins", payment.reference),
        (payment.delivered_at, _("Delivered"), "box", ""),
    ]
    for at, title, icon, text in happened:
        if at is not None:
            yield Entry(title, at, str(payment.customer), icon, "idle", text, "", [], url=url)


def _of_refunds(refunds: list[Refund]) -> Iterable[Entry]:
    """What happened to the refunds of this payment, each under its number."""
    if not refunds:
        return
    references = {refund.pk: refund.reference for refund in refunds}
    for event in reversed(RefundEvent.objects.filter(refund__in=refunds).order_by("-id")[:MOST]):
        reference = references[event.refund_id]
        told = next(iter(timeline.tell_events([event])))
        url = reverse("refunds:refund", args=[reference])
        yield told._replace(title=f"{reference}: {told.title}", url=url)


def _of_notes(dispute: Dispute) -> Iterable[Entry]:
    for note in DisputeNote.objects.filter(dispute=dispute).select_related("author").order_by("-id")[:MOST]:
        yield Entry(
            title=_("Note"),
            at=note.written_at,
            actor=note.author.label,
            icon="note",
            tone="note",
            text="",
            quote=with_mentions(note),
            details=[],
            anchor=f"note-{note.pk}",
        )


def _of_letters(letters: Iterable[Message]) -> Iterable[Entry]:
    for letter in letters:
        if letter.words:
            yield _said(letter)
            continue
        tone = "bad" if letter.state == Message.State.FAILED else "idle"
        yield Entry(
            title=_("Letter: %s") % letter.subject,
            at=letter.created_at,
            actor=_("to %s") % letter.to_address,
            icon="mail",
            tone=tone,
            text=str(letter.get_state_display()),
            quote="",
            details=[],
            url=reverse("refunds:letter", args=[letter.pk]),
        )


def _said(message: Message) -> Entry:
    """What somebody wrote to somebody, in their own words."""
    is_theirs = message.is_from_customer
    return Entry(
        title=_("The customer wrote") if is_theirs else _("Written to the customer"),
        at=message.created_at,
        actor=message.actor_label or message.from_address,
        icon="note" if is_theirs else "mail",
        tone="live" if is_theirs else "idle",
        text="" if message.state == Message.State.RECEIVED else str(message.get_state_display()),
        quote=message.words,
        details=[],
        url=_place_of(message),
    )


def _place_of(message: Message) -> str:
    """Where it was said: in the conversation of a refund, or on the dispute itself, which has none."""
    if message.about.startswith("DP-"):
        return reverse("disputes:dispute", args=[message.about])
    return f"{reverse('refunds:refund', args=[message.about])}?part=talk#said-{message.pk}"


def money_of(dispute: Dispute) -> dict[str, Any]:
    """Each movement with its entry, and per currency what the dispute has cost up to now."""
    costs: dict[str, int] = {}
    for move in dispute.moved.all():
        costs[move.currency] = costs.get(move.currency, 0) + _COSTS.get(move.kind, 0) * move.amount_minor
    return {"movements": list(dispute.moved.all()), "costs": sorted(costs.items())}


_Kind = MoneyMoved.Kind
_COSTS: dict[str, int] = {
    _Kind.WITHDRAWN: 1,
    _Kind.REINSTATED: -1,
    _Kind.FEE: 1,
    _Kind.COUNTER_FEE: 1,
    _Kind.FEE_RETURNED: -1,
}
