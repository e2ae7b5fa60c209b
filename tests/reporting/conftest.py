"""A small shop with a past: money that left, and money that came back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
from django.db import connection
from django.db.backends.utils import CursorWrapper

from customers import clock
from customers.actors import Actor
from customers.models import Payment, User
from refunds.actions.pay_by_transfer import pay_by_transfer
from refunds.actions.settle import apply_refund_outcome
from refunds.gateways.types import Outcome, OutcomeState
from refunds.models import Refund, RefundAttempt
from tests import desk

PaidAt = Callable[..., Refund]


@pytest.fixture
def transferred(boris: User, fatima: User) -> PaidAt:
    """transferred(payment, moment, amount_minor=4300): asked, approved and paid by bank transfer at that moment."""

    def pay(payment: Payment, moment: datetime, **wish: int) -> Refund:
        with clock.clock_at(moment):
            asked = desk.ask(payment, rail=Refund.Rail.BANK_TRANSFER, **wish)
            refund = desk.approve(asked, boris)
            return pay_by_transfer(actor=Actor.user(fatima), reference=refund.reference, bank_reference="SEPA 1")

    return pay


@pytest.fixture
def sent_and_returned(boris: User) -> Callable[[Payment], Refund]:
    """sent_and_returned(payment): paid to the card just now, and returned by the bank right after."""

    def pay(payment: Payment) -> Refund:
        refund = desk.ask(desk.known_to_sandbox(payment))
        if refund.state == Refund.State.UNDER_REVIEW:
            desk.approve(refund, boris)
        desk.worker_runs()
        back = Outcome(state=OutcomeState.REVERSED, code="account_closed", message="The account is closed.")
        apply_refund_outcome(RefundAttempt.objects.get(refund=refund).pk, back, Actor.system("worker"))
        return desk.again(refund)

    return pay


@contextmanager
def guards_down() -> Iterator[CursorWrapper]:
    """Write behind the back of every trigger of ours, as somebody with the database's keys could."""
    tables = ("customers_payment", "refunds_refund", "refunds_journalentry", "refunds_journalline")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield cursor
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
