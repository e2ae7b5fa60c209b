"""The rules of the sandbox's disputes: how a case moves, what that does to the money, and what an answer is worth."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from refunds.gateways.dispute_types import DisputeStage
from refunds.gateways.sandbox.announcing import announce
from refunds.gateways.sandbox.answer import Answer, refused
from refunds.gateways.sandbox.behaviour import Announcing, Answering, Behaviour
from refunds.gateways.sandbox.case_books import charged, dispute_body, find_case, move_money, standing
from refunds.gateways.sandbox.record import Books, Row
from refunds.gateways.sandbox.setup import Setup

ANSWERED = {"inquiry": "inquiry_answered", "needs_response": "under_review"}
"""What a case becomes when it is answered; no other takes an answer."""

ACCEPTED_WHILE = ("needs_response",)

DECISIVE = {
    "inquiry_answered": {
        "winning_evidence": "inquiry_closed",
        "losing_evidence": "inquiry_closed",
        "escalate_inquiry_evidence": "needs_response",
    },
    "under_review": {"winning_evidence": "won", "losing_evidence": "lost"},
}
"""Stripe's words for tests: somewhere in the texts of an answer, they decide how the case goes on."""

TAKES_MONEY = ("needs_response", "under_review", "lost", "accepted", "expired", "prevented")
GIVES_IT_BACK = ("won", "withdrawn")

LONGEST_TEXT, LONGEST_TOGETHER, LARGEST_TOGETHER = 20_000, 150_000, 4_500_000
"""Characters of one text and of all, and bytes of all files."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What a customer's bank wants. `fee_minor` is charged with the money, `counter_fee_minor` with an answer."""

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


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer to a dispute as it comes over the wire; a file by its kind, name, size and hash."""

    dispute: str
    kind: str
    texts: Mapping[str, str]
    files: tuple[Mapping[str, Any], ...]

    @property
    def is_too_large(self) -> bool:
        lengths = [len(text) for text in self.texts.values()]
        kinds = [file["kind"] for file in self.files]
        return (
            max(lengths, default=0) > LONGEST_TEXT
            or sum(lengths) > LONGEST_TOGETHER
            or sum(file["bytes"] for file in self.files) > LARGEST_TOGETHER
            or len(kinds) != len(set(kinds))
        )


def open_case(books: Books, setup: Setup, opening: Opening, announcing: Announcing) -> str:
    """Write a new dispute into the books, take the money of a chargeback, and queue the webhook."""
    is_inquiry = opening.is_inquiry
    (row,) = books.execute(
        "INSERT INTO sandbox_gateway.dispute (gateway_reference, account, payment_reference, amount_minor, currency,"
        " status, stage, reason, network, network_code, fee_minor, counter_fee_minor, opened_at, changed_at)"
        " VALUES (%s, %s, %s, %s, %s, 'inquiry', 'inquiry', %s, %s, %s, %s, %s, %s, %s) RETURNING *",
        [
            f"sbd_{secrets.token_hex(10)}", setup.account, opening.payment, opening.amount_minor, opening.currency,
            opening.reason, opening.network, opening.network_code, opening.fee_minor, opening.counter_fee_minor,
            setup.now(), setup.now(),
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
    announcing: Announcing = Announcing.SOON,
    decision: str = "",
) -> dict[str, Any]:
    """Bring a case to a status with all that belongs to it, and queue the webhook; return how it is shown then.

    `decision` is what it comes to by itself, some time later. A chargeback that nobody answers in time expires.
    """
    if not stage and status in TAKES_MONEY and status != "prevented" and case["stage"] == DisputeStage.INQUIRY:
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
    _move_money(books, setup, moved, reinstated_minor)
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


def take_reply(books: Books, setup: Setup, key: str, reply: Reply, behaviour: Behaviour) -> Answer:
    """Take evidence or a giving in, once a stage; whatever comes after it is refused."""
    case = find_case(books, setup.account, reply.dispute, lock=True)
    if case is None:
        return no_such_dispute()
    takes = ANSWERED if reply.kind == "evidence" else ACCEPTED_WHILE
    if case["status"] not in takes:
        return refused(400, "not_answerable", "This dispute takes no answer any more.")
    if reply.is_too_large:
        return refused(400, "evidence_too_large", "This is more than one answer may hold.")
    if behaviour.answering == Answering.DECLINE:
        return refused(402, "evidence_refused", "The card network did not take this answer.")
    _keep(books, setup, key, case, reply)
    if reply.kind != "evidence":
        return Answer(200, move(books, setup, case, "accepted", announcing=behaviour.announcing))
    return Answer(200, _answered(books, setup, case, reply, behaviour))


def no_such_dispute() -> Answer:
    return refused(404, "dispute_not_found", "There is no such dispute.")


def _answered(books: Books, setup: Setup, case: Row, reply: Reply, behaviour: Behaviour) -> dict[str, Any]:
    books.execute("UPDATE sandbox_gateway.dispute SET answers = answers + 1 WHERE id = %s", [case["id"]])
    status = ANSWERED[case["status"]]
    if status == "under_review":
        move_money(books, setup, case, "counter_fee", case["counter_fee_minor"])
    return move(
        books, setup, case, status, announcing=behaviour.announcing, decision=_decision(status, reply.texts.values())
    )


def _decision(status: str, texts: Any) -> str:
    said = "\n".join(texts)
    return next((decision for word, decision in DECISIVE[status].items() if word in said), "")


def _keep(books: Books, setup: Setup, key: str, case: Row, reply: Reply) -> None:
    books.execute(
        "INSERT INTO sandbox_gateway.dispute_answer (account, dispute, stage, key, kind, texts, files, at)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        [
            setup.account, reply.dispute, case["stage"], key, reply.kind, Jsonb(dict(reply.texts)),
            Jsonb([dict(file) for file in reply.files]), setup.now(),
        ],
    )  # fmt: skip


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
