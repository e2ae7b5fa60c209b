"""Credit notes for screens and programs."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from customers import clock
from customers.errors import NotFound
from customers.models import Payment
from customers.search import payments_with
from refunds.models import CreditNote, Refund

CREDIT = CreditNote.Kind.CREDIT
LATELY = timedelta(days=60)


def all_notes() -> QuerySet[CreditNote]:
    """With what a row of a list says; no content."""
    return CreditNote.objects.select_related("entity", "customer", "payment", "refund", "voids", "voided_by").defer(
        "content"
    )


def find_note(number: str) -> CreditNote:
    """The note with everything. Raises NotFound."""
    note = all_notes().defer(None).filter(number=number).first()
    if note is None:
        raise NotFound(_("There is no such credit note."), "credit_note_not_found")
    return note


def in_force(notes: QuerySet[CreditNote]) -> QuerySet[CreditNote]:
    """Credit notes that no counter-document took back."""
    return notes.filter(kind=CREDIT, voided_by__isnull=True)


def credited_minor(payment: Payment) -> int:
    """What the notes in force take back of a payment, in minor units."""
    total = in_force(CreditNote.objects.filter(payment=payment)).aggregate(total=Sum("total_minor"))["total"]
    return total or 0


def to_be_voided(notes: QuerySet[CreditNote]) -> QuerySet[CreditNote]:
    """Notes in force whose refund did not go through, or came back, so that a counter-document is due."""
    return in_force(notes).filter(refund__state__in=[Refund.State.FAILED, Refund.State.CANCELED])


def with_words(notes: QuerySet[CreditNote], words: str) -> QuerySet[CreditNote]:
    """Notes whose number, invoice or refund begins with the words, or whose payment they find."""
    words = words.strip()
    if not words or "\x00" in words:
        return notes
    by_payment = Q(payment__in=payments_with(words))
    return notes.filter(
        Q(number__istartswith=words) | Q(invoice_reference__istartswith=words) | Q(refund__reference__iexact=words)
        | by_payment
    )  # fmt: skip


def lately_without_note() -> QuerySet[Refund]:
    """Refunds of invoiced payments that completed lately and have no credit note in force."""
    return without_note(Refund.objects.filter(state=Refund.State.COMPLETED, finished_at__gte=clock.now() - LATELY))


def without_note(refunds: QuerySet[Refund]) -> QuerySet[Refund]:
    """Those of invoiced payments that have no credit note in force."""
    notes = in_force(CreditNote.objects.filter(refund=OuterRef("pk")))
    return refunds.exclude(payment__invoice_reference="").filter(~Exists(notes))
