"""What the sandbox lists of its books: payments, refunds whoever made them, disputes, the lines of its settlement."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from refunds.gateways.dispute_types import DisputeRecord, MovementKind
from refunds.gateways.sandbox.answer import refund_body
from refunds.gateways.sandbox.case_books import dispute_body
from refunds.gateways.sandbox.court import change_due_cases
from refunds.gateways.sandbox.disputes import record_of
from refunds.gateways.sandbox.outgoing import change_due_refunds
from refunds.gateways.sandbox.record import Row
from refunds.gateways.sandbox.setup import Setup
from refunds.gateways.sandbox.verdicts import refund_outcome
from refunds.gateways.types import PulledPayment, PulledRefund, SettlementKind, SettlementLine

MOVEMENT_LINES = {
    MovementKind.WITHDRAWN: (SettlementKind.DISPUTE, -1),
    MovementKind.REINSTATED: (SettlementKind.DISPUTE_REVERSAL, 1),
    MovementKind.FEE: (SettlementKind.FEE, -1),
    MovementKind.COUNTER_FEE: (SettlementKind.FEE, -1),
    MovementKind.FEE_RETURNED: (SettlementKind.FEE, 1),
}
"""The kind of line that a movement of a dispute is, and whether it leaves the shop or comes to it."""


def payments(setup: Setup, since: datetime, until: datetime) -> Iterator[PulledPayment]:
    """The payments captured in that time, with what was paid back of each."""
    for row in _rows(setup, _PAYMENTS, since, until):
        yield PulledPayment(
            gateway_reference=row["reference"],
            amount_minor=row["amount_minor"],
            currency=row["currency"],
            captured_at=row["captured_at"],
            refunded_minor=row["refunded_minor"],
            raw=row["details"],
            **row["details"],
        )


def refunds(setup: Setup, since: datetime, until: datetime) -> Iterator[PulledRefund]:
    """The refunds made in that time, as they are now."""
    with setup.record.atomic() as books:
        change_due_refunds(books, setup)
    for row in _rows(setup, _REFUNDS, since, until):
        yield PulledRefund(
            outcome=refund_outcome(refund_body(row)),
            payment_reference=row["payment_reference"],
            created_at=row["created_at"],
            refund_reference=row["reference"],
        )


def disputes(setup: Setup, since: datetime, until: datetime) -> Iterator[DisputeRecord]:
    """The disputes opened or changed in that time, as they are now."""
    with setup.record.atomic() as books:
        change_due_cases(books, setup)
    for row in _rows(setup, _DISPUTES, since, until):
        with setup.record.books() as books:
            shown = dispute_body(books, row)
        yield record_of(shown)


def settlement(setup: Setup, since: datetime, until: datetime) -> Iterator[SettlementLine]:
    """What came in and what left in that time; the sandbox keeps no fee but for disputes."""
    for row in _rows(setup, _PAYMENTS, since, until):
        yield SettlementLine(
            line_id=f"{row['reference']}:charge",
            kind=SettlementKind.PAYMENT,
            word="charge",
            amount_minor=row["amount_minor"],
            currency=row["currency"],
            settled_at=row["captured_at"],
            gateway_reference=row["reference"],
            payment_reference=row["reference"],
        )
    for row in _rows(setup, _REFUNDS, since, until):
        if row["status"] == "succeeded":
            yield SettlementLine(
                line_id=f"{row['gateway_reference']}:refund",
                kind=SettlementKind.REFUND,
                word="refund",
                amount_minor=-row["amount_minor"],
                currency=row["currency"],
                settled_at=row["created_at"],
                gateway_reference=row["gateway_reference"],
                payment_reference=row["payment_reference"],
                refund_reference=row["reference"],
            )
    for row in _rows(setup, _MOVEMENTS, since, until):
        kind, sign = MOVEMENT_LINES[MovementKind(row["kind"])]
        yield SettlementLine(
            line_id=row["movement_id"],
            kind=kind,
            word=row["kind"],
            amount_minor=sign * row["amount_minor"],
            currency=row["currency"],
            settled_at=row["moved_at"],
            gateway_reference=row["dispute"],
            payment_reference=row["payment_reference"],
        )


def _rows(setup: Setup, statement: str, since: datetime, until: datetime) -> list[Row]:
    with setup.record.books() as books:
        return books.execute(statement.encode(), [setup.account, since, until]).fetchall()


_PAYMENTS = """
    SELECT p.*, (SELECT coalesce(sum(r.amount_minor), 0)::bigint FROM sandbox_gateway.refund r
        WHERE r.account = p.account AND r.payment_reference = p.reference
        AND r.status NOT IN ('failed', 'canceled')) AS refunded_minor
    FROM sandbox_gateway.payment p
    WHERE p.account = %s AND p.captured_at >= %s AND p.captured_at < %s
    ORDER BY p.captured_at, p.reference
"""
_REFUNDS = """
    SELECT * FROM sandbox_gateway.refund
    WHERE account = %s AND created_at >= %s AND created_at < %s
    ORDER BY created_at, id
"""
_DISPUTES = """
    SELECT * FROM sandbox_gateway.dispute
    WHERE account = %s AND changed_at >= %s AND changed_at < %s
    ORDER BY changed_at, id
"""
_MOVEMENTS = """
    SELECT m.*, d.payment_reference FROM sandbox_gateway.dispute_movement m
    JOIN sandbox_gateway.dispute d ON d.account = m.account AND d.gateway_reference = m.dispute
    WHERE m.account = %s AND m.moved_at >= %s AND m.moved_at < %s
    ORDER BY m.moved_at, m.id
"""
