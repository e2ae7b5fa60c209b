"""Between customer and shop, as a gateway like PayPal goes: offers, what the customer says to them, goods sent back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from psycopg.types.json import Jsonb

from refunds.gateways.sandbox.behaviour import Announcing
from refunds.gateways.sandbox.court import move
from refunds.gateways.sandbox.record import Books, Row
from refunds.gateways.sandbox.setup import Setup

ALL_OFFERS = ("refund", "refund_with_return", "refund_with_replacement", "replacement")
ALL_FINDINGS = ("received", "not_received", "damaged", "empty_or_different", "missing_items")


def propose(books: Books, case: Row, offered: Mapping[str, Any]) -> None:
    """Write the shop's offer down; it counts how many there were."""
    made = (case["offer"] or {}).get("made", 0) + 1
    offer = {
        "kind": offered["kind"],
        "state": "proposed",
        "made": made,
        "amount": offered.get("amount"),
        "currency": case["currency"],
    }
    _keep_offer(books, case, offer)


def take_offer(books: Books, setup: Setup, case: Row, announcing: Announcing) -> None:
    """The customer takes it: the gateway pays at once, or once the goods are back."""
    offer = {**case["offer"], "state": "accepted"}
    _keep_offer(books, case, offer)
    if offer["kind"] == "refund_with_return":
        move(books, setup, case, "inquiry_answered", announcing=announcing)
    else:
        settle(books, setup, {**case, "offer": offer}, announcing)


def deny_offer(books: Books, setup: Setup, case: Row, announcing: Announcing) -> None:
    """The customer does not take it, and waits for another answer."""
    _keep_offer(books, case, {**case["offer"], "state": "denied"})
    _ask_again(books, setup, case, announcing)


def send_back(books: Books, setup: Setup, case: Row, findings: Sequence[str], announcing: Announcing) -> None:
    """The customer reports the goods as sent back, and the shop is asked what came."""
    books.execute("UPDATE sandbox_gateway.dispute SET returns = %s WHERE id = %s", [Jsonb(list(findings)), case["id"]])
    _ask_again(books, setup, case, announcing)


def settle(books: Books, setup: Setup, case: Row, announcing: Announcing) -> dict[str, Any]:
    """Pay what was agreed out of the shop's balance, and end the case."""
    agreed = (case["offer"] or {"amount": case["amount_minor"]})["amount"] or 0
    return move(
        books, setup, case, "accepted" if agreed else "inquiry_closed", agreed_minor=agreed, announcing=announcing
    )


def _ask_again(books: Books, setup: Setup, case: Row, announcing: Announcing) -> None:
    respond_by = setup.now() + setup.span("response_seconds")
    move(books, setup, case, "inquiry", respond_by=respond_by, announcing=announcing)


def _keep_offer(books: Books, case: Row, offer: Mapping[str, Any]) -> None:
    books.execute("UPDATE sandbox_gateway.dispute SET offer = %s WHERE id = %s", [Jsonb(dict(offer)), case["id"]])
