"""What the shop's own systems are told of disputes: that one opened, that it changed, that it ended."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from customers import clock
from customers.actors import Actor
from customers.correlation import correlation_id
from disputes.models import Dispute
from refunds.models import Announcement
from refunds.outgoing.announce import announce

DISPUTE = "dispute"
OPENED, CHANGED, ENDED = "dispute.opened", "dispute.changed", "dispute.ended"
SENTENCES = {
    OPENED: _("A customer, or the customer's bank, disputes a payment."),
    CHANGED: _("A dispute moved on, or its deadline or amount changed."),
    ENDED: _("A dispute has ended: won, lost, accepted, expired, prevented or taken back."),
}


def on_news(dispute: Dispute, actor: Actor, *, moved: bool, opened: bool) -> None:
    """Announce the step; a state that nobody moved is news only where the event says what changed."""
    kind = OPENED if opened else ENDED if moved and dispute.state in Dispute.ENDED else CHANGED
    last = dispute.events.last()
    if not opened and not moved and (last is None or last.kind != "dispute.changed"):
        return
    announce(
        [
            Announcement(
                kind=kind,
                topic=DISPUTE,
                about=dispute.reference,
                from_state=last.from_state if last and moved else "",
                to_state=dispute.state if moved else "",
                correlation_id=correlation_id(),
                happened_at=clock.now(),
            )
        ]
    )


def shown_dispute(reference: str) -> dict[str, Any]:
    """Draw a dispute for a message."""
    from disputes.api.shapes import ToldDisputeOut

    return dict(ToldDisputeOut(Dispute.objects.select_related("payment__customer").get(reference=reference)).data)
