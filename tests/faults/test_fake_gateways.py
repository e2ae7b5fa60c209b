"""The fake gateways against our real adapters, over the vendors' own SDKs: what was paid, what was said, what is known."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from refunds.gateways.base import Gateway
from refunds.gateways.discovery import gateway_classes
from refunds.gateways.errors import ForgedWebhook
from refunds.gateways.types import GatewayEvent, Outcome, OutcomeState, PreparedRefund, RefundInstruction
from tests.faults.fake_gateways.running import FakeGateways, fake_gateways

ALL = ("stripe", "paypal", "adyen")
LOOKED_UP = ("stripe", "paypal")
SOON_SECONDS = 5

numbers = count(1)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FakeGateways]:
    with fake_gateways(tmp_path_factory.mktemp("fakes"), outcome_ms=10, webhook_ms=1, seed=4) as running:
        yield running


@pytest.fixture
def fakes(program: FakeGateways) -> Iterator[FakeGateways]:
    """Nothing goes wrong but what the test wants."""
    yield program
    program.set_faults(**dict.fromkeys(CHANGED, 0) | {"brownout": "", "decline_as": ""})


CHANGED = ("timeout_after", "error_before", "error_after", "reset_before", "reset_after", "rate_limited", "conflict")
CHANGED += ("slow", "garbled", "decline", "latency_ms")


def account(fakes: FakeGateways, code: str, **more: Any) -> Gateway:
    return gateway_classes()[code](code, fakes.accounts(read_seconds=1)[code] | more)


def paid(fakes: FakeGateways, code: str, amount_minor: int = 5000, currency: str = "EUR") -> str:
    """A customer pays; return the payment's reference."""
    reference = {"stripe": "ch_{}", "paypal": "CAPTURE{}", "adyen": "PAY{}"}[code].format(next(numbers))
    payment = {"reference": reference, "amount_minor": amount_minor, "currency": currency}
    fakes.declare_payments(code, [payment])
    return reference


def instruction(payment: str, amount_minor: int = 2000, currency: str = "EUR") -> RefundInstruction:
    number = next(numbers)
    return RefundInstruction(f"RF-2026-{number:06d}-1", f"key-{number}", payment, amount_minor, currency)


def sent(gateway: Gateway, payment: str, **wish: Any) -> tuple[PreparedRefund, Outcome]:
    prepared = gateway.prepare(instruction(payment, **wish))
    return prepared, gateway.send(prepared)


def known(fakes: FakeGateways, prepared: PreparedRefund) -> list[tuple[int, str]]:
    """Amount and status of every refund under our reference, in the ledger."""
    return fakes.rows("SELECT amount_minor, currency FROM refund WHERE reference = ?", prepared.reference)


@pytest.mark.parametrize("code", ALL)
def test_a_refund_and_the_rest_of_it_are_paid_once_each(fakes: FakeGateways, code: str) -> None:
    gateway, payment = account(fakes, code), paid(fakes, code)
    first, outcome = sent(gateway, payment, amount_minor=2000)
    rest, other = sent(gateway, payment, amount_minor=3000)

    expected = OutcomeState.PENDING if code == "adyen" else OutcomeState.SUCCEEDED
    assert (outcome.state, other.state) == (expected, expected), outcome
    assert (outcome.amount_minor, outcome.currency) == (2000, "EUR")
    assert known(fakes, first) == [(2000, "EUR")]
    assert known(fakes, rest) == [(3000, "EUR")]
    assert gateway.check()
