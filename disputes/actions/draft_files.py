"""The files of a draft: handed in, or taken over from the payment's cases, and put out again."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.actors import Actor, acting
from customers.documents.intake import Examined, SentFile, examine_file, keep_document
from customers.documents.room import Refusals, require_room
from customers.documents.store import forget
from customers.errors import BadInput, NotFound
from customers.models import Document
from disputes.actions.keep_papers import papers_about
from disputes.actions.write_draft import lock_draft, touch
from disputes.events import record as note
from disputes.evidence.pieces import PIECES
from disputes.finding import draft_of, find_dispute
from disputes.models import DraftFile, EvidenceDraft
from refunds import permissions


def attach_files(*, actor: Actor, reference: str, piece: str, files: Sequence[SentFile]) -> list[Document]:
    """Add files that show a piece of evidence: all of them, or none. Each is examined before a byte is kept.

    Raises BadInput with the limit or the fault in words.
    """
    permissions.require(actor, permissions.ANSWER_DISPUTES)
    piece = _checked_piece(piece)
    if draft_of(find_dispute(reference)) is None:
        raise NotFound(_("This dispute has no draft yet. Begin one first."), "draft_not_found")
    if not files:
        raise BadInput(_("Choose at least one file."), "document_missing", "documents")
    examined = [examine_file(sent) for sent in files]
    kept: list[Document] = []
    try:
        with transaction.atomic(), acting(actor):
            draft = lock_draft(reference)
            _require_room(draft, examined)
            for found in examined:
                kept.append(keep_document(actor, draft.dispute.payment.customer, found, str(PIECES[piece].title)))
                _add(draft, kept[-1], piece, actor)
            touch(draft, actor)
    except BaseException:
        for document in kept:
            forget(document)
        raise
    return kept


def take_over_document(*, actor: Actor, reference: str, piece: str, key: str) -> Document:
    """Use a document that was handed in for a refund of the same payment, or came with words about the dispute."""
    permissions.require(actor, permissions.ANSWER_DISPUTES)
    piece = _checked_piece(piece)
    with transaction.atomic(), acting(actor):
        draft = lock_draft(reference)
        of_the_case = Q(refund_papers__refund__payment=draft.dispute.payment_id) | Q(messages__about=reference)
        known = Document.objects.filter(of_the_case, key=key)
        document = known.first() if "\x00" not in key else None
        if document is None:
            raise NotFound(_("There is no such document."), "document_not_found")
        if draft.files.filter(document=document).exists():
            raise BadInput(_("“%s” is in this draft already.") % document.name, "document_twice", "documents")
        _require_room(draft, [], document.size_bytes)
        _add(draft, document, piece, actor)
        touch(draft, actor)
    return document


def put_out_file(*, actor: Actor, reference: str, key: str) -> None:
    """Take a file out of the draft. The document itself stays where it lies."""
    permissions.require(actor, permissions.ANSWER_DISPUTES)
    with transaction.atomic(), acting(actor):
        draft = lock_draft(reference)
        file = draft.files.select_related("document").filter(document__key=key).first() if "\x00" not in key else None
        if file is None:
            raise NotFound(_("There is no such file in the draft."), "document_not_found")
        note(draft.dispute, "dispute.file_put_out", actor, name=file.document.name)
        file.delete()
        touch(draft, actor)


def document_of_draft(reference: str, key: str) -> Document:
    """A document that this dispute's pages may show: of its draft, its answers or its customer. Raises NotFound."""
    found = next((document for document in documents_of_dispute(reference) if document.key == key), None)
    if found is None:
        raise NotFound(_("There is no such document."), "document_not_found")
    return found


def documents_of_dispute(reference: str) -> list[Document]:
    """The packet first, then the files of the draft, then what was handed in, then what the customer sent by mail."""
    dispute = find_dispute(reference)
    draft = draft_of(dispute)
    shown: list[Document] = []
    if draft is not None:
        shown += [draft.packet] if draft.packet is not None else []
        shown += [file.document for file in draft.files.select_related("document")]
    handed_in = Document.objects.filter(pk__in=dispute.answers.values("files__document")).order_by("id")
    return list({document.pk: document for document in [*shown, *handed_in, *papers_about(reference)]}.values())


def _add(draft: EvidenceDraft, document: Document, piece: str, actor: Actor) -> None:
    last = draft.files.order_by("-position").values_list("position", flat=True).first() or 0
    DraftFile.objects.create(draft=draft, document=document, piece=piece, position=last + 1, added_by=actor.key)
    note(draft.dispute, "dispute.file_added", actor, name=document.name, piece=piece)


def _checked_piece(piece: str) -> str:
    if piece not in PIECES:
        raise BadInput(_("Say which piece of evidence the file shows."), "unknown_piece", "piece")
    return piece


def _require_room(draft: EvidenceDraft, coming: Sequence[Examined], *kept: int) -> None:
    there = list(draft.files.values_list("document__size_bytes", "document__sha256"))
    require_room(there, coming, _REFUSALS, kept=kept)


_REFUSALS = Refusals(
    gettext_lazy("A draft holds at most %d files."),
    gettext_lazy("The files of a draft may have %s MB together."),
    gettext_lazy("“%s” is in this draft already."),
)
