"""Writing down what is to be told, in the transaction in which it happened. Where nobody listens it costs one look."""

from __future__ import annotations

from collections.abc import Sequence

from customers import doorbell
from customers.correlation import correlation_id
from customers.prepared import Prepared
from refunds.models import Announcement, Delivery, RefundEvent, Subscription
from refunds.outgoing.refund_kinds import REFUND, TOLD_AS
from refunds.outgoing.topics import TEST

DELIVER_ANNOUNCEMENTS = "refunds.tasks.deliver_announcements"


def announce_events(events: Sequence[RefundEvent]) -> None:
    """Tell what happened to refunds. Only kinds of TOLD_AS may come here."""
    announce(
        [
            Announcement(
                kind=TOLD_AS[event.kind],
                topic=REFUND,
                about=event.refund.reference,
                from_state=event.from_state,
                to_state=event.to_state,
                correlation_id=event.correlation_id,
                happened_at=event.happened_at,
            )
            for event in events
        ]
    )


def announce(announcements: Sequence[Announcement]) -> None:
    """Write these and a delivery of each to every subscription that asks for its kind; nothing if none does."""
    listeners = _LISTENERS()
    _write([(each, pk) for each in announcements for pk, kinds in listeners if each.kind in kinds])


_LISTENERS = Prepared(lambda: Subscription.objects.filter(state=Subscription.State.ON).values_list("pk", "kinds"))


def announce_test(subscription: Subscription) -> Delivery:
    """Write a message that tells nothing, for one subscription."""
    test = Announcement(kind=TEST, topic="", correlation_id=correlation_id())
    return _write([(test, subscription.pk)])[0]


def _write(wanted: Sequence[tuple[Announcement, int]]) -> list[Delivery]:
    if not wanted:
        return []
    Announcement.objects.bulk_create({id(each): each for each, _pk in wanted}.values())
    deliveries = Delivery.objects.bulk_create(
        Delivery(announcement=each, subscription_id=pk, created_at=each.happened_at) for each, pk in wanted
    )
    doorbell.ring_after_commit(DELIVER_ANNOUNCEMENTS)
    return deliveries
