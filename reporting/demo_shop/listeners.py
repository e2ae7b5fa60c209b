"""A system of the shop that was told of refunds: its subscription, off by now, and the log of what it was sent.

Nothing leaves the machine: the messages are written as already told, and the address is one that nobody can have.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from customers.actors import Actor
from customers.clock import clock_at
from customers.models import User
from refunds.actions.subscriptions import add_subscription, turn_off_subscription
from refunds.models import Announcement, Delivery, RefundEvent
from refunds.outgoing.announce import announce_events
from refunds.outgoing.body import write_body
from refunds.outgoing.refund_kinds import TOLD_AS
from reporting.demo_shop.staff import DOMAIN

ADDRESS = "https://books.lumen-hearth.example/hooks/refunds"
KINDS = ("refund.completed", "refund.failed", "refund.reversed")
LISTENED = timedelta(days=20)
MOST = 40
SOON = timedelta(seconds=1)


def tell_the_books(now: datetime) -> None:
    """Let Ida add it weeks ago, and turn it off this morning while the books are being moved."""
    ida = Actor.user(User.objects.get(email=f"ida@{DOMAIN}"))
    with clock_at(now - LISTENED):
        subscription, _secret = add_subscription(actor=ida, label="Bookkeeping", address=ADDRESS, kinds=list(KINDS))
    told = [kind for kind, told_as in TOLD_AS.items() if told_as in KINDS]
    events = RefundEvent.objects.filter(kind__in=told, happened_at__gte=now - LISTENED).select_related("refund")
    announce_events(list(events.order_by("-happened_at", "-id")[:MOST])[::-1])
    _as_answered(list(subscription.deliveries.select_related("announcement").order_by("id")))
    with clock_at(now - timedelta(hours=2)):
        turn_off_subscription(actor=ida, subscription_id=subscription.pk)


def _as_answered(deliveries: list[Delivery]) -> None:
    """All of them arrived at the first try, but for the last one: the system was being moved by then."""
    for delivery in deliveries:
        delivery.announcement.body = write_body(delivery.announcement)
        delivery.state, delivery.next_at = Delivery.State.DELIVERED, None
        delivery.tries, delivery.status, delivery.tried_at = 1, 204, delivery.created_at + SOON
    for delivery in deliveries[-1:]:
        delivery.state, delivery.tries, delivery.status = Delivery.State.FAILED, 10, 503
        delivery.answer = "We are moving. Come back later."
    Announcement.objects.bulk_update([delivery.announcement for delivery in deliveries], ["body"])
    fields = ["state", "next_at", "tries", "status", "tried_at", "answer"]
    Delivery.objects.bulk_update(deliveries, fields)
