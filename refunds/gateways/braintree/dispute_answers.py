"""Answering a dispute at Braintree step by step: texts, documents, and the word that makes them an answer.

Nothing is handed in before the last step, so that whatever breaks before it may begin again: what is there is seen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import requests
import structlog
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from refunds.gateways.braintree.disputes import ACCEPTED, OPEN, evidence_in
from refunds.gateways.braintree.evidence import FILE_CATEGORIES, Piece, texts_of
from refunds.gateways.braintree.verdicts import (
    BY_STATUS,
    codes_in,
    own_words,
    retry_after,
    silence_outcome,
    unreadable_outcome,
)
from refunds.gateways.braintree.wire import Answer, Wire
from refunds.gateways.dispute_types import Answered, AnswerState, EvidenceFile, EvidenceInstruction
from refunds.gateways.types import Outcome

NOT_FOR_THIS_REASON, ALREADY_THERE = "95713", "95714"
"""A category that the reason of the case does not have, and one that holds its piece already."""

SENTENCES = {
    "95701": gettext_lazy("Braintree takes no evidence in this case any more. Look at it in its control panel."),
    "95704": gettext_lazy("Braintree takes no giving in in this case any more. Look at it in its control panel."),
    "95705": gettext_lazy("This case is no longer open at Braintree. Look at it in its control panel."),
    "95708": gettext_lazy("A text is too long for Braintree. Shorten it, then hand it in again."),
    "95726": gettext_lazy("Braintree wants other evidence in this case. See in its control panel what is missing."),
    "84902": gettext_lazy("A file is larger than 4 MB. Make it smaller, then hand it in again."),
    "84903": gettext_lazy("Braintree takes PDF, JPEG and PNG only. Change the file, then hand it in again."),
    "84904": gettext_lazy("A file is damaged or has a password. Replace it, then hand it in again."),
    "84905": gettext_lazy("A file has too many pages for Braintree. Shorten it, then hand it in again."),
    "84906": gettext_lazy("A file is empty. Replace it, then hand it in again."),
}
"""By validation code. Another one shows Braintree's own sentence."""

NO_EFFECT = (401, 403, 426, 429)
"""By HTTP status: nothing was done, and it may be asked again."""

log = structlog.get_logger(__name__)


class Stopped(Exception):
    """A step that was not answered by what it asked for."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


def hand_in(wire: Wire, instruction: EvidenceInstruction) -> Answered:
    """Add what is not there yet, then finalize."""
    dispute = instruction.dispute_reference

    def work(shown: Mapping[str, Any]) -> Callable[[], Answer] | Answered:
        texts = texts_of(instruction)
        if shown["status"] != OPEN:
            return _is_it_ours(shown, texts, len(instruction.files))
        there = {str(piece.get("comments") or "").strip() for piece in evidence_in(shown)}
        for piece in texts:
            if piece.comments not in there:
                _add(wire, dispute, {"comments": piece.comments}, piece.category)
        for file in instruction.files:
            uploaded = _told(wire.upload(*_named(file)), "document_upload")
            _add(wire, dispute, {"document_upload_id": str(uploaded["id"])}, FILE_CATEGORIES.get(file.kind, ""))
        return lambda: wire.finalize_dispute(dispute)

    return _act(wire, dispute, work)


def accept(wire: Wire, dispute: str) -> Answered:
    def work(shown: Mapping[str, Any]) -> Callable[[], Answer] | Answered:
        if shown["status"] in ACCEPTED:
            return Answered(AnswerState.TAKEN, raw=shown)
        if shown["status"] != OPEN:
            return _closed("95704")
        return lambda: wire.accept_dispute(dispute)

    return _act(wire, dispute, work)


def _is_it_ours(shown: Mapping[str, Any], texts: list[Piece], files: int) -> Answered:
    """Whether a case that takes nothing any more holds just what we are about to hand in: then an answer was lost."""
    there = list(evidence_in(shown))
    said = {str(piece.get("comments") or "").strip() for piece in there}
    documents = sum(1 for piece in there if piece.get("url"))
    ours = bool(texts or files) and {piece.comments for piece in texts} <= said and documents >= files
    if shown["status"] in ("disputed", "under_review", "won", "lost") and ours:
        return Answered(AnswerState.TAKEN, raw=shown)
    return _closed("95701")


def _closed(code: str) -> Answered:
    return Answered(AnswerState.REFUSED, code=code, message=str(SENTENCES[code]), never_sent=True)


def _add(wire: Wire, dispute: str, piece: Mapping[str, str], category: str) -> None:
    """Add a piece under its category; without one where this reason does not have it."""
    fields = {**piece, "category": category} if category else dict(piece)
    answer = wire.add_evidence(dispute, fields)
    codes = codes_in(answer.body) if answer.status == 422 else []
    if codes == [ALREADY_THERE]:
        return
    if codes == [NOT_FOR_THIS_REASON] and category:
        answer = wire.add_evidence(dispute, piece)
    _told(answer, "evidence")


def _named(file: EvidenceFile) -> tuple[str, bytes, str]:
    ending = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}.get(file.content_type, "")
    stem = file.name.rpartition(".")[0] or file.name
    plain = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in stem)[:80]
    return f"{plain.strip('-') or 'file'}.{ending or 'pdf'}", file.content, file.content_type


def _told(answer: Answer, name: str) -> Mapping[str, Any]:
    thing = answer.body.get(name)
    if answer.status not in (200, 201) or not isinstance(thing, dict):
        raise Stopped(answer)
    return thing


def _act(wire: Wire, dispute: str, work: Callable[[Mapping[str, Any]], Callable[[], Answer] | Answered]) -> Answered:
    """Read the case, do the steps, then the last one, which counts."""
    at_last = False
    try:
        last = work(_told(wire.dispute(dispute), "dispute"))
        if isinstance(last, Answered):
            return last
        at_last = True
        answer = last()
        if answer.status not in (200, 201, 204) or "api_error_response" in answer.body:
            raise Stopped(answer)
    except Stopped as stopped:
        return _error(stopped.answer, never_sent=not at_last)
    except requests.RequestException as silence:
        outcome = silence_outcome(silence)
        return _unknown(outcome, never_sent=outcome.never_sent or not at_last)
    except Exception as trouble:  # the SDK broke over the call; what it did is as unknown as with no answer
        log.warning("braintree.unreadable_answer", trouble=repr(trouble)[:200])
        return _unknown(unreadable_outcome(), never_sent=not at_last)
    return Answered(AnswerState.TAKEN, raw=answer.body)


def _error(answer: Answer, *, never_sent: bool) -> Answered:
    """A refusal has validation codes, or is a case that Braintree surely does not have."""
    codes = codes_in(answer.body)
    missing = answer.status == 404 and (answer.blank or bool(answer.body))
    refused = (answer.status == 422 and bool(codes)) or missing
    code = codes[0] if codes else f"http_{answer.status}"
    ours = _("Braintree does not know this case with these keys.") if missing else BY_STATUS.get(answer.status)
    return Answered(
        AnswerState.REFUSED if refused else AnswerState.UNKNOWN,
        code=code,
        message=str(SENTENCES.get(code) or ours or own_words(answer) or _("Braintree did not say why."))[:500],
        retry_after_seconds=retry_after(answer.headers),
        never_sent=never_sent or answer.status in NO_EFFECT,
        raw=answer.body,
    )


def _unknown(outcome: Outcome, *, never_sent: bool) -> Answered:
    return Answered(AnswerState.UNKNOWN, code=outcome.code, message=outcome.message, never_sent=never_sent)
