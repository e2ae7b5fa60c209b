"""The shop's own system, listening on this machine, and a subscription that leads to it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from standardwebhooks import Webhook

from customers.actors import Actor
from customers.models import User
from refunds.actions.subscriptions import add_subscription
from refunds.models import Delivery, Subscription
from refunds.outgoing.topics import told_kinds
from refunds.tasks import deliver_announcements
from tests.refunds.gateways.answering_server import AnsweringServer, Asked, answering_server

LONG_AGO = "2000-01-01T00:00Z"

Subscribe = Callable[..., tuple[Subscription, str]]


@pytest.fixture
def system() -> Iterator[AnsweringServer]:
    with answering_server() as server:
        yield server


@pytest.fixture
def subscribe(ida: User, system: AnsweringServer) -> Subscribe:
    """subscribe(kinds=[...]) is a subscription of Ida's with its secret; it hears everything unless told otherwise."""

    def add(**wish: Any) -> tuple[Subscription, str]:
        wish = {
            "label": "Bookkeeping",
            "address": f"{system.address}/hook?of=refunds",
            "kinds": list(told_kinds()),
            **wish,
        }
        return add_subscription(actor=Actor.user(ida), **wish)

    return add


def told(system: AnsweringServer, secret: str) -> list[dict[str, Any]]:
    """What the system has heard, each checked by the library that receivers use."""
    return [Webhook(secret).verify(asked.body, asked.headers) for asked in system.asked]


def types(system: AnsweringServer) -> list[str]:
    return [json.loads(asked.body)["type"] for asked in system.asked]


def ids(asked: list[Asked]) -> list[str]:
    return [each.headers["webhook-id"] for each in asked]


def time_passes() -> None:
    """The pauses end, and so do leases and rests."""
    Delivery.objects.filter(state="waiting").update(next_at=LONG_AGO)
    Delivery.objects.filter(leased_until__isnull=False).update(leased_until=LONG_AGO)
    Subscription.objects.update(resting_until=None)


def worker_tells() -> None:
    time_passes()
    deliver_announcements()
