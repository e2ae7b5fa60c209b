"""What happens at the sandbox by itself: refunds and disputes that end later, and webhooks that go out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from refunds.gateways.sandbox.announcing import announce
from refunds.gateways.sandbox.answer import refund_body
from refunds.gateways.sandbox.behaviour import Announcing
from refunds.gateways.sandbox.court import change_due_cases
from refunds.gateways.sandbox.record import Books
from refunds.gateways.sandbox.setup import Setup
from refunds.gateways.signed_header import sign

SIGNATURE_HEADER = "Sandbox-Signature"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One webhook to be posted to our own door. `number` is what `mark_delivered` wants."""

    number: int
    event_id: str
    body: bytes
    headers: Mapping[str, str]


def change_due_refunds(books: Books, setup: Setup) -> None:
    """End the refunds whose time has come, and queue the webhooks that tell it."""
    changed = books.execute(
        "UPDATE sandbox_gateway.refund SET status = changes_to, changes_at = NULL, changes_to = '',"
        " failure_code = CASE changes_to WHEN 'failed' THEN 'account_closed' ELSE '' END"
        " WHERE id IN (SELECT id FROM sandbox_gateway.refund WHERE account = %s AND changes_at <= %s"
        " FOR UPDATE SKIP LOCKED) RETURNING *",
        [setup.account, setup.now()],
    ).fetchall()
    for row in changed:
        announce(books, setup, refund_body(row), Announcing.SOON)


def due_webhooks(setup: Setup, limit: int) -> list[Delivery]:
    """Take the webhooks that are due, signed now. One that is not marked delivered is offered again later."""
    with setup.record.atomic() as books:
        change_due_refunds(books, setup)
        change_due_cases(books, setup)
        rows = books.execute(
            "UPDATE sandbox_gateway.webhook SET due_at = %s WHERE id IN ("
            " SELECT id FROM sandbox_gateway.webhook"
            " WHERE account = %s AND delivered_at IS NULL AND due_at <= %s"
            " ORDER BY due_at, id LIMIT %s FOR UPDATE SKIP LOCKED) RETURNING id, event_id, body",
            [setup.now() + setup.span("webhook_retry_seconds"), setup.account, setup.now(), limit],
        ).fetchall()
    rows.sort(key=lambda row: row["id"])
    return [Delivery(row["id"], row["event_id"], row["body"], _headers(setup, row["body"])) for row in rows]


def mark_delivered(setup: Setup, number: int) -> None:
    with setup.record.books() as books:
        books.execute("UPDATE sandbox_gateway.webhook SET delivered_at = %s WHERE id = %s", [setup.now(), number])


def _headers(setup: Setup, body: bytes) -> dict[str, str]:
    signature = sign(body, setup.secrets[0], int(setup.now().timestamp()))
    return {"Content-Type": "application/json", SIGNATURE_HEADER: signature}
