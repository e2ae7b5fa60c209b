"""Our side of the wire to the sandbox's disputes: what its words mean, and how an answer is written for it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from refunds.gateways.dispute_types import (
    Answered,
    AnswerState,
    DisputeMovement,
    DisputeOffer,
    DisputeRecord,
    DisputeStage,
    DisputeState,
    EvidenceBudget,
    EvidenceInstruction,
    MovementKind,
    OfferInstruction,
    OfferKind,
    OfferState,
    ReturnFinding,
    ReturnInstruction,
)
from refunds.gateways.evidence_words import FILE_KINDS, TEXT_FIELDS
from refunds.gateways.sandbox.answer import Answer
from refunds.gateways.sandbox.replies import (
    ANSWERED,
    LARGEST_TOGETHER,
    LONGEST_TEXT,
    LONGEST_TOGETHER,
)
from refunds.gateways.sandbox.verdicts import WITHOUT_EFFECT, retry_after

BUDGET = EvidenceBudget(
    characters_per_field=LONGEST_TEXT,
    characters=LONGEST_TOGETHER,
    bytes_together=LARGEST_TOGETHER,
    pages=49,
    pages_by_network={"mastercard": 19},
    one_file_per_kind=True,
    text_fields=TEXT_FIELDS,
    file_kinds=FILE_KINDS,
)
"""As much as Stripe takes."""

STATES = {state.value: state for state in DisputeState if state is not DisputeState.UNKNOWN}
"""By the status of a dispute: the sandbox has our words. One that is not here is UNKNOWN."""

REFUSALS = {
    (400, "invalid_request"): gettext_lazy("The sandbox could not read the request."),
    (400, "not_answerable"): gettext_lazy("The sandbox takes no answer to this dispute any more."),
    (400, "evidence_too_large"): gettext_lazy("This is more than the sandbox takes in one answer."),
    (402, "evidence_refused"): gettext_lazy("The card network did not take this answer."),
    (404, "dispute_not_found"): gettext_lazy("The sandbox does not know the dispute."),
}
"""The only answers that prove that nothing was handed in. A key met with another body does not."""


def record_of(dispute: Mapping[str, Any]) -> DisputeRecord:
    """Read a dispute as the sandbox shows it."""
    status, respond_by = dispute["status"], dispute["respond_by"]
    return DisputeRecord(
        gateway_reference=dispute["id"],
        state=STATES.get(status, DisputeState.UNKNOWN),
        stage=DisputeStage(dispute["stage"]),
        word=status,
        amount_minor=dispute["amount"],
        currency=dispute["currency"],
        payment_references=(dispute["payment"],),
        reason=dispute["reason"],
        network=dispute["network"],
        network_code=dispute["network_code"],
        respond_by=datetime.fromisoformat(respond_by) if respond_by else None,
        can_respond=status in ANSWERED and not dispute.get("returns"),
        can_accept=status == "needs_response",
        is_refundable=dispute["refundable"],
        can_appeal=dispute.get("appealable"),
        offers=tuple(OfferKind(kind) for kind in dispute["offers"]) if "offers" in dispute else None,
        offer=_offer(dispute.get("offer")),
        returns=tuple(ReturnFinding(finding) for finding in dispute.get("returns", ())),
        told_at=datetime.fromisoformat(dispute["changed"]) if "changed" in dispute else None,
        answers=dispute["answers"],
        opened_at=datetime.fromisoformat(dispute["opened"]),
        outcome_words=dispute["outcome_words"],
        movements=tuple(_movement(move) for move in dispute["movements"]),
        raw=dispute,
    )


def written(instruction: EvidenceInstruction) -> bytes:
    """The body of an answer. The sandbox looks into no file: it gets what each is, how large, and its hash."""
    files = [
        {
            "kind": file.kind,
            "name": file.name,
            "content_type": file.content_type,
            "bytes": len(file.content),
            "sha256": hashlib.sha256(file.content).hexdigest(),
        }
        for file in instruction.files
    ]
    kind = "appeal" if instruction.is_appeal else "evidence"
    return _body(instruction.dispute_reference, kind, dict(instruction.texts), files)


def written_acceptance(gateway_reference: str) -> bytes:
    return _body(gateway_reference, "acceptance", {}, [])


def written_offer(instruction: OfferInstruction) -> bytes:
    offer = {
        "kind": instruction.kind,
        "amount": instruction.amount_minor,
        "currency": instruction.currency,
        "return_address": dict(instruction.return_address),
    }
    return _body(instruction.dispute_reference, "offer", {"note": instruction.words}, [], offer)


def written_return(instruction: ReturnInstruction) -> bytes:
    more = {"finding": instruction.finding}
    return _body(instruction.dispute_reference, "return", {"note": instruction.words}, [], more)


def answered(answer: Answer) -> Answered:
    """Classify what was said to an answer of ours."""
    if answer.status == 200 and answer.body.get("object") == "dispute":
        return Answered(AnswerState.TAKEN, record=record_of(answer.body), raw=answer.body)
    error = answer.body.get("error") or {}
    code = str(error.get("code", f"http_{answer.status}"))
    if (sentence := REFUSALS.get((answer.status, code))) is not None:
        return Answered(AnswerState.REFUSED, code=code, message=str(sentence), raw=answer.body)
    return Answered(
        AnswerState.UNKNOWN,
        code=code,
        message=str(WITHOUT_EFFECT.get(answer.status) or _("The sandbox did not say what became of it.")),
        retry_after_seconds=retry_after(answer.headers),
        never_sent=answer.status in WITHOUT_EFFECT,
        raw=answer.body,
    )


def _movement(move: Mapping[str, Any]) -> DisputeMovement:
    return DisputeMovement(
        movement_id=move["id"],
        kind=MovementKind(move["kind"]),
        amount_minor=move["amount"],
        currency=move["currency"],
        moved_at=datetime.fromisoformat(move["moved"]),
    )


def _offer(told: Mapping[str, Any] | None) -> DisputeOffer | None:
    if not told:
        return None
    kind, state = OfferKind(told["kind"]), OfferState(told["state"])
    return DisputeOffer(kind, state, told["made"], told["amount"], told["currency"] if told["amount"] else "")


def _body(
    dispute: str, kind: str, texts: Mapping[str, str], files: list[dict[str, Any]], more: Mapping[str, Any] = {}
) -> bytes:
    body = {"dispute": dispute, "kind": kind, "texts": dict(texts), "files": files, **({"more": more} if more else {})}
    return json.dumps(body, sort_keys=True, separators=(",", ":")).encode()
