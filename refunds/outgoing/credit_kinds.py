"""What the shop's own systems are told of store credit: every movement."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from customers.correlation import correlation_id
from customers.models import CreditEntry
from refunds.models import Announcement
from refunds.outgoing.announce import announce

CREDIT = "credit"
Kind = CreditEntry.Kind

TOLD_AS: dict[str, str] = {
    Kind.ISSUE: "credit.granted",
    Kind.SPEND: "credit.spent",
    Kind.GIVE_BACK: "credit.given_back",
    Kind.EXPIRY: "credit.expired",
    Kind.CORRECTION: "credit.corrected",
}
SENTENCES = {
    "credit.granted": _("A refund was paid as store credit."),
    "credit.spent": _("An order was paid with store credit."),
    "credit.given_back": _("Store credit that an order was paid with was given back after a return."),
    "credit.expired": _("Store credit was not spent in time."),
    "credit.corrected": _("Somebody put store credit right by hand."),
}


def announce_credit(entry: CreditEntry) -> None:
    announce(
        [
            Announcement(
                kind=TOLD_AS[entry.kind],
                topic=CREDIT,
                about=str(entry.pk),
                correlation_id=correlation_id(),
                happened_at=entry.created_at,
            )
        ]
    )


def shown_credit(number: str) -> dict[str, Any]:
    """Draw a movement for a message."""
    from refunds.api.credit_shapes import ToldMovementOut

    entries = CreditEntry.objects.select_related("account__customer", "hold")
    return dict(ToldMovementOut(entries.get(pk=int(number))).data)
