"""What Braintree's answers mean to us. What is in no table here is UNKNOWN, and asked about again.

Statuses from its page on transaction statuses, codes from that on validation errors, read in November 2026.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from enum import Enum
from typing import Any

import requests
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from refunds.gateways.braintree.refusals import OTHER_SENTENCES, REFUSALS
from refunds.gateways.braintree.wire import Answer, is_id
from refunds.gateways.silence import unanswered
from refunds.gateways.types import Outcome, OutcomeState

ANY = "*"
CREDIT = "credit"
"""The `type` of a transaction that gives money back; a payment's is "sale"."""

STATES = {
    "authorizing": OutcomeState.PENDING,
    "authorized": OutcomeState.PENDING,
    "submitted_for_settlement": OutcomeState.PENDING,
    "settlement_pending": OutcomeState.PENDING,
    "settlement_confirmed": OutcomeState.PENDING,
    "settling": OutcomeState.PENDING,
    "settled": OutcomeState.SUCCEEDED,
    "settlement_declined": OutcomeState.FAILED,
    "processor_declined": OutcomeState.FAILED,
    "gateway_rejected": OutcomeState.FAILED,
    "authorization_expired": OutcomeState.FAILED,
    "failed": OutcomeState.FAILED,
    "voided": OutcomeState.CANCELED,
}
"""By a refund's `status`. A status that is not here is PENDING: a person has to look."""

SENTENCES = {
    "settlement_declined": gettext_lazy(
        "The customer's bank or card did not take the money. Ask the customer for another way to pay."
    ),
    "processor_declined": gettext_lazy("The customer's bank declined the refund. Ask for another way to pay."),
    "gateway_rejected": gettext_lazy(
        "Braintree's own rules rejected the refund. Look at it in Braintree's control panel, or pay another way."
    ),
    "authorization_expired": gettext_lazy("The refund was not settled in time. Send it again."),
    "failed": gettext_lazy("Something went wrong at Braintree before the refund was made. Send it again."),
    "voided": gettext_lazy("The refund was voided at Braintree before it was settled."),
}


class Verdict(Enum):
    """What an error answer proves."""

    REFUSED = "refused"  # it will never be done
    NO_EFFECT = "no_effect"  # it was not done this time, and may be asked again
    UNPROVEN = "unproven"  # it may have been done


VERDICTS = {
    (401, ANY): Verdict.NO_EFFECT,
    (403, ANY): Verdict.NO_EFFECT,
    (404, ANY): Verdict.REFUSED,
    **{(422, code): Verdict.REFUSED for code in REFUSALS},
    (426, ANY): Verdict.NO_EFFECT,
    (429, ANY): Verdict.NO_EFFECT,
}
"""By HTTP status and validation code; the more exact row counts. No row: UNPROVEN.

UNPROVEN on purpose: the codes about a request key that was used before, codes of a 422 that we have not read about,
408, every 5xx, and a 404 that comes with a page of somebody else's.
"""

BY_STATUS = {
    401: gettext_lazy("Braintree does not accept the keys. Ask an admin to correct them; this is then sent by itself."),
    403: gettext_lazy(
        "The keys may not make refunds at Braintree. Ask an admin to give them that right; this is then sent by itself."
    ),
    404: gettext_lazy(
        "Braintree does not know this payment with these keys. See whether it belongs to another account,"
        " or to Braintree's sandbox."
    ),
    426: gettext_lazy("Braintree no longer speaks with this version of Recourse. Tell whoever looks after it."),
    429: gettext_lazy("Braintree takes no more requests for the moment. It will be asked again."),
}

ReadAmount = Callable[[object, object], tuple[int | None, str | None]]


def answer_outcome(answer: Answer, read_amount: ReadAmount) -> Outcome:
    """Classify the answer to a request for a refund."""
    if answer.status in (200, 201):
        return refund_outcome(answer.body.get("transaction"), read_amount)
    return error_outcome(answer)


def reading_outcome(answer: Answer, read_amount: ReadAmount) -> Outcome:
    """Classify the answer to a question about a refund: a refusal says nothing of the refund."""
    outcome = answer_outcome(answer, read_amount)
    return outcome if answer.status == 200 else replace(outcome, state=OutcomeState.UNKNOWN)


def refund_outcome(refund: Any, read_amount: ReadAmount) -> Outcome:
    """Classify a refund as Braintree shows it."""
    if not isinstance(refund, dict) or refund.get("type") != CREDIT or not is_id(refund.get("id")):
        return unreadable_outcome()
    status = str(refund.get("status") or "")
    known = status in STATES
    amount_minor, currency = read_amount(refund.get("amount"), refund.get("currency_iso_code"))
    return Outcome(
        STATES.get(status, OutcomeState.PENDING),
        gateway_reference=refund["id"],
        code=str(refund.get("processor_response_code") or status) if status in SENTENCES or not known else "",
        message=str(SENTENCES.get(status, "")) if known else _("Braintree calls it %s, which we do not know.") % status,
        raw=refund,
        amount_minor=amount_minor,
        currency=currency,
    )


def error_outcome(answer: Answer) -> Outcome:
    """Classify that Braintree gave us no refund."""
    codes = codes_in(answer.body) or [""]
    verdict = _joint({verdict_of(answer, code) for code in codes})
    declined = _declined(answer)
    return Outcome(
        OutcomeState.FAILED if verdict is Verdict.REFUSED or declined else OutcomeState.UNKNOWN,
        code=codes[0] or declined or f"http_{answer.status}",
        message=_explain(answer, codes[0], declined),
        raw=answer.body,
        retry_after_seconds=retry_after(answer.headers),
        never_sent=verdict is Verdict.NO_EFFECT,
    )


def verdict_of(answer: Answer, code: str) -> Verdict:
    """Say what an error answer proves, by the more exact row of the table."""
    if answer.status == 404 and not (answer.blank or answer.body):
        return Verdict.UNPROVEN
    rows = ((answer.status, code), (answer.status, ANY))
    return next((VERDICTS[row] for row in rows if row in VERDICTS), Verdict.UNPROVEN)


def codes_in(thing: Any) -> list[str]:
    """Collect the validation codes of an answer, however deep they lie."""
    return list(dict.fromkeys(_codes(thing["api_error_response"].get("errors")))) if _has_errors(thing) else []


def silence_outcome(silence: requests.RequestException) -> Outcome:
    """Classify that no answer came."""
    return unanswered(silence, _("Braintree did not answer."))


def unreadable_outcome() -> Outcome:
    return Outcome(OutcomeState.UNKNOWN, code="unreadable_answer", message=_("Braintree's answer could not be read."))


def _has_errors(thing: Any) -> bool:
    return isinstance(thing, dict) and isinstance(thing.get("api_error_response"), dict)


def _codes(thing: Any) -> Iterator[str]:
    if isinstance(thing, list):
        for inner in thing:
            yield from _codes(inner)
    elif isinstance(thing, dict):
        if isinstance(thing.get("code"), str):
            yield thing["code"][:20]
        for inner in thing.values():
            yield from _codes(inner)


def _declined(answer: Answer) -> str:
    """Return the word of a refund that was made and declined at once, which is told without a code."""
    if answer.status != 422 or not _has_errors(answer.body) or codes_in(answer.body):
        return ""
    made = answer.body["api_error_response"].get("transaction")
    status = made.get("status") if isinstance(made, dict) and made.get("type") == CREDIT else None
    return str(status) if STATES.get(str(status)) is OutcomeState.FAILED else ""


def _joint(verdicts: set[Verdict]) -> Verdict:
    """Several codes prove something only if each of them does."""
    return verdicts.pop() if len(verdicts) == 1 else Verdict.UNPROVEN


def _explain(answer: Answer, code: str, declined: str) -> str:
    known = REFUSALS.get(code) or OTHER_SENTENCES.get(code) or SENTENCES.get(declined) or BY_STATUS.get(answer.status)
    return str(known or own_words(answer) or _("Braintree did not say what became of it."))[:500]


def own_words(answer: Answer) -> str:
    """Braintree's own sentence about an error, or ""."""
    return str(answer.body["api_error_response"].get("message") or "") if _has_errors(answer.body) else ""


def retry_after(headers: Mapping[str, str]) -> int | None:
    value = str(headers.get("Retry-After", ""))
    return int(value) if value.isascii() and value.isdigit() and len(value) < 8 else None
