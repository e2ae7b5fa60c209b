"""Handing in an answer to a dispute or giving in, and what PayPal says to that. Only where its own links allow it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import requests
import structlog
from django.utils.translation import gettext as _

from refunds.gateways.dispute_types import (
    Answered,
    AnswerState,
    EvidenceInstruction,
    OfferInstruction,
    ReturnInstruction,
)
from refunds.gateways.paypal.dispute_calls import acts_of
from refunds.gateways.paypal.disputes import (
    ACCEPT_CLAIM,
    ACKNOWLEDGE_RETURN,
    APPEAL,
    MAKE_OFFER,
    PROVIDE_EVIDENCE,
    SUPPORTING_INFO,
    offers_in,
    returns_in,
    submitted_in,
)
from refunds.gateways.paypal.evidence import (
    Form,
    accept_form,
    evidence_form,
    is_in,
    offer_form,
    return_form,
    supporting_form,
)
from refunds.gateways.paypal.verdicts import not_signed_in_outcome, retry_after, silence_outcome, unreadable_outcome
from refunds.gateways.paypal.wire import Answer, NotSignedIn, Wire
from refunds.gateways.types import Outcome

log = structlog.get_logger(__name__)

REFUSED = (400, 404, 415, 422)
NO_EFFECT = (401, 403, 429)
"""By HTTP status of an answer in PayPal's own error shape: it said no, or did nothing this time. Any other, such as
409 or a 5xx, proves nothing: whether the answer is there is then read from the dispute."""

FORMS: Mapping[str, Callable[[EvidenceInstruction], Form]] = {
    PROVIDE_EVIDENCE: evidence_form,
    SUPPORTING_INFO: supporting_form,
    APPEAL: evidence_form,
}
ASKED_FOR = (PROVIDE_EVIDENCE, APPEAL)
"""Acts that PayPal offers so long as it has not what it asks for."""


def hand_in(wire: Wire, instruction: EvidenceInstruction) -> Answered:
    """Hand in evidence by the act that the dispute's links offer, what PayPal asked for before what it did not.

    PayPal minds no keys here: a case that asks for nothing and shows this very answer has it.
    """
    may_be = (APPEAL,) if instruction.is_appeal else (PROVIDE_EVIDENCE, SUPPORTING_INFO)

    def write(dispute: Mapping[str, Any]) -> tuple[str, Form] | Answered:
        act = next((act for act in may_be if act in acts_of(dispute)), "")
        try:
            if act not in ASKED_FOR and is_in(instruction, submitted_in(dispute), with_files=bool(act)):
                return Answered(AnswerState.TAKEN, raw=dispute)
            if act:
                return act, FORMS[act](instruction)
        except ValueError:
            return _no(_("PayPal takes 2,000 characters in all. Shorten the texts, then hand it in again."), "too_long")
        return _no(_("PayPal takes no evidence in this case now. Look at it in the Resolution Center."), "no_link")

    return _act(wire, instruction.dispute_reference, instruction.key, write)


def accept(wire: Wire, dispute_reference: str, key: str) -> Answered:
    """Accept the claim: PayPal refunds all of it by itself."""

    def write(dispute: Mapping[str, Any]) -> tuple[str, Form] | Answered:
        if ACCEPT_CLAIM not in acts_of(dispute):
            return _no(
                _("PayPal does not let this case be accepted now. Look at it in the Resolution Center."), "no_link"
            )
        if "REFUND" not in _types_of_accepting(dispute):
            return _no(
                _("PayPal wants the goods returned or a part refunded here. Settle it in the Resolution Center."),
                "not_by_refund",
            )
        return ACCEPT_CLAIM, accept_form(key, "We accept the claim. The customer is refunded in full.")

    return _act(wire, dispute_reference, key, write)


def offer(wire: Wire, instruction: OfferInstruction, amount: Mapping[str, str] | None) -> Answered:
    """Make the customer an offer; taken, PayPal pays it by itself."""

    def write(dispute: Mapping[str, Any]) -> tuple[str, Form] | Answered:
        if MAKE_OFFER not in acts_of(dispute) or instruction.kind not in offers_in(dispute):
            return _no(_("PayPal takes no such offer in this case. Look at it in the Resolution Center."), "no_link")
        return MAKE_OFFER, offer_form(instruction, amount)

    return _act(wire, instruction.dispute_reference, instruction.key, write)


def acknowledge(wire: Wire, instruction: ReturnInstruction) -> Answered:
    """Say what came back of goods that the customer was to return."""

    def write(dispute: Mapping[str, Any]) -> tuple[str, Form] | Answered:
        if ACKNOWLEDGE_RETURN not in acts_of(dispute) or instruction.finding not in returns_in(dispute):
            return _no(_("PayPal asks for no word on returned goods in this case now."), "no_link")
        return ACKNOWLEDGE_RETURN, return_form(instruction)

    return _act(wire, instruction.dispute_reference, instruction.key, write)


def _types_of_accepting(dispute: Mapping[str, Any]) -> list[str]:
    """PayPal lists them for some cases only; where it lists none, a refund is what accepting means."""
    options = (dispute.get("allowed_response_options") or {}).get("accept_claim") or {}
    return list(options.get("accept_claim_types") or ["REFUND"])


def _act(
    wire: Wire, reference: str, key: str, write: Callable[[Mapping[str, Any]], tuple[str, Form] | Answered]
) -> Answered:
    """Read the dispute's links, then do the act, once."""
    sending = False
    try:
        shown = wire.dispute(reference)
        if shown.status != 200:
            return _error(shown, AnswerState.UNKNOWN, never_sent=True)
        written = write(shown.body)
        if isinstance(written, Answered):
            return written
        act, form = written
        sending = True
        return _said(wire.act_on_dispute(reference, act, form.body, form.content_type, key))
    except NotSignedIn as trouble:
        return _unknown(not_signed_in_outcome(trouble), never_sent=True)
    except requests.RequestException as silence:
        outcome = silence_outcome(silence)
        return _unknown(outcome, never_sent=outcome.never_sent or not sending)
    except Exception as trouble:  # the SDK broke over the call; what it did is as unknown as with no answer
        log.warning("paypal.unreadable_answer", trouble=repr(trouble)[:200])
        return _unknown(unreadable_outcome(), never_sent=not sending)


def _said(answer: Answer) -> Answered:
    if answer.status in (200, 201, 202, 204):
        return Answered(AnswerState.TAKEN, raw=answer.body)
    in_shape = bool(answer.body.get("name"))
    state = AnswerState.REFUSED if in_shape and answer.status in REFUSED else AnswerState.UNKNOWN
    return _error(answer, state, never_sent=answer.status in NO_EFFECT)


def _error(answer: Answer, state: AnswerState, *, never_sent: bool) -> Answered:
    """In PayPal's own words: it says what is wrong with a piece of evidence better than we know."""
    details = answer.body.get("details")
    first = details[0] if isinstance(details, list) and details and isinstance(details[0], dict) else {}
    return Answered(
        state,
        code=str(first.get("issue") or answer.body.get("name") or f"http_{answer.status}")[:80],
        message=str(first.get("description") or answer.body.get("message") or _("PayPal did not say why."))[:500],
        retry_after_seconds=retry_after(answer.headers),
        never_sent=never_sent,
        raw=answer.body,
    )


def _unknown(outcome: Outcome, *, never_sent: bool) -> Answered:
    return Answered(
        AnswerState.UNKNOWN,
        code=outcome.code,
        message=outcome.message,
        retry_after_seconds=outcome.retry_after_seconds,
        never_sent=never_sent,
        raw=outcome.raw,
    )


def _no(sentence: str, code: str) -> Answered:
    return Answered(AnswerState.REFUSED, code=code, message=sentence, never_sent=True)
