"""What Adyen's answers mean to us. What is in no table here is UNKNOWN, and asked again under the same key.

Codes from Adyen's pages on errors and idempotency, read in November 2026.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

import requests
from Adyen.exceptions import AdyenAPIResponseError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.errors import BadInput
from refunds.gateways.identifiers import identifier
from refunds.gateways.silence import unanswered
from refunds.gateways.types import FromGatewayAmount, Outcome, OutcomeState, PreparedRefund

ANY = "*"
TRANSIENT_HEADER = "transient-error"
RECEIVED = "received"
"""All that the call itself ever says: how the refund ends comes by webhook."""


class Verdict(Enum):
    """What an error answer proves."""

    REFUSED = "refused"  # it will never be done
    NO_EFFECT = "no_effect"  # it was not done this time, and may be asked again
    UNPROVEN = "unproven"  # it may have been done


VERDICTS = {
    (400, "validation", ANY): Verdict.REFUSED,
    (400, "validation", "000"): Verdict.UNPROVEN,
    (400, "validation", "704"): Verdict.UNPROVEN,
    (401, ANY, ANY): Verdict.NO_EFFECT,
    (403, ANY, ANY): Verdict.NO_EFFECT,
    (422, "validation", ANY): Verdict.REFUSED,
    (422, "validation", "000"): Verdict.UNPROVEN,
    (422, "validation", "703"): Verdict.UNPROVEN,
    (422, "validation", "704"): Verdict.UNPROVEN,
    (422, "validation", "904"): Verdict.UNPROVEN,
    (429, ANY, ANY): Verdict.NO_EFFECT,
}
"""By HTTP status, `errorType` and `errorCode`; the most exact row counts. No row: UNPROVEN.

UNPROVEN on purpose: 704 under any status (a twin of this call is running), 000 (Adyen's word for everything else),
703 and 904 (it could not work on it just now), every 5xx, and whatever carries `transient-error: true`.
"""

REFUSALS = {
    "000": gettext_lazy("Adyen does not accept the API key. Ask an admin to correct it; this is then sent by itself."),
    "010": gettext_lazy("The API key may not refund. Ask an admin to give it the role; this is then sent by itself."),
    "137": gettext_lazy("Adyen does not take this amount. See what is left of the payment, and ask for less."),
    "138": gettext_lazy("Adyen does not take this currency. Refund in the currency in which it was paid."),
    "167": gettext_lazy(
        "Adyen does not know this payment in this merchant account. Check which account it belongs to."
    ),
    "702": gettext_lazy(
        "Adyen could not read the request. Tell whoever looks after Recourse; choose another way to pay."
    ),
    "704": gettext_lazy("Adyen is still busy with this very request. It is asked again by itself."),
    "901": gettext_lazy("The API key is not for this merchant account. Ask an admin; this is then sent by itself."),
    "905": gettext_lazy("Adyen cannot refund this kind of payment by itself. Look into its Customer Area."),
    "906": gettext_lazy(
        "The payment is of Adyen's other environment, test or live. Check which account it belongs to."
    ),
}
"""By `errorCode`: what staff read. Another code shows Adyen's own sentence."""


def received_outcome(answer: Any, prepared: PreparedRefund, from_gateway_amount: FromGatewayAmount) -> Outcome:
    """Classify the answer to a refund: Adyen has it, if this is about our refund of our payment at all."""
    try:
        status, told = str(answer["status"]), answer["amount"]
        about = (answer["paymentPspReference"], answer.get("reference", prepared.reference))
        gateway_reference = identifier(answer["pspReference"])
        if about != (prepared.payment_reference, prepared.reference) or not gateway_reference:
            raise ValueError("The answer is about another refund.")
    except (ValueError, KeyError, TypeError, AttributeError):
        return unreadable_outcome()
    known = status == RECEIVED
    amount_minor, currency = amount_of(told, from_gateway_amount)
    return Outcome(
        OutcomeState.PENDING,
        gateway_reference=gateway_reference,
        code="" if known else status,
        message="" if known else _("Adyen calls it %s, which we do not know.") % status,
        raw=answer,
        amount_minor=amount_minor,
        currency=currency,
    )


def error_outcome(error: AdyenAPIResponseError) -> Outcome:
    """Classify that Adyen gave us no refund."""
    said = error.message if isinstance(error.message, dict) else {}
    kind, code = str(said.get("errorType") or ""), str(said.get("errorCode") or "")
    transient = str(error.headers.get(TRANSIENT_HEADER, "")).lower() == "true"
    verdict = Verdict.UNPROVEN if transient else verdict_of(error.status_code, kind, code)
    return Outcome(
        OutcomeState.FAILED if verdict is Verdict.REFUSED else OutcomeState.UNKNOWN,
        code=code or kind or f"http_{error.status_code}",
        message=str(REFUSALS.get(code) or said.get("message") or _("Adyen did not say what became of it.")),
        raw={"error": said} if said else {},
        retry_after_seconds=_retry_after(error.headers),
        never_sent=verdict is Verdict.NO_EFFECT,
    )


def verdict_of(http_status: int, kind: str, code: str) -> Verdict:
    """Say what an error answer proves, by the most exact row of the table."""
    rows = ((http_status, kind, code), (http_status, kind, ANY), (http_status, ANY, ANY))
    return next((VERDICTS[row] for row in rows if row in VERDICTS), Verdict.UNPROVEN)


def silence_outcome(trouble: requests.RequestException) -> Outcome:
    return unanswered(trouble, _("Adyen did not answer."))


def unreadable_outcome() -> Outcome:
    return Outcome(OutcomeState.UNKNOWN, code="unreadable_answer", message=_("Adyen's answer could not be read."))


def amount_of(told: Any, from_gateway_amount: FromGatewayAmount) -> tuple[int | None, str | None]:
    """Read an amount object in ISO minor units. An amount that makes no sense is None beside its currency."""
    if not isinstance(told, Mapping):
        return None, None
    value, currency = told.get("value"), str(told.get("currency") or "")
    try:
        return (from_gateway_amount(value, currency) if type(value) is int else None), currency or None
    except BadInput:
        return None, currency


def _retry_after(headers: Mapping[str, str]) -> int | None:
    value = str(headers.get("Retry-After", ""))
    return int(value) if value.isascii() and value.isdigit() else None
