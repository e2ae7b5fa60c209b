"""The rules of the sandbox's disputes: how a case opens and moves, and what that does to the money."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from refunds.gateways.dispute_types import DisputeStage
from refunds.gateways.sandbox.announcing import announce
from refunds.gateways.sandbox.behaviour import Announcing
from refunds.gateways.sandbox.case_books import charged, dispute_body, move_money, standing
from refunds.gateways.sandbox.record import Books, Row
from refunds.gateways.sandbox.setup import Setup

TAKES_MONEY = ("needs_response", "under_review", "lost", "accepted", "expired", "prevented")
GIVES_IT_BACK = ("won", "withdrawn")


@dataclass(frozen=True, slots=True)
class Opening:
    """What a customer's bank wants. `fee_minor` is charged with the money, `counter_fee_minor` with an answer.

    A gateway that goes between customer and shop says of each case whether it takes appeals and which offers; None for
    a card's, where there are none.
    """

    payment: str
    amount_minor: int
    currency: str
    reason: str
    network: str
    network_code: str
    is_inquiry: bool
    respond_by: datetime
    fee_minor: int
    counter_fee_minor: int
    takes_appeals: bool | None = None
    takes_offers: tuple[str, ...] | None = None


def open_case(books: Books, setup: Setup, opening: Opening, announcing: Announcing) -> str:
    """Write a new dispute into the books, take the money of a chargeback, and queue the webhook."""
    is_inquiry = opening.is_inquiry
    (row,) = books.execute(
        "INSERT INTO sandbox_gateway.dispute (gateway_reference, account, payment_reference, amount_minor, currency,"
        " status, stage, reason, network, network_code, fee_minor, counter_fee_minor, opened_at, changed_at,"
        " appealable, offers)"
        " VALUES (%s, %s, %s, %s, %s, 'inquiry', 'inquiry', %s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING *",
        [
            f"sbd_{secrets.token_hex(10)}", setup.account, opening.payment, opening.amount_minor, opening.currency,
            opening.reason, opening.network, opening.network_code, opening.fee_minor, opening.counter_fee_minor,
            setup.now(), setup.now(), opening.takes_appeals,
            None if opening.takes_offers is None else Jsonb(list(opening.takes_offers)),
        ],
    ).fetchall()  # fmt: skip
    status, stage = ("inquiry", DisputeStage.INQUIRY) if is_inquiry else ("needs_response", DisputeStage.CHARGEBACK)
    move(books, setup, row, status, stage=stage, respond_by=opening.respond_by, announcing=announcing)
    return str(row["gateway_reference"])


def move(
    books: Books,
    setup: Setup,
    case: Row,
    status: str,
    *,
    stage: str = "",
    respond_by: datetime | None = None,
    words: str = "",
    reinstated_minor: int = 0,
    agreed_minor: int | None = None,
    announcing: Announcing = Announcing.SOON,
    decision: str = "",
) -> dict[str, Any]:
    """Bring a case to a status with all that belongs to it, and queue the webhook; return how it is shown then.

    `decision` is what it comes to by itself, some time later; `agreed_minor` what customer and shop agreed on in an
    inquiry, which is all that is taken then. A chargeback that nobody answers in time expires.
    """
    is_taken = status in TAKES_MONEY and status != "prevented" and agreed_minor is None
    if not stage and is_taken and case["stage"] == DisputeStage.INQUIRY:
        stage = DisputeStage.CHARGEBACK
    changes_to, changes_at = decision, setup.now() + setup.span("decision_seconds") if decision else None
    if status == "needs_response":
        respond_by = respond_by or setup.now() + setup.span("response_seconds")
        changes_to, changes_at = "expired", respond_by
    (moved,) = books.execute(
        "UPDATE sandbox_gateway.dispute SET status = %s, stage = %s, respond_by = %s, changes_at = %s, changes_to = %s,"
        " outcome_words = %s, changed_at = %s WHERE id = %s RETURNING *",
        [status, stage or case["stage"], respond_by, changes_at, changes_to, words or case["outcome_words"],
         setup.now(), case["id"]],
    ).fetchall()  # fmt: skip
    if agreed_minor is None:
        _move_money(books, setup, moved, reinstated_minor)
    else:
        move_money(books, setup, moved, "withdrawn", agreed_minor)
    shown = dispute_body(books, moved)
    announce(books, setup, shown, announcing)
    return shown


def change_due_cases(books: Books, setup: Setup) -> None:
    """Decide the cases whose time has come, and end those that nobody answered."""
    due = books.execute(
        "SELECT * FROM sandbox_gateway.dispute WHERE account = %s AND changes_at <= %s ORDER BY id"
        " FOR UPDATE SKIP LOCKED",
        [setup.account, setup.now()],
    ).fetchall()
    for case in due:
        move(books, setup, case, case["changes_to"])


def _move_money(books: Books, setup: Setup, case: Row, reinstated_minor: int) -> None:
    """Take what is disputed, once, with its fee; give back what is won, with the fee for answering."""
    status, taken = case["status"], standing(books, case)
    if status in TAKES_MONEY:
        if not charged(books, case, "withdrawn") or case["status"] == "needs_response":
            move_money(books, setup, case, "withdrawn", case["amount_minor"] - taken)
        if status != "prevented" and not charged(books, case, "fee"):
            move_money(books, setup, case, "fee", case["fee_minor"])
        move_money(books, setup, case, "reinstated", min(reinstated_minor, standing(books, case)))
    elif status in GIVES_IT_BACK:
        move_money(books, setup, case, "reinstated", taken)
        if status == "won":
            kept = charged(books, case, "counter_fee") - charged(books, case, "fee_returned")
            move_money(books, setup, case, "fee_returned", kept)
