"""Defending a dispute at Adyen, or giving in. Adyen says itself which documents it wants: ask, do not guess.

From its Disputes API, version 30, limits of files from its page on defence documents, read in November 2026.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import Any

import requests
import structlog
from Adyen.exceptions import AdyenAPIResponseError
from django.utils.translation import gettext as _

from refunds.gateways.adyen.verdicts import error_outcome, silence_outcome, unreadable_outcome
from refunds.gateways.adyen.wire import Wire
from refunds.gateways.dispute_types import (
    Answered,
    AnswerState,
    EvidenceBudget,
    EvidenceFile,
    EvidenceInstruction,
    Wanted,
    Weight,
)
from refunds.gateways.types import Outcome, OutcomeState

BUDGET = EvidenceBudget(
    bytes_per_file=2_000_000,
    pages_by_network={"mastercard": 19},
    content_types=("application/pdf", "image/jpeg"),
    one_file_per_kind=True,
)
"""Adyen takes documents only, of the kinds that it asks for in each case: texts stand in the documents. A JPEG may be
larger than a PDF, a Mastercard question takes 4 pages and Diners and Discover 3 MB: the smallest for all is kept."""

WEIGHTS = {
    "Required": Weight.REQUIRED,
    "OneOrMore": Weight.ONE_OR_MORE,
    "AlternativeRequired": Weight.ALTERNATIVE,
    "Optional": Weight.OPTIONAL,
}
"""By `requirementLevel`; another one is OPTIONAL."""

ANYTHING = "DefenseMaterial"
"""Adyen's word for a document of any kind."""

RETRIEVE, SUPPLY, DEFEND, ACCEPT = (
    "retrieveApplicableDefenseReasons",
    "supplyDefenseDocument",
    "defendDispute",
    "acceptDispute",
)

log = structlog.get_logger(__name__)

Step = Callable[[str, Mapping[str, Any]], Mapping[str, Any]]


class NotTaken(Exception):
    """It was not done, and would not be the next time. The message is a sentence for staff, Adyen's own or ours."""


class NothingOffered(Exception):
    """Adyen offers no way of defending: the case cannot be defended, or is by now."""


def wanted_of(answer: Any) -> list[Wanted]:
    """Read what Adyen wants for each way of defending. Raises KeyError or TypeError where it makes no sense."""
    return [
        Wanted(
            code=str(document["defenseDocumentTypeCode"]),
            weight=WEIGHTS.get(str(document["requirementLevel"]), Weight.OPTIONAL),
            defence=str(reason["defenseReasonCode"]),
            is_there=bool(document["available"]),
        )
        for reason in answer.get("defenseReasons") or ()
        for document in reason.get("defenseDocumentTypes") or ()
    ]


def question(merchant_account: str, dispute: str) -> dict[str, Any]:
    """What each call begins with."""
    return {"merchantAccountCode": merchant_account, "disputePspReference": dispute}


def defend(wire: Wire, merchant_account: str, instruction: EvidenceInstruction) -> Answered:
    """Supply the documents, then defend. Only the second is the answer: documents alone may be supplied again."""
    about = question(merchant_account, instruction.dispute_reference)

    def work(step: Step) -> None:
        wanted = wanted_of(step(RETRIEVE, about))
        if not wanted:
            raise NothingOffered
        defence = instruction.defence or _only_one(wanted)
        documents = [_document(file, kind) for file, kind in _kinds(instruction.files, wanted, defence)]
        if documents:
            step(SUPPLY, {**about, "defenseDocuments": documents})
        step(DEFEND, {**about, "defenseReasonCode": defence})

    return _in_steps(wire, instruction.key, DEFEND, work)


def accept(wire: Wire, merchant_account: str, dispute: str, key: str) -> Answered:
    return _in_steps(wire, key, ACCEPT, lambda step: step(ACCEPT, question(merchant_account, dispute)))


def _only_one(wanted: Sequence[Wanted]) -> str:
    ways = {want.defence for want in wanted}
    if len(ways) != 1:
        raise NotTaken(_("Choose the way of defending this case; Adyen offers %d.") % len(ways))
    return ways.pop()


def _kinds(files: Sequence[EvidenceFile], wanted: Sequence[Wanted], defence: str) -> list[tuple[EvidenceFile, str]]:
    """Pair each file with Adyen's word for it: its own, else the one that is still required, else anything's."""
    kinds = [want.code for want in wanted if want.defence == defence]
    if not kinds:
        raise NotTaken(_("Adyen does not take this way of defending the case. Choose one that it offers."))
    named = {file.kind for file in files}
    required = [want.code for want in wanted if want.defence == defence and want.weight is Weight.REQUIRED]
    open_ones = [code for code in required if code not in named] or [code for code in kinds if code == ANYTHING]
    paired: list[tuple[EvidenceFile, str]] = []
    for file in files:
        kind = file.kind if file.kind in kinds else open_ones.pop(0) if open_ones else ""
        if not kind or kind in [code for _file, code in paired]:
            raise NotTaken(
                _("Adyen takes no document “%s” in this case. Put it into one that it asks for.") % file.name
            )
        paired.append((file, kind))
    return paired


def _document(file: EvidenceFile, kind: str) -> dict[str, str]:
    content = base64.b64encode(file.content).decode()
    return {"defenseDocumentTypeCode": kind, "contentType": file.content_type, "content": content}


def _in_steps(wire: Wire, key: str, last: str, work: Callable[[Step], object]) -> Answered:
    """Call one after the other. What went wrong before the last call surely answered nothing."""
    said: dict[str, Any] = {}
    at = ""

    def step(call: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        nonlocal at
        at = call
        written = json.dumps(body, sort_keys=True, separators=(",", ":")).encode()
        asked_key = "" if call == RETRIEVE else sha256(f"{key}/{call}".encode()).hexdigest()
        answer = wire.dispute(call, written, asked_key)
        result = answer["disputeServiceResult"]
        if result.get("success") is not True:
            raise NotTaken(str(result.get("errorMessage") or _("Adyen did not say why."))[:500])
        said.update(answer)
        return dict(answer)

    try:
        work(step)
    except NotTaken as why:
        return Answered(AnswerState.REFUSED, code="not_taken", message=str(why), never_sent=at != last)
    except NothingOffered:
        sentence = _("Adyen offers no way of defending this case now. If a defence is in, its webhook says so.")
        return Answered(AnswerState.UNKNOWN, code="nothing_offered", message=sentence)
    except AdyenAPIResponseError as error:
        return _refused(error_outcome(error), _own_words(error), never_sent=at != last)
    except requests.RequestException as trouble:
        outcome = silence_outcome(trouble)
        return _unknown(outcome, never_sent=outcome.never_sent or at != last)
    except Exception as trouble:  # the SDK broke over the answer; what it did is as unknown as with no answer
        log.warning("adyen.unreadable_answer", trouble=repr(trouble)[:200])
        return _unknown(unreadable_outcome(), never_sent=at != last)
    return Answered(AnswerState.TAKEN, raw=said)


def _refused(outcome: Outcome, words: str, *, never_sent: bool) -> Answered:
    """An error answer. What Adyen refused in a step before the last is refused: the same would be refused again."""
    refused = outcome.state is OutcomeState.FAILED
    return Answered(
        AnswerState.REFUSED if refused else AnswerState.UNKNOWN,
        code=outcome.code,
        message=words or outcome.message,
        retry_after_seconds=outcome.retry_after_seconds,
        never_sent=outcome.never_sent or never_sent,
        raw=outcome.raw,
    )


def _own_words(error: AdyenAPIResponseError) -> str:
    said = error.message if isinstance(error.message, dict) else {}
    return str(said.get("message") or "")[:500]


def _unknown(outcome: Outcome, *, never_sent: bool) -> Answered:
    return Answered(AnswerState.UNKNOWN, code=outcome.code, message=outcome.message, never_sent=never_sent)
