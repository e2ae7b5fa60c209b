"""A refund that waits for a decision, and office hours that no test has to wait for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime

import pytest

from customers.clock import clock_at
from customers.models import Customer
from refunds.models import AnswerTime, Refund
from tests.cast import PaymentFactory
from tests.desk import ask

WEDNESDAY = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
"""Ten in the morning in Berlin."""


@pytest.fixture
def wednesday() -> Iterator[datetime]:
    """It is Wednesday, ten o'clock in Berlin."""
    with clock_at(WEDNESDAY):
        yield WEDNESDAY


@pytest.fixture
def at() -> Callable[[str], AbstractContextManager[None]]:
    """at("2026-11-27 15:00") lets the block happen then, by Berlin's winter time."""
    return lambda text: clock_at(datetime.fromisoformat(f"{text}+01:00"))


@pytest.fixture
def office(db: None) -> AnswerTime:
    """Eight working hours to answer, a reminder two before; a silent customer is asked again after three days."""
    return AnswerTime.objects.create(hours=8, remind_hours=2, ask_again_days=3, back_after_days=4)


@pytest.fixture
def waiting(wednesday: datetime, office: AnswerTime, make_payment: PaymentFactory, mila: Customer) -> Refund:
    """Mila wants 450.00 EUR back: a person decides, by Thursday at ten."""
    refund = ask(make_payment(mila, total_minor=45_000))
    assert refund.state == Refund.State.UNDER_REVIEW
    return refund
