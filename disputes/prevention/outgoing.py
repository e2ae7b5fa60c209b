"""What the shop's own systems are told of alerts: that one came, that it moved on, how it ended."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from disputes.models import Alert, AlertEvent
from refunds.models import Announcement
from refunds.outgoing.announce import announce

ALERT = "alert"
RECEIVED, CHANGED, ENDED = "alert.received", "alert.changed", "alert.ended"
SENTENCES = {
    RECEIVED: _("Somebody warns that a payment is about to be disputed."),
    CHANGED: _("A refund was asked for because of an alert, or came to nothing."),
    ENDED: _("An alert has its answer, ran out of time, or became a dispute."),
}


def announce_step(alert: Alert, event: AlertEvent) -> None:
    kind = RECEIVED if not event.to_state else CHANGED if alert.is_waiting else ENDED
    announce(
        [
            Announcement(
                kind=kind,
                topic=ALERT,
                about=alert.reference,
                from_state=event.from_state,
                to_state=event.to_state,
                correlation_id=event.correlation_id,
                happened_at=event.happened_at,
            )
        ]
    )


def shown_alert(reference: str) -> dict[str, Any]:
    """Draw an alert for a message."""
    from disputes.api.alert_shapes import ToldAlertOut

    beside = ("payment", "refund", "dispute")
    return dict(ToldAlertOut(Alert.objects.select_related(*beside).get(reference=reference)).data)
