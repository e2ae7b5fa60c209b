"""The sandbox's disputes: opened and ended by its owner, answered once under a key, read by whoever asks."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import psycopg
from django.utils.translation import gettext as _
from psycopg.types.json import Jsonb

from customers.errors import NotFound
from refunds.gateways.dispute_types import (
    Answered,
    AnswerState,
    DisputeRecord,
    DisputeStage,
    DisputeState,
    EvidenceBudget,
    EvidenceInstruction,
)
from refunds.gateways.errors import Unreachable
from refunds.gateways.sandbox.behaviour import Answering, Behaviour
from refunds.gateways.sandbox.choice import scripted
from refunds.gateways.sandbox.record import Books, Row
from refunds.gateways.sandbox.setup import Setup

BUDGET = EvidenceBudget(
    characters_per_field=20_000,
    characters=150_000,
    bytes_together=4_500_000,
    pages=49,
    pages_by_network={"mastercard": 19},
    one_file_per_kind=True,
    text_fields=(
        "uncategorized_text", "product_description", "customer_name", "customer_email_address",
        "customer_purchase_ip", "billing_address", "shipping_address", "shipping_carrier", "shipping_date",
        "shipping_tracking_number", "service_date", "access_activity_log", "refund_policy_disclosure",
        "refund_refusal_explanation", "cancellation_policy_disclosure", "cancellation_rebuttal",
        "duplicate_charge_id", "duplicate_charge_explanation",
    ),
    file_kinds=(
        "receipt", "shipping_documentation", "customer_signature", "service_documentation", "customer_communication",
        "refund_policy", "cancellation_policy", "duplicate_charge_documentation", "uncategorized_file",
    ),
)  # fmt: skip
"""As Stripe's: the tightest of all."""

AFTER_ANSWER = {"inquiry": "inquiry_answered", "needs_response": "under_review"}


class CaseConsole:
    """What the sandbox's owner does about disputes at its own screen."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup

    def open(
        self,
        payment_reference: str,
        amount_minor: int,
        *,
        currency: str = "EUR",
        reason: str = "product_not_received",
        network: str = "visa",
        network_code: str = "13.1",
        is_inquiry: bool = False,
        respond_by: datetime | None = None,
    ) -> str:
        """Dispute a payment; return the dispute's reference."""
        reference, status = f"sbd_{secrets.token_hex(10)}", "inquiry" if is_inquiry else "needs_response"
        stage = DisputeStage.INQUIRY if is_inquiry else DisputeStage.CHARGEBACK
        due = respond_by or self.setup.now() + timedelta(days=14)
        with self.setup.record.books() as books:
            books.execute(
                "INSERT INTO sandbox_gateway.dispute (gateway_reference, account, payment_reference, amount_minor,"
                " currency, status, stage, reason, network, network_code, respond_by, opened_at)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
                [
                    reference, self.setup.account, payment_reference, amount_minor, currency, status, stage.value,
                    reason, network, network_code, due, self.setup.now(),
                ],
            )  # fmt: skip
        return reference

    def call_it(self, reference: str, status: str) -> None:
        """Give it any word as its status."""
        with self.setup.record.books() as books:
            books.execute(
                "UPDATE sandbox_gateway.dispute SET status = %s WHERE account = %s AND gateway_reference = %s",
                [status, self.setup.account, reference],
            )


def read(setup: Setup, reference: str) -> DisputeRecord:
    """See base.read_dispute."""
    try:
        with setup.record.books() as books:
            row = _row(books, setup, reference)
            count = _answers(books, setup, reference)
    except psycopg.Error as trouble:
        raise Unreachable(_("The sandbox did not answer.")) from trouble
    if row is None:
        raise NotFound(_("There is no such dispute."), "dispute_not_found")
    return _record(row, count)


def answer(setup: Setup, instruction: EvidenceInstruction) -> Answered:
    """See base.answer_dispute: one answer for each key, and one for each time that it is the shop's turn."""
    files = [
        {
            "kind": file.kind,
            "name": file.name,
            "bytes": len(file.content),
            "sha256": hashlib.sha256(file.content).hexdigest(),
        }
        for file in instruction.files
    ]
    return _act(setup, instruction.dispute_reference, instruction.key, "evidence", dict(instruction.texts), files)


def accept(setup: Setup, reference: str, key: str) -> Answered:
    """See base.accept_dispute."""
    return _act(setup, reference, key, "acceptance", {}, [])


def _act(
    setup: Setup, reference: str, key: str, kind: str, texts: dict[str, str], files: list[dict[str, Any]]
) -> Answered:
    try:
        with setup.record.atomic() as books:
            row = _row(books, setup, reference, lock=True)
            behaviour = scripted(books, setup, row["payment_reference"], "answer") if row else None
            early = _EARLY.get((behaviour or Behaviour()).answering)
            if early is not None:
                return early()
            answered = _take(books, setup, row, key, kind, texts, files)
    except psycopg.Error:
        return Answered(AnswerState.UNKNOWN, code="connection_reset")
    return _silence(setup) if behaviour and behaviour.answering in _LATE else answered


def _take(
    books: Books,
    setup: Setup,
    row: Row | None,
    key: str,
    kind: str,
    texts: dict[str, str],
    files: list[dict[str, Any]],
) -> Answered:
    if row is None:
        return Answered(AnswerState.REFUSED, "dispute_not_found", _("The sandbox does not know the dispute."))
    known = books.execute(
        "SELECT * FROM sandbox_gateway.dispute_answer WHERE account = %s AND key = %s", [setup.account, key]
    ).fetchone()
    if known is not None:
        same = (known["texts"], known["files"]) == (texts, files)
        return Answered(AnswerState.TAKEN) if same else Answered(AnswerState.UNKNOWN, "idempotency_mismatch")
    if row["status"] not in AFTER_ANSWER:
        return Answered(AnswerState.REFUSED, "not_open", _("The sandbox takes no answer to this dispute any more."))
    books.execute(
        "INSERT INTO sandbox_gateway.dispute_answer (account, dispute, stage, key, kind, texts, files, at)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        [setup.account, row["gateway_reference"], row["stage"], key, kind, Jsonb(texts), Jsonb(files), setup.now()],
    )
    status = AFTER_ANSWER[row["status"]] if kind == "evidence" else "accepted"
    books.execute("UPDATE sandbox_gateway.dispute SET status = %s WHERE id = %s", [status, row["id"]])
    return Answered(AnswerState.TAKEN, raw={"dispute": row["gateway_reference"], "status": status})


def _answers(books: Books, setup: Setup, reference: str) -> int:
    row = books.execute(
        "SELECT count(*) AS answers FROM sandbox_gateway.dispute_answer"
        " WHERE account = %s AND dispute = %s AND kind = 'evidence'",
        [setup.account, reference],
    ).fetchone()
    return row["answers"] if row else 0


def _row(books: Books, setup: Setup, reference: str, *, lock: bool = False) -> Row | None:
    wanted = "SELECT * FROM sandbox_gateway.dispute WHERE account = %s AND gateway_reference = %s"
    return books.execute(f"{wanted} FOR UPDATE" if lock else wanted, [setup.account, reference]).fetchone()


def _record(row: Row, answers: int) -> DisputeRecord:
    is_open = row["status"] in AFTER_ANSWER
    return DisputeRecord(
        gateway_reference=row["gateway_reference"],
        state=DisputeState(row["status"]),
        stage=DisputeStage(row["stage"]),
        word=row["status"],
        amount_minor=row["amount_minor"],
        currency=row["currency"],
        payment_references=(row["payment_reference"],),
        reason=row["reason"],
        network=row["network"],
        network_code=row["network_code"],
        respond_by=row["respond_by"] if is_open else None,
        can_respond=is_open,
        can_accept=row["status"] == "needs_response",
        answers=answers,
        opened_at=row["opened_at"],
        raw={name: value.isoformat() if isinstance(value, datetime) else value for name, value in row.items()},
    )


def _silence(setup: Setup) -> Answered:
    time.sleep(setup.knobs["silence_ms"] / 1000)
    return Answered(AnswerState.UNKNOWN, code="timeout")


_EARLY: dict[Answering, Callable[[], Answered]] = {
    Answering.DECLINE: lambda: Answered(AnswerState.REFUSED, "refused", _("The sandbox refused the answer.")),
    Answering.RESET_BEFORE: lambda: Answered(AnswerState.UNKNOWN, code="connection_reset"),
    Answering.ERROR_BEFORE: lambda: Answered(AnswerState.UNKNOWN, code="http_503"),
    Answering.RATE_LIMITED: lambda: Answered(
        AnswerState.UNKNOWN, code="rate_limited", retry_after_seconds=2, never_sent=True
    ),
}
_LATE = (Answering.SUCCEED_THEN_SILENCE, Answering.ERROR_AFTER)
