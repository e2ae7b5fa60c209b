"""What Mollie's answers mean to us. What is in no table here is UNKNOWN, and asked about again.

Statuses and errors from Mollie's pages on refunds, on errors and on idempotency, read in November 2026. Its errors have
no codes: a status, the `field` that is at fault, and a sentence in English.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import Enum
from typing import Any

import requests
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from refunds.gateways.mollie.references import joint
from refunds.gateways.mollie.wire import Answer
from refunds.gateways.silence import unanswered
from refunds.gateways.types import Outcome, OutcomeState

ANY = "*"

STATES = {
    "queued": OutcomeState.WAITING_FUNDS,
    "pending": OutcomeState.PENDING,
    "processing": OutcomeState.PENDING,
    "refunded": OutcomeState.SUCCEEDED,
    "failed": OutcomeState.FAILED,
    "canceled": OutcomeState.CANCELED,
}
"""By a refund's `status`. A status that is not here is PENDING: a person has to look."""

SENTENCES = {
    "queued": gettext_lazy(
        "The balance at Mollie is too low for this refund. Mollie pays it by itself once money has come in;"
        " add money there to hurry it."
    ),
    "failed": gettext_lazy(
        "The customer's bank did not take the money, and Mollie has put it back on our balance."
        " Ask the customer for another way to pay."
    ),
    "canceled": gettext_lazy("The refund was taken back at Mollie before it was paid."),
}


class Verdict(Enum):
    """What an error answer proves."""

    REFUSED = "refused"  # it will never be done
    NO_EFFECT = "no_effect"  # it was not done this time, and may be asked again
    UNPROVEN = "unproven"  # it may have been done


DUPLICATE = "duplicate"
"""Stands for the `field` of the one conflict that is not about our key."""

VERDICTS = {
    (401, ANY): Verdict.NO_EFFECT,
    (403, ANY): Verdict.NO_EFFECT,
    (404, ANY): Verdict.REFUSED,
    (409, DUPLICATE): Verdict.NO_EFFECT,
    (410, ANY): Verdict.REFUSED,
    (422, ANY): Verdict.REFUSED,
    (429, ANY): Verdict.NO_EFFECT,
}
"""By HTTP status and `field`; the more exact row counts. No row: UNPROVEN.

UNPROVEN on purpose: 400 (also: the key was used with other parameters, so its first use may have worked), every other
409 (the first call with this key is still running), every 5xx, and anything that is not in Mollie's own error shape.
"""

WRONG_AMOUNT = gettext_lazy(
    "Mollie does not refund this amount of this payment: less may be left of it, or the balance of the"
    " payment method, such as PayPal's, is too low. Look into Mollie's dashboard, then ask for less."
)

REFUSALS = {
    (401, ANY): gettext_lazy(
        "Mollie does not accept the key. Ask an admin to correct it; this is then sent by itself."
    ),
    (403, ANY): gettext_lazy(
        "The key may not make refunds at Mollie. Ask an admin to give it that right; this is then sent by itself."
    ),
    (404, ANY): gettext_lazy(
        "Mollie does not know this payment with this key. See whether it belongs to another account,"
        " or whether one is live and the other a test."
    ),
    (409, DUPLICATE): gettext_lazy(
        "Mollie has just taken a refund of the same amount of this payment, and takes another only after an hour."
        " Look whether that one is enough; if not, ask for it again later or in another amount."
    ),
    (409, ANY): gettext_lazy("Mollie is still busy with this very refund. It will be asked again."),
    (410, ANY): gettext_lazy("The payment was deleted at Mollie. Pay another way."),
    (422, "amount"): WRONG_AMOUNT,
    (422, "amount.value"): WRONG_AMOUNT,
    (422, "amount.currency"): gettext_lazy(
        "The payment was made in another currency. Ask for the refund in the currency of the payment."
    ),
    (429, ANY): gettext_lazy("Mollie takes no more requests for the moment. It will be asked again."),
}
"""By HTTP status and `field`: what staff read. Another error shows Mollie's own sentence."""

UNANSWERED = gettext_lazy("Mollie did not say what became of it.")

ReadAmount = Callable[[object], tuple[int | None, str | None]]


def answer_outcome(answer: Answer, read_amount: ReadAmount) -> Outcome:
    """Classify the answer to a request for a refund."""
    if answer.status in (200, 201):
        return refund_outcome(answer.body, read_amount)
    return error_outcome(answer)


def reading_outcome(answer: Answer, read_amount: ReadAmount) -> Outcome:
    """Classify the answer to a question about a refund: a refusal says nothing of the refund."""
    outcome = answer_outcome(answer, read_amount)
    return outcome if answer.status == 200 else replace(outcome, state=OutcomeState.UNKNOWN)


def refund_outcome(refund: Mapping[str, Any], read_amount: ReadAmount) -> Outcome:
    """Classify a refund as Mollie shows it."""
    try:
        gateway_reference = joint(refund.get("paymentId"), refund.get("id"))
    except ValueError:
        return unreadable_outcome()
    status = str(refund.get("status"))
    known = status in STATES
    amount_minor, currency = read_amount(refund.get("amount"))
    return Outcome(
        STATES.get(status, OutcomeState.PENDING),
        gateway_reference=gateway_reference,
        code=status if status in SENTENCES or not known else "",
        message=str(SENTENCES.get(status, "")) if known else _("Mollie calls it %s, which we do not know.") % status,
        raw=refund,
        amount_minor=amount_minor,
        currency=currency,
    )


def error_outcome(answer: Answer) -> Outcome:
    """Classify that Mollie gave us no refund."""
    at_fault = _field(answer)
    verdict = verdict_of(answer.status, at_fault) if _is_mollies(answer) else Verdict.UNPROVEN
    known = REFUSALS.get((answer.status, at_fault)) or REFUSALS.get((answer.status, ANY))
    return Outcome(
        OutcomeState.FAILED if verdict is Verdict.REFUSED else OutcomeState.UNKNOWN,
        code=at_fault or f"http_{answer.status}",
        message=str(known if known and _is_mollies(answer) else answer.body.get("detail") or UNANSWERED)[:500],
        raw=answer.body,
        retry_after_seconds=_retry_after(answer.headers),
        never_sent=verdict is Verdict.NO_EFFECT,
    )


def verdict_of(http_status: int, at_fault: str) -> Verdict:
    """Say what an error answer proves, by the more exact row of the table."""
    rows = ((http_status, at_fault), (http_status, ANY))
    return next((VERDICTS[row] for row in rows if row in VERDICTS), Verdict.UNPROVEN)


def silence_outcome(silence: requests.RequestException) -> Outcome:
    """Classify that no answer came."""
    return unanswered(silence, _("Mollie did not answer."))


def unreadable_outcome() -> Outcome:
    return Outcome(OutcomeState.UNKNOWN, code="unreadable_answer", message=_("Mollie's answer could not be read."))


def _is_mollies(answer: Answer) -> bool:
    """Its errors repeat the status in the body; those of something on the way to it do not."""
    return answer.body.get("status") == answer.status and isinstance(answer.body.get("title"), str)


def _field(answer: Answer) -> str:
    if answer.status == 409 and "duplicate refund" in str(answer.body.get("detail")).lower():
        return DUPLICATE
    return str(answer.body.get("field") or "")[:60]


def _retry_after(headers: Mapping[str, str]) -> int | None:
    value = str(headers.get("Retry-After", ""))
    return int(value) if value.isascii() and value.isdigit() and len(value) < 8 else None
