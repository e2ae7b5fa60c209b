"""Documents for a case: handed in by the customer or by staff, examined before anything is kept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.actors import CUSTOMER, Actor, acting
from customers.documents.intake import (
    Examined,
    SentFile,
    checked_description,
    examine_file,
    keep_document,
)
from customers.documents.room import Refusals, require_room
from customers.documents.store import forget
from customers.errors import BadInput, Conflict, NotFound
from customers.models import Document
from refunds import permissions
from refunds.actions.judge_again import judge_again
from refunds.actions.lock_refund import lock_refund, require_state
from refunds.events import record
from refunds.models import Refund, RefundDocument

State = Refund.State
OPEN = (State.REQUESTED, State.UNDER_REVIEW, State.NEEDS_INFO)
"""While a customer may hand something in: until it is decided, and to ask once more about a no."""


def hand_in_documents(
    *, actor: Actor, reference: str, files: Sequence[SentFile], description: str = ""
) -> list[Document]:
    """Add documents to a refund: all of them, or none. Who may see the case is asked before a file is looked at.

    Raises BadInput with the limit or the fault in words, Conflict for a customer whose request is decided.
    """
    words = checked_description(description)
    _require_open_door(actor, reference)
    if not files:
        raise BadInput(_("Choose at least one file."), "document_missing", "documents")
    examined = [examine_file(sent) for sent in files]
    with forgetting_if_it_fails() as kept, transaction.atomic(), acting(actor):
        refund = lock_refund(reference)
        _require_may(actor, refund)
        keep_all(refund, actor, examined, kept, words)
        judge_again(refund)
    return kept


@contextmanager
def forgetting_if_it_fails() -> Iterator[list[Document]]:
    """Collect the documents whose bytes were written, and take these back when their rows could not be."""
    kept: list[Document] = []
    try:
        yield kept
    except BaseException:
        for document in kept:
            forget(document)
        raise


def keep_all(
    refund: Refund, actor: Actor, examined: Sequence[Examined], kept: list[Document], description: str = ""
) -> None:
    """Keep what was examined as documents of a locked or new refund, and add them to `kept`."""
    if examined:
        _require_room(refund, examined)
    for found in examined:
        kept.append(keep_document(actor, refund.customer, found, description))
        _link(refund, kept[-1], actor)


def not_here_yet(reference: str, files: Sequence[SentFile]) -> list[SentFile]:
    """Leave out what the case has: a form that is sent once more, over a line that broke, brings the same files."""
    there = set(RefundDocument.objects.filter(refund__reference=reference).values_list("document__sha256", flat=True))
    return [file for file in files if hashlib.sha256(file.content).hexdigest() not in there]


def document_of(reference: str, key: str, customer_id: int | None = None) -> Document:
    """Find a document of a case; for a customer only of their own. Raises NotFound."""
    papers = RefundDocument.objects.select_related("document").filter(refund__reference=reference, document__key=key)
    if customer_id is not None:
        papers = papers.filter(refund__customer_id=customer_id)
    paper = papers.first()
    if paper is None:
        raise NotFound(_("There is no such document."), "document_not_found")
    return paper.document


def documents_of(reference: str) -> list[Document]:
    """All documents of a case, oldest first."""
    papers = RefundDocument.objects.select_related("document").filter(refund__reference=reference)
    return [paper.document for paper in papers.order_by("id")]


def _require_open_door(actor: Actor, reference: str) -> None:
    refund = Refund.objects.filter(reference=reference).first()
    if refund is None:
        raise NotFound(_("There is no such refund."), "refund_not_found")
    _require_may(actor, refund)


def _require_may(actor: Actor, refund: Refund) -> None:
    permissions.require_own(actor, refund, permissions.NOTE)
    if actor.kind == CUSTOMER and not refund.may_be_appealed:
        require_state(refund, *OPEN)
    if refund.merged_into_id:
        raise Conflict(_("This request was merged into another. Add the document there."), "merged")


def _require_room(refund: Refund, coming: Sequence[Examined]) -> None:
    there = list(RefundDocument.objects.filter(refund=refund).values_list("document__size_bytes", "document__sha256"))
    require_room(there, coming, _REFUSALS)


def _link(refund: Refund, document: Document, actor: Actor) -> None:
    RefundDocument.objects.create(refund=refund, document=document)
    record(refund, "refund.document_added", actor, name=document.name, description=document.description)


_REFUSALS = Refusals(
    gettext_lazy("A case holds at most %d documents."),
    gettext_lazy("The documents of a case may have %s MB together."),
    gettext_lazy("“%s” is in this case already."),
)
