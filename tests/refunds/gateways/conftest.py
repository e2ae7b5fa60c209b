"""A sandbox of its own for every test, with a clock that the test moves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from refunds.gateways.accounts import database_conninfo
from refunds.gateways.sandbox import Sandbox
from refunds.gateways.types import PreparedRefund, RefundInstruction

SandboxFactory = Callable[..., Sandbox]

_numbers = count(1)


class Clock:
    """Stands still until the test lets time pass."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def let_pass(self, seconds: int) -> None:
        self.moment += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def open_sandbox(django_db_setup: None, clock: Clock) -> SandboxFactory:
    """Open an account at the sandbox that knows one payment, pay_mila, of 50.00 EUR."""

    def build(**config: Any) -> Sandbox:
        standard = {"database": database_conninfo(), "clock": clock, "webhook_secrets": ["whsec_now"]}
        sandbox = Sandbox(f"shop-{next(_numbers)}", standard | config)
        sandbox.console.register_payment("pay_mila", 5000, "EUR", customer_email="mila@example.org")
        return sandbox

    return build


@pytest.fixture
def sandbox(open_sandbox: SandboxFactory) -> Sandbox:
    return open_sandbox()


def instruction(**changes: Any) -> RefundInstruction:
    """Ask for 20.00 EUR of Mila's payment, unless told otherwise."""
    number = next(_numbers)
    standard = {
        "reference": f"RF-2026-{number:06d}-1",
        "idempotency_key": f"key-{number}",
        "payment_reference": "pay_mila",
        "amount_minor": 2000,
        "currency": "EUR",
        "reason": "goodwill",
    }
    return RefundInstruction(**{**standard, **changes})


def prepared(sandbox: Sandbox, **changes: Any) -> PreparedRefund:
    return sandbox.prepare(instruction(**changes))
