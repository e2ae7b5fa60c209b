"""The sandbox's webhooks when they are written: what they say, and when they go out."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from refunds.gateways.sandbox.behaviour import Announcing
from refunds.gateways.sandbox.record import Books
from refunds.gateways.sandbox.setup import Setup


def announce(books: Books, setup: Setup, thing: Mapping[str, Any], announcing: Announcing) -> None:
    """Queue the webhook that tells the status of a refund or dispute: now, soon, late, twice, or never."""
    event_id = f"sbe_{secrets.token_hex(10)}"
    event = {
        "id": event_id,
        "type": f"{thing['object']}.{thing['status']}",
        "created": setup.now().isoformat(),
        "account": setup.account,
        "data": dict(thing),
    }
    for due_at in _due_times(setup, announcing):
        books.execute(
            "INSERT INTO sandbox_gateway.webhook (account, event_id, body, due_at) VALUES (%s, %s, %s, %s)",
            [setup.account, event_id, json.dumps(event, sort_keys=True).encode(), due_at],
        )


def _due_times(setup: Setup, announcing: Announcing) -> list[datetime | None]:
    """When it goes out; None keeps it in the books without ever sending it."""
    now, soon = setup.now(), setup.now() + setup.span("webhook_seconds")
    times: dict[Announcing, list[datetime | None]] = {
        Announcing.SOON: [soon],
        Announcing.FIRST: [now],
        Announcing.TWICE: [soon, soon],
        Announcing.LATE: [now + setup.span("webhook_late_seconds")],
        Announcing.LOST: [None],
    }
    return times[announcing]
