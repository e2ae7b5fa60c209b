"""The sandbox's disputes in its books: how one is found, shown, and what it has moved so far."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from refunds.gateways.sandbox.record import Books, Row
from refunds.gateways.sandbox.setup import Setup

REFUNDABLE = ("inquiry", "inquiry_answered", "inquiry_closed", "won", "withdrawn")
"""The statuses in which the payment may be paid back: no money was taken, or it came back."""

APPEALABLE = ("lost", "expired")


def find_case(books: Books, account: str, reference: str, *, lock: bool = False) -> Row | None:
    """One dispute; `lock` keeps others from changing it until the transaction ends."""
    return books.execute(_CASE_LOCKED if lock else _CASE, [account, reference]).fetchone()


def cases_of(books: Books, account: str, payment_reference: str) -> list[Row]:
    """The disputes of a payment, in the order in which they were opened."""
    return books.execute(_CASES_OF, [account, payment_reference]).fetchall()


def dispute_body(books: Books, case: Mapping[str, Any]) -> dict[str, Any]:
    """Show a dispute as the sandbox shows it to the outside."""
    moves = books.execute(_MOVES, [case["account"], case["gateway_reference"]]).fetchall()
    return {
        "object": "dispute",
        "id": case["gateway_reference"],
        "status": case["status"],
        "stage": case["stage"],
        "payment": case["payment_reference"],
        "amount": case["amount_minor"],
        "currency": case["currency"],
        "reason": case["reason"],
        "network": case["network"],
        "network_code": case["network_code"],
        "respond_by": case["respond_by"] and case["respond_by"].isoformat(),
        "answers": case["answers"],
        "refundable": case["status"] in REFUNDABLE,
        **_talk_body(case),
        "outcome_words": case["outcome_words"],
        "opened": case["opened_at"].isoformat(),
        "movements": [_move_body(move) for move in moves],
    }


def _talk_body(case: Mapping[str, Any]) -> dict[str, Any]:
    """What a case of a mediating gateway tells beside that; nothing for a card's, which knows neither."""
    if case["appealable"] is None and case["offers"] is None:
        return {}
    return {
        "appealable": bool(case["appealable"]) and case["status"] in APPEALABLE,
        "offers": case["offers"] or [] if case["status"] == "inquiry" and not case["returns"] else [],
        "offer": case["offer"],
        "returns": case["returns"],
        "changed": case["changed_at"].isoformat(),
    }


def standing(books: Books, case: Mapping[str, Any]) -> int:
    """What was taken for a dispute and not given back."""
    moves = books.execute(_MOVES, [case["account"], case["gateway_reference"]]).fetchall()
    return sum(move["amount_minor"] * {"withdrawn": 1, "reinstated": -1}.get(move["kind"], 0) for move in moves)


def charged(books: Books, case: Mapping[str, Any], kind: str) -> int:
    """How much of a kind a dispute has moved so far: a fee, a fee for answering, a fee given back."""
    moves = books.execute(_MOVES, [case["account"], case["gateway_reference"]]).fetchall()
    return sum(move["amount_minor"] for move in moves if move["kind"] == kind)


def move_money(books: Books, setup: Setup, case: Mapping[str, Any], kind: str, amount_minor: int) -> None:
    """Write a movement down, where there is anything to move."""
    if amount_minor > 0:
        books.execute(
            "INSERT INTO sandbox_gateway.dispute_movement"
            " (movement_id, account, dispute, kind, amount_minor, currency, moved_at)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s)",
            [
                f"sbm_{secrets.token_hex(8)}",
                setup.account,
                case["gateway_reference"],
                kind,
                amount_minor,
                case["currency"],
                setup.now(),
            ],
        )


def _move_body(move: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": move["movement_id"],
        "kind": move["kind"],
        "amount": move["amount_minor"],
        "currency": move["currency"],
        "moved": move["moved_at"].isoformat(),
    }


_CASE = "SELECT * FROM sandbox_gateway.dispute WHERE account = %s AND gateway_reference = %s"
_CASE_LOCKED = f"{_CASE} FOR UPDATE"
_CASES_OF = "SELECT * FROM sandbox_gateway.dispute WHERE account = %s AND payment_reference = %s ORDER BY id"
_MOVES = "SELECT * FROM sandbox_gateway.dispute_movement WHERE account = %s AND dispute = %s ORDER BY id"
