"""Handing in evidence at Stripe, or giving in: the files first, then one call that counts, each under its own key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import stripe
import structlog
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.errors import BadInput
from refunds.crash_points import crash_point
from refunds.gateways.dispute_types import Answered, AnswerState, EvidenceInstruction
from refunds.gateways.stripe.disputes import is_dispute, record_of
from refunds.gateways.stripe.evidence import surplus_files, written
from refunds.gateways.stripe.verdicts import error_outcome, unreadable_outcome
from refunds.gateways.stripe.wire import Wire, encode_form, path_of
from refunds.gateways.types import FromGatewayAmount, Outcome, OutcomeState

SENTENCES = {
    "resource_missing": gettext_lazy("Stripe does not know this dispute in this account."),
}
"""By `code`: what staff read where the usual sentence speaks of payments."""

log = structlog.get_logger(__name__)


class NotUploaded(Exception):
    """A call before the one that counts did not go well; `answered` says how. The case was not touched."""

    def __init__(self, answered: Answered) -> None:
        super().__init__(answered.code)
        self.answered = answered


def hand_in(
    wire: Wire, reads: Wire, instruction: EvidenceInstruction, from_gateway_amount: FromGatewayAmount
) -> Answered:
    """Upload the files and hand everything in. A repeated call under the same keys has no second effect."""
    if surplus := surplus_files(instruction.files):
        sentence = _("Stripe takes one file of each kind; %s is one too many. Put them together.") % surplus[0].name
        return Answered(AnswerState.REFUSED, code="too_many_files", message=sentence, never_sent=True)
    path = path_of("disputes", instruction.dispute_reference)
    try:
        dispute = _before(lambda: reads.get(path), is_dispute)
        names = [_upload(wire, instruction, number) for number in range(len(instruction.files))]
    except NotUploaded as trouble:
        return trouble.answered
    body = encode_form(written(instruction, names, dispute))
    return _decide(lambda: wire.post(path, body, instruction.key), from_gateway_amount)


def give_in(wire: Wire, gateway_reference: str, key: str, from_gateway_amount: FromGatewayAmount) -> Answered:
    """Close the dispute: it is lost then, for good."""
    path = f"{path_of('disputes', gateway_reference)}/close"
    return _decide(lambda: wire.post(path, b"", key), from_gateway_amount)


def _upload(wire: Wire, instruction: EvidenceInstruction, number: int) -> str:
    file, key = instruction.files[number], f"{instruction.key}-file-{number + 1}"
    uploaded = _before(lambda: wire.upload(file.name, file.content, key), _is_file)
    return str(uploaded["id"])


def _before(ask: Callable[[], Any], is_understood: Callable[[Any], bool]) -> Mapping[str, Any]:
    """Make a call that changes nothing in the case. Raises NotUploaded; whatever went wrong, nothing was handed in."""
    try:
        answer = ask()
    except stripe.StripeError as error:
        raise NotUploaded(replace(_answered(error_outcome(error)), never_sent=True)) from error
    except Exception as trouble:  # the SDK broke over the answer
        log.warning("stripe.unreadable_answer", trouble=repr(trouble)[:200])
        raise NotUploaded(replace(_answered(unreadable_outcome()), never_sent=True)) from trouble
    if not is_understood(answer):
        raise NotUploaded(replace(_answered(unreadable_outcome()), never_sent=True))
    return dict(answer)


def _decide(ask: Callable[[], Any], from_gateway_amount: FromGatewayAmount) -> Answered:
    """Make the call that counts. Only Stripe's plain refusal is one; what did not end the question is UNKNOWN."""
    try:
        answer = ask()
    except stripe.StripeError as error:
        return _answered(error_outcome(error))
    except Exception as trouble:  # the SDK broke over the answer; what it did is as unknown as with no answer
        log.warning("stripe.unreadable_answer", trouble=repr(trouble)[:200])
        return _answered(unreadable_outcome())
    finally:
        crash_point("request_sent")
    try:
        record = record_of(answer, from_gateway_amount) if is_dispute(answer) else None
    except (KeyError, ValueError, TypeError, AttributeError, BadInput):
        record = None
    if record is None:
        return _answered(unreadable_outcome())
    return Answered(AnswerState.TAKEN, record=record, raw=record.raw)


def _answered(outcome: Outcome) -> Answered:
    return Answered(
        AnswerState.REFUSED if outcome.state is OutcomeState.FAILED else AnswerState.UNKNOWN,
        code=outcome.code,
        message=str(SENTENCES.get(outcome.code) or outcome.message),
        retry_after_seconds=outcome.retry_after_seconds,
        never_sent=outcome.never_sent,
        raw=outcome.raw,
    )


def _is_file(answer: Any) -> bool:
    return isinstance(answer, dict) and answer.get("object") == "file" and isinstance(answer.get("id"), str)
