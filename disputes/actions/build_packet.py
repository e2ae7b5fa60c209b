"""Building the packet of a draft: printed and bound outside of any transaction, kept where nobody changed the draft."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from customers.actors import Actor, acting
from customers.documents.intake import Examined, keep_document
from customers.documents.render import NotPrinted
from customers.documents.store import content_of, forget
from customers.errors import Conflict, NotFound
from customers.models import Document
from disputes.actions.write_draft import ask_gateway, lock_draft
from disputes.events import record as note
from disputes.evidence.pieces import TEXT_FIELDS
from disputes.evidence.preflight import SentPart
from disputes.finding import budget_for, draft_of, find_dispute, gateway_of, require_writable
from disputes.gathering import gather_case
from disputes.models import EvidenceDraft
from disputes.packet.make import Attachment, Packet, make_packet
from refunds import permissions

PDF = "application/pdf"
SUMMARY = "uncategorized_text"
HEADS = {
    "customer_purchase_ip": "IP address at the purchase",
    "access_activity_log": "Purchase, sign-ins and use",
    "refund_refusal_explanation": "On the refund",
    "cancellation_rebuttal": "On the cancellation",
    "duplicate_charge_explanation": "Two purchases",
}
"""How fields are called on paper, where their label is a question to staff."""


def build_packet(*, actor: Actor, reference: str) -> EvidenceDraft:
    """Print everything as it will arrive, and keep it with the draft. What is answered later is exactly this.

    Raises Conflict when somebody changed the draft meanwhile, or the press fails.
    """
    permissions.require(actor, permissions.ANSWER_DISPUTES)
    dispute = find_dispute(reference)
    require_writable(dispute)
    draft = draft_of(dispute)
    if draft is None:
        raise NotFound(_("This dispute has no draft yet. Begin one first."), "draft_not_found")
    gateway = gateway_of(dispute)
    budget = budget_for(gateway)
    wanted = ask_gateway(dispute, gateway)
    try:
        packet = make_packet(
            gather_case(dispute, draft),
            attachments_of(draft),
            budget,
            summary=draft.texts.get(SUMMARY, ""),
            statements=() if budget.text_fields else statements_of(draft),
            dispute_number=dispute.gateway_reference,
            without=draft.left_out,
        )
    except NotPrinted:
        raise Conflict(_("The packet could not be printed just now. Please try again."), "not_printed") from None
    return _keep(actor, reference, draft.version, packet, wanted)


def statements_of(draft: EvidenceDraft) -> list[tuple[str, str]]:
    """The texts beside the summary, by their names on paper, for a gateway that does not say that it has fields."""
    with override("en"):
        heads = {name: HEADS.get(name, str(label)) for name, label in TEXT_FIELDS.items() if name != SUMMARY}
        written = [(head, draft.texts.get(name, "")) for name, head in heads.items()]
    return [(label, text) for label, text in written if text.strip()]


def attachments_of(draft: EvidenceDraft) -> list[Attachment]:
    """The files of a draft with their bytes."""
    return [
        Attachment(file.document.name, file.piece, file.document.kind, file.document.pages, content_of(file.document))
        for file in draft.files.select_related("document")
    ]


def parts_of(draft: EvidenceDraft) -> list[SentPart]:
    """What would be handed in: the parts of the packet where it is of this version, else the files as they are."""
    if is_built(draft):
        return [SentPart(part["kind"], part["pages"], part["size_bytes"], PDF) for part in draft.packet_told["parts"]]
    return []


def is_built(draft: EvidenceDraft) -> bool:
    """Whether the packet shows the draft as it is now."""
    return draft.packet_id is not None and draft.packet_version == draft.version


def _keep(actor: Actor, reference: str, version: int, packet: Packet, wanted: list[dict[str, Any]]) -> EvidenceDraft:
    kept: list[Document] = []
    try:
        with transaction.atomic(), acting(actor):
            draft = lock_draft(reference)
            if draft.version != version:
                raise Conflict(
                    _("Somebody changed the draft while it was printed. Build the packet again."), "changed_since_seen"
                )
            kept.append(_document(actor, draft, f"{reference} packet.pdf", packet.whole, packet.pages))
            parts = []
            for part in packet.parts:
                kept.append(_document(actor, draft, f"{reference} {part.kind}.pdf", part.content, part.pages))
                parts.append(_told(part.kind, kept[-1], part.content))
            draft.packet, draft.packet_version, draft.wanted = kept[0], version, wanted
            draft.packet_told = {
                "parts": parts,
                "contents": [list(line) for line in packet.contents],
                "left_out": list(packet.left_out),
                "level": packet.level,
                "is_coarse": packet.is_coarse,
                "fits": packet.fits,
                "unclear": [list(doubt) for doubt in packet.unclear],
                "pages": packet.pages,
            }
            draft.save()
            note(draft.dispute, "dispute.packet_built", actor, pages=packet.pages)
    except BaseException:
        for document in kept:
            forget(document)
        raise
    return draft


def _document(actor: Actor, draft: EvidenceDraft, name: str, content: bytes, pages: int) -> Document:
    printed = Examined(name[:120], Document.Kind.PDF, pages, content, hashlib.sha256(content).hexdigest())
    return keep_document(actor, draft.dispute.payment.customer, printed)


def _told(kind: str, document: Document, content: bytes) -> dict[str, Any]:
    return {
        "kind": kind,
        "key": document.key,
        "pages": document.pages,
        "size_bytes": len(content),
        "sha256": document.sha256,
    }
