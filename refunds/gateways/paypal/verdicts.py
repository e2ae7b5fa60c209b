"""What PayPal's answers mean to us. What is in no table here is UNKNOWN, and asked about again.

Words from PayPal's Payments v2 specification (2.5) and its page on error answers, read in November 2026.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import Enum
from typing import Any

import requests
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from refunds.gateways.paypal.refusals import OTHER_SENTENCES, REFUSALS, UNKNOWN_PAYMENT, UNREADABLE
from refunds.gateways.paypal.wire import Answer, NotSignedIn
from refunds.gateways.silence import unanswered
from refunds.gateways.types import Outcome, OutcomeState

ANY = "*"

ReadAmount = Callable[[object], tuple[int | None, str | None]]
"""Reads a Money object into ISO minor units and the currency; (None, None) where it makes no sense."""

STATES = {
    "COMPLETED": OutcomeState.SUCCEEDED,
    "PENDING": OutcomeState.PENDING,
    "FAILED": OutcomeState.FAILED,
    "CANCELLED": OutcomeState.CANCELED,
}
"""By a refund's `status`. A status that is not here is PENDING: a person has to look."""

PENDING_ECHECK = gettext_lazy("PayPal takes this refund from our bank account by e-check, which takes some days.")
FAILED_ECHECK = gettext_lazy(
    "PayPal could not take this refund from our bank account. Add money to PayPal, then try again."
)
FAILED = gettext_lazy("PayPal could not pay this refund and does not say why. Look into PayPal's activity.")

REFUND_SENTENCES = {
    ("PENDING", "ECHECK"): PENDING_ECHECK,
    ("FAILED", "ECHECK"): FAILED_ECHECK,
    ("FAILED", ""): FAILED,
}
"""By a refund's `status` and `status_details.reason`."""


class Verdict(Enum):
    """What an error answer proves."""

    REFUSED = "refused"  # it will never be done
    NO_EFFECT = "no_effect"  # it was not done this time, and may be asked again
    UNPROVEN = "unproven"  # it may have been done


VERDICTS = {
    (400, "INVALID_REQUEST", ANY): Verdict.REFUSED,
    (401, ANY, ANY): Verdict.NO_EFFECT,
    (403, ANY, ANY): Verdict.NO_EFFECT,
    (404, "RESOURCE_NOT_FOUND", ANY): Verdict.REFUSED,
    **{(422, "UNPROCESSABLE_ENTITY", issue): Verdict.REFUSED for issue in REFUSALS},
    (429, ANY, ANY): Verdict.NO_EFFECT,
}
"""By HTTP status, the error's `name` and its `issue`; the most exact row counts. No row: UNPROVEN.

UNPROVEN on purpose: 409 (the first call with this key is still running), an issue of a 422 that we have not read
about, every 5xx, and anything that is not in PayPal's own error shape.
"""


def answer_outcome(answer: Answer, read_amount: ReadAmount) -> Outcome:
    """Classify the answer to a request for a refund."""
    if answer.status in (200, 201):
        return refund_outcome(answer.body, read_amount) if is_refund(answer.body) else unreadable_outcome()
    return error_outcome(answer)


def reading_outcome(answer: Answer, read_amount: ReadAmount) -> Outcome:
    """Classify the answer to a question about a refund: a refusal says nothing of the refund."""
    outcome = answer_outcome(answer, read_amount)
    return outcome if answer.status == 200 else replace(outcome, state=OutcomeState.UNKNOWN)


def is_refund(body: Mapping[str, Any]) -> bool:
    """A refund has an id and a status; so has a capture, which would have been found under another address."""
    return bool(body.get("id")) and isinstance(body["id"], str) and "status" in body


def refund_outcome(refund: Mapping[str, Any], read_amount: ReadAmount) -> Outcome:
    """Classify a refund as PayPal shows it."""
    status, reason = str(refund.get("status")), _reason(refund)
    known = status in STATES
    amount_minor, currency = read_amount(refund.get("amount"))
    return Outcome(
        STATES.get(status, OutcomeState.PENDING),
        gateway_reference=str(refund["id"]),
        code=reason or ("" if known else status),
        message=_sentence(status, reason) if known else _("PayPal calls it %s, which we do not know.") % status,
        raw=refund,
        amount_minor=amount_minor,
        currency=currency,
    )


def is_paid(refund: Mapping[str, Any]) -> bool:
    return STATES.get(str(refund.get("status"))) is OutcomeState.SUCCEEDED


def error_outcome(answer: Answer) -> Outcome:
    """Classify that PayPal gave us no refund."""
    name, issues = str(answer.body.get("name") or ""), _issues(answer.body)
    verdict = _joint({verdict_of(answer.status, name, issue) for issue in issues})
    code = issues[0] or name or str(answer.body.get("error") or "") or f"http_{answer.status}"
    return Outcome(
        OutcomeState.FAILED if verdict is Verdict.REFUSED else OutcomeState.UNKNOWN,
        code=code,
        message=_explain(answer, name, issues[0]),
        raw=answer.body,
        retry_after_seconds=retry_after(answer.headers),
        never_sent=verdict is Verdict.NO_EFFECT,
    )


def verdict_of(http_status: int, name: str, issue: str) -> Verdict:
    """Say what an error answer proves, by the most exact row of the table."""
    rows = ((http_status, name, issue), (http_status, name, ANY), (http_status, ANY, ANY))
    return next((VERDICTS[row] for row in rows if row in VERDICTS), Verdict.UNPROVEN)


def not_signed_in_outcome(trouble: NotSignedIn) -> Outcome:
    """Classify that the call was never made, because PayPal gave us no token for it."""
    answer = trouble.answer
    return Outcome(
        OutcomeState.UNKNOWN,
        code="not_signed_in",
        message=_("PayPal does not accept the client id and the secret of this account.")
        if is_wrong_secret(answer)
        else _("PayPal did not let us sign in, so nothing was sent."),
        raw=answer.body if answer and answer.status >= 400 else {},  # never a token
        retry_after_seconds=retry_after(answer.headers) if answer else None,
        never_sent=True,
    )


def is_wrong_secret(answer: Answer | None) -> bool:
    return answer is not None and answer.status in (400, 401, 403)


def silence_outcome(silence: requests.RequestException) -> Outcome:
    """Classify that no answer came."""
    return unanswered(silence, _("PayPal did not answer."))


def unreadable_outcome() -> Outcome:
    return Outcome(OutcomeState.UNKNOWN, code="unreadable_answer", message=_("PayPal's answer could not be read."))


def _joint(verdicts: set[Verdict]) -> Verdict:
    """Several issues prove something only if each of them does."""
    return verdicts.pop() if len(verdicts) == 1 else Verdict.UNPROVEN


def _issues(body: Mapping[str, Any]) -> list[str]:
    details = body.get("details")
    listed = details if isinstance(details, list) else []
    return [str(detail.get("issue") or "") for detail in listed if isinstance(detail, dict)] or [""]


def _explain(answer: Answer, name: str, issue: str) -> str:
    known = REFUSALS.get(issue) or OTHER_SENTENCES.get(issue)
    if known:
        return str(known)
    if (answer.status, name) in ((400, "INVALID_REQUEST"), (404, "RESOURCE_NOT_FOUND")):
        return str(UNREADABLE if answer.status == 400 else UNKNOWN_PAYMENT)
    if answer.status == 429:
        return _("PayPal takes no more requests for the moment. It will be asked again.")
    return str(answer.body.get("message") or _("PayPal did not say what became of it."))


def _reason(refund: Mapping[str, Any]) -> str:
    details = refund.get("status_details")
    return str(details.get("reason") or "") if isinstance(details, dict) else ""


def _sentence(status: str, reason: str) -> str:
    return str(REFUND_SENTENCES.get((status, reason)) or REFUND_SENTENCES.get((status, "")) or "")


def retry_after(headers: Mapping[str, str]) -> int | None:
    value = str(headers.get("Retry-After", ""))
    return int(value) if value.isascii() and value.isdigit() and len(value) < 8 else None
