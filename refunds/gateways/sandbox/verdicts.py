"""What the sandbox's answers mean to us. What is in no table here is UNKNOWN and asked about again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from refunds.gateways.sandbox.answer import Answer, Silence
from refunds.gateways.types import Outcome, OutcomeState

STATES = {
    "pending": OutcomeState.PENDING,
    "action_required": OutcomeState.ACTION_REQUIRED,
    "waiting_funds": OutcomeState.WAITING_FUNDS,
    "succeeded": OutcomeState.SUCCEEDED,
    "failed": OutcomeState.FAILED,
    "canceled": OutcomeState.CANCELED,
}
"""By the status of a refund. A word that is not here is PENDING: it exists, and a person has to look."""

REFUSALS = {
    (400, "invalid_request"): gettext_lazy("The sandbox could not read the request."),
    (400, "currency_mismatch"): gettext_lazy("The payment was made in another currency."),
    (400, "amount_too_large"): gettext_lazy("This is more than is left of the payment."),
    (400, "payment_disputed"): gettext_lazy("The customer disputed this payment. Answer the dispute instead."),
    (402, "declined"): gettext_lazy("The customer's bank declined the refund."),
    (404, "payment_not_found"): gettext_lazy("The sandbox does not know the payment."),
}
"""The only answers that end an attempt as failed. A key met with another body does not."""

WITHOUT_EFFECT = {429: gettext_lazy("The sandbox takes no more requests for the moment.")}
SILENT_WITHOUT_EFFECT = ("connection_refused",)


def outcome_of(answer: Answer) -> Outcome:
    """Classify an answer about one refund."""
    if answer.status == 200 and answer.body.get("object") == "refund":
        return refund_outcome(answer.body)
    error = answer.body.get("error") or {}
    code = str(error.get("code", f"http_{answer.status}"))
    if (sentence := REFUSALS.get((answer.status, code))) is not None:
        return Outcome(OutcomeState.FAILED, code=code, message=str(sentence), raw=answer.body)
    return Outcome(
        OutcomeState.UNKNOWN,
        code=code,
        message=str(WITHOUT_EFFECT.get(answer.status) or _("The sandbox did not say what became of it.")),
        raw=answer.body,
        retry_after_seconds=retry_after(answer.headers),
        never_sent=answer.status in WITHOUT_EFFECT,
    )


def refund_outcome(refund: Mapping[str, Any]) -> Outcome:
    """Classify a refund as the sandbox shows it."""
    status = refund["status"]
    unheard_of = "" if status in STATES else _("The sandbox calls it %s, which we do not know.") % status
    failed = _("The customer's bank sent the money back.") if status == "failed" else ""
    return Outcome(
        STATES.get(status, OutcomeState.PENDING),
        gateway_reference=refund["id"],
        code=refund["failure_code"] or (status if unheard_of else ""),
        message=unheard_of or failed,
        raw=refund,
        amount_minor=refund["amount"],
        currency=refund["currency"],
    )


def silence_outcome(silence: Silence) -> Outcome:
    """Classify that nothing was heard: the effect may or may not be there."""
    code = str(silence)
    return Outcome(
        OutcomeState.UNKNOWN,
        code=code,
        message=_("The sandbox did not answer."),
        never_sent=code in SILENT_WITHOUT_EFFECT,
    )


def retry_after(headers: Mapping[str, str]) -> int | None:
    """When it wants to be asked again, in seconds, if it says so."""
    said = headers.get("Retry-After", "")
    return int(said) if said.isascii() and said.isdigit() else None
