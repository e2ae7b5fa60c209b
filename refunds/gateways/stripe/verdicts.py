"""What Stripe's answers mean to us. What is in no table here is UNKNOWN, and asked about again.

Codes from Stripe's pages on errors and on refunds, read in November 2026.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import Enum
from typing import Any

import stripe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.errors import BadInput
from refunds.gateways.silence import silence_of
from refunds.gateways.types import FromGatewayAmount, Outcome, OutcomeState

ANY = "*"

STATES = {
    ("succeeded", ANY): OutcomeState.SUCCEEDED,
    ("failed", ANY): OutcomeState.FAILED,
    ("canceled", ANY): OutcomeState.CANCELED,
    ("requires_action", ANY): OutcomeState.ACTION_REQUIRED,
    ("pending", "insufficient_funds"): OutcomeState.WAITING_FUNDS,
    ("pending", ANY): OutcomeState.PENDING,
}
"""By a refund's `status` and `pending_reason`. A status that is not here is PENDING: a person has to look."""

FAILURES = {
    "lost_or_stolen_card": gettext_lazy("The card was reported lost or stolen, so the bank could not take the money."),
    "expired_or_canceled_card": gettext_lazy("The card has expired or was canceled, so the bank sent the money back."),
    "charge_for_pending_refund_disputed": gettext_lazy(
        "The customer disputed the payment while the refund was on its way. Answer the dispute; do not refund again."
    ),
    "insufficient_funds": gettext_lazy("The balance at Stripe was too low for this refund."),
    "declined": gettext_lazy("The customer's bank declined the refund."),
    "merchant_request": gettext_lazy("The refund was canceled at our own request."),
    "unknown": gettext_lazy("The refund failed for a reason that Stripe does not know."),
}
"""By a failed refund's `failure_reason`."""


class Verdict(Enum):
    """What an error answer proves."""

    REFUSED = "refused"  # it will never be done
    NO_EFFECT = "no_effect"  # it was not done this time, and may be asked again
    UNPROVEN = "unproven"  # it may have been done


VERDICTS = {
    (400, "invalid_request_error", ANY): Verdict.REFUSED,
    (400, "invalid_request_error", "idempotency_key_in_use"): Verdict.UNPROVEN,
    (400, "invalid_request_error", "lock_timeout"): Verdict.NO_EFFECT,
    (400, "invalid_request_error", "rate_limit"): Verdict.NO_EFFECT,
    (400, "invalid_request_error", "livemode_mismatch"): Verdict.NO_EFFECT,
    (400, "invalid_request_error", "testmode_charges_only"): Verdict.NO_EFFECT,
    (400, "invalid_request_error", "account_invalid"): Verdict.NO_EFFECT,
    (401, ANY, ANY): Verdict.NO_EFFECT,
    (402, "card_error", ANY): Verdict.REFUSED,
    (402, "invalid_request_error", ANY): Verdict.REFUSED,
    (403, ANY, ANY): Verdict.NO_EFFECT,
    (404, "invalid_request_error", ANY): Verdict.REFUSED,
    (429, ANY, ANY): Verdict.NO_EFFECT,
}
"""By HTTP status, error `type` and `code`; the most exact row counts. No row: UNPROVEN.

UNPROVEN on purpose: `idempotency_error` (the key's first use may have worked), 409 (a twin is running), every 5xx
(Stripe keeps and replays those as well), and anything that is not in Stripe's own error shape.
"""

REFUSALS = {
    "charge_already_refunded": gettext_lazy("Nothing is left of this payment at Stripe; it was refunded before."),
    "charge_disputed": gettext_lazy("The customer disputed this payment. Answer the dispute instead."),
    "amount_too_large": gettext_lazy("Stripe has less left of this payment than was asked for."),
    "amount_too_small": gettext_lazy("The amount is below the least that Stripe refunds."),
    "balance_insufficient": gettext_lazy("The balance at Stripe is too low, and this kind of payment cannot wait."),
    "insufficient_funds": gettext_lazy("The balance at Stripe is too low for this refund."),
    "resource_missing": gettext_lazy("Stripe does not know this payment in this account."),
    "payment_intent_unexpected_state": gettext_lazy("The payment is not in a state that can be refunded."),
    "charge_not_refundable": gettext_lazy("Stripe does not allow refunds of this payment."),
    "refund_disputed_payment": gettext_lazy("The customer disputed this payment. Answer the dispute instead."),
}
"""By `code`: what staff read. Another code shows Stripe's own sentence."""


def refund_outcome(refund: Mapping[str, Any], from_gateway_amount: FromGatewayAmount) -> Outcome:
    """Classify a refund as Stripe shows it."""
    status, pending_reason = str(refund.get("status")), str(refund.get("pending_reason") or "")
    known = (status, ANY) in STATES
    state = STATES.get((status, pending_reason)) or STATES.get((status, ANY), OutcomeState.PENDING)
    amount_minor, currency = amount_of(refund, from_gateway_amount)
    return Outcome(
        state,
        gateway_reference=refund["id"],
        code=str(refund.get("failure_reason") or pending_reason or ("" if known else status)),
        message=_sentence(refund) if known else _("Stripe calls it %s, which we do not know.") % status,
        raw=refund,
        amount_minor=amount_minor,
        currency=currency or None,
    )


def is_paid(refund: Mapping[str, Any]) -> bool:
    return STATES.get((str(refund.get("status")), ANY)) is OutcomeState.SUCCEEDED


def error_outcome(error: stripe.StripeError) -> Outcome:
    """Classify that Stripe, or the way to it, gave us no refund."""
    if error.http_status is None:
        return _silence_outcome(error)
    said = _said(error)
    kind, code = str(said.get("type") or ""), str(said.get("code") or "")
    verdict = verdict_of(error.http_status, kind, code)
    return Outcome(
        OutcomeState.FAILED if verdict is Verdict.REFUSED else OutcomeState.UNKNOWN,
        code=code or kind or f"http_{error.http_status}",
        message=str(REFUSALS.get(code) or said.get("message") or _("Stripe did not say what became of it.")),
        raw={"error": said} if said else {},
        retry_after_seconds=_retry_after(error),
        never_sent=verdict is Verdict.NO_EFFECT,
    )


def unanswered_outcome(error: stripe.StripeError) -> Outcome:
    """Classify that a question went unanswered: whatever was said, it says nothing of the refund."""
    return replace(error_outcome(error), state=OutcomeState.UNKNOWN)


def verdict_of(http_status: int, kind: str, code: str) -> Verdict:
    """Say what an error answer proves, by the most exact row of the table."""
    rows = ((http_status, kind, code), (http_status, kind, ANY), (http_status, ANY, ANY))
    return next((VERDICTS[row] for row in rows if row in VERDICTS), Verdict.UNPROVEN)


def unreadable_outcome() -> Outcome:
    return Outcome(OutcomeState.UNKNOWN, code="unreadable_answer", message=_("Stripe's answer could not be read."))


def _sentence(refund: Mapping[str, Any]) -> str:
    reason = str(refund.get("failure_reason") or "")
    failed = reason or refund.get("status") == "failed"
    return str(FAILURES.get(reason, FAILURES["unknown"])) if failed else ""


def amount_of(refund: Mapping[str, Any], from_gateway_amount: FromGatewayAmount) -> tuple[int | None, str]:
    """The amount in ISO minor units, None where it makes no sense, and the currency, "" where there is none."""
    amount, currency = refund.get("amount"), str(refund.get("currency") or "").upper()
    try:
        return from_gateway_amount(amount, currency) if type(amount) is int else None, currency
    except BadInput:
        return None, currency


def _said(error: stripe.StripeError) -> Mapping[str, Any]:
    body = error.json_body if isinstance(error.json_body, dict) else {}
    said = body.get("error")
    return said if isinstance(said, dict) else {}


def _retry_after(error: stripe.StripeError) -> int | None:
    value = str((error.headers or {}).get("Retry-After", ""))
    return int(value) if value.isascii() and value.isdigit() else None


def _silence_outcome(error: stripe.StripeError) -> Outcome:
    code, never_sent = silence_of(error.__cause__)
    return Outcome(OutcomeState.UNKNOWN, code=code, message=_("Stripe did not answer."), never_sent=never_sent)
