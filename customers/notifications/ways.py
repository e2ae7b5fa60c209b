"""Over which channels a message goes: mail, what the customer chose, or both."""

from __future__ import annotations

from customers.models import Customer
from customers.notifications import channels
from customers.notifications.kinds import LetterKind
from customers.notifications.rules import ASKED_FOR_NOW

MAIL = "email"


def ways_for(kind: LetterKind, customer: Customer) -> list[str]:
    """The codes of the channels, mail first. A channel that is not set up any more counts as not chosen."""
    chosen = customer.channel
    if chosen == MAIL or kind.code == ASKED_FOR_NOW or not _is_usable(chosen, customer):
        return [MAIL]
    return [MAIL, chosen] if kind.is_needed else [chosen]


def _is_usable(code: str, customer: Customer) -> bool:
    choice = next((choice for choice in channels.choices() if choice.code == code), None)
    return choice is not None and (not choice.needs_phone or customer.phone_agreed_at is not None)
