"""What the manager of the demo shop wrote herself: one letter in her own words, one still a draft."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from customers.actors import Actor
from customers.clock import clock_at
from refunds.actions.edit_letter_text import write_letter_text

_WARM: dict[str, Any] = {
    "subject": "Your refund {reference} is complete",
    "heading": "All done",
    "body": "{amount} went back to {destination}. It appears there {arrival}.\n\n"
    "Thank you for shopping with {shop}. We hope that the next thing fits.",
}
_SHORT: dict[str, Any] = {
    "subject": "Ihr Antrag {reference} ist bei uns",
    "heading": "Danke, wir haben alles",
    "body": "Sie möchten {amount} zurück. Wir melden uns, sobald entschieden ist.",
}


def write_texts(manager: Actor, now: datetime) -> None:
    """Put warmer words in use two months ago, and leave a German draft from last week."""
    with clock_at(now - timedelta(days=60)):
        write_letter_text(
            actor=manager,
            kind="refund_confirmed",
            language="en",
            why="Warmer, and it thanks for the order",
            number=0,
            use=True,
            **_WARM,
        )
    with clock_at(now - timedelta(days=6)):
        write_letter_text(
            actor=manager, kind="refund_received", language="de", why="Shorter, to be agreed", number=0, **_SHORT
        )
