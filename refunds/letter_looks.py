"""How a letter's words look on a real case, before anybody gets them. Nothing here is kept."""

from __future__ import annotations

from typing import Any

from django.utils import translation

from customers.models import Customer
from customers.notifications.compose import Letter, set_letter
from customers.notifications.kinds import LetterKind, letter_kind
from customers.notifications.texts import LetterWords
from customers.portal.doors import door
from refunds import notices
from refunds.explained import explain_no
from refunds.models import Refund
from refunds.screens import refund_in_full

State = Refund.State

_FITTING: dict[str, tuple[str, str]] = {
    "refund_received": (State.UNDER_REVIEW, ""),
    "refund_approved": (State.APPROVED, Refund.Rail.ORIGINAL),
    "refund_approved_transfer": (State.APPROVED, Refund.Rail.BANK_TRANSFER),
    "refund_on_its_way": (State.PROCESSING, Refund.Rail.ORIGINAL),
    "refund_sent_to_bank": (State.PROCESSING, Refund.Rail.ORIGINAL),
    "refund_confirmed": (State.COMPLETED, Refund.Rail.ORIGINAL),
    "refund_confirmed_credit": (State.COMPLETED, Refund.Rail.STORE_CREDIT),
    "refund_confirmed_transfer": (State.COMPLETED, Refund.Rail.BANK_TRANSFER),
    "refund_bank_details": (State.APPROVED, Refund.Rail.BANK_TRANSFER),
    "refund_bank_details_again": (State.APPROVED, Refund.Rail.BANK_TRANSFER),
    "refund_sent_to_bank_transfer": (State.PROCESSING, Refund.Rail.BANK_TRANSFER),
    "refund_came_back": (State.FAILED, ""),
    "refund_rejected": (State.REJECTED, ""),
    "refund_appeal_received": (State.UNDER_REVIEW, ""),
    "refund_appeal_granted": (State.APPROVED, ""),
    "refund_appeal_upheld": (State.REJECTED, ""),
    "refund_needs_info": (State.NEEDS_INFO, ""),
    "refund_canceled": (State.CANCELED, ""),
}
_LOOKED_THROUGH = 100


def case_for(kind: str, reference: str = "") -> Refund | None:
    """The refund that a preview is about: the one named, else the newest that fits the letter, else any, else none.

    Raises NotFound for a reference that names none.
    """
    if reference:
        return refund_in_full(reference.strip().upper())
    state, rail = _FITTING.get(kind, ("", ""))
    newest = Refund.objects.select_related("customer", "payment")
    recent = list(newest.filter(state=state).order_by("-created_at", "-id")[:_LOOKED_THROUGH])
    fitting = [refund for refund in recent if not rail or refund.rail == rail]
    return next(iter(fitting or recent), None) or newest.order_by("-created_at", "-id").first()


def look_of_words(kind: str, language: str, words: LetterWords, case: Refund | None) -> Letter:
    """Set the letter in these words for this case; without one, for somebody made up."""
    letter, customer = (
        letter_kind(kind),
        case.customer if case else Customer(name="Mila Novak", email="mila@example.com"),
    )
    return set_letter(letter, words, language, customer, _contents(letter, language, case))


def _contents(kind: LetterKind, language: str, case: Refund | None) -> dict[str, Any]:
    with translation.override(language):
        examples = {placeholder.name: str(placeholder.example) for placeholder in kind.placeholders}
    examples = {name: value for name, value in examples.items() if name not in ("customer_name", "shop")}
    step = kind.code.removeprefix("refund_")
    if step == kind.code:
        return {**examples, **({"door": door("payments/")} if kind.button else {})}
    if case is None:
        return {**examples, "door": door("refunds/RF-2026-000123/")}
    said: dict[str, Any] = {
        "question": _said(case, "refund.asked", "question"),
        "explanation": _said(case, "refund.rejected", "explanation"),
    }
    if step in ("rejected", "appeal_upheld"):
        with translation.override(language):
            said |= {"why": explain_no(case), "appeal_until": case.appeal_until}
    found: dict[str, Any] = notices.contents(case, step, language=language, **said)
    return {**examples, **{name: value for name, value in found.items() if value}}


def _said(case: Refund, event: str, field: str) -> str:
    """What a person last wrote to the customer of this case."""
    last = case.events.filter(kind=event).last()
    return str(last.data.get(field, "")) if last else ""
