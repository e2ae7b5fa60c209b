"""How the tests ask the fake gateways, through our real adapters, and what they look for in their ledger."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from itertools import count
from typing import Any

import pytest

from refunds.gateways.base import Gateway
from refunds.gateways.discovery import gateway_classes
from refunds.gateways.types import GatewayEvent, Outcome, OutcomeState, RefundInstruction
from tests.faults.fake_gateways.running import FakeGateways

ALL = ("stripe", "paypal", "adyen")
LISTING = ("stripe", "paypal")
"""Those that can be asked. Adyen can only be sent the same again."""

GONE_WELL = {"stripe": OutcomeState.SUCCEEDED, "paypal": OutcomeState.SUCCEEDED, "adyen": OutcomeState.PENDING}
WITH_EFFECT = ("timeout_after", "error_after", "reset_after", "garbled")
WITHOUT_EFFECT = ("timeout_before", "error_before", "reset_before", "rate_limited", "conflict")
SOON_SECONDS = 20
PATIENT_SECONDS = 10

numbers = count(1)
every_gateway = pytest.mark.parametrize("code", ALL)


def in_turn(*faults: Any) -> Callable[[Any], Any]:
    """Each fault at one of the gateways, or with FAULT_MATRIX=whole at all of them."""
    whole = os.environ.get("FAULT_MATRIX") == "whole"
    cells = [(code, fault) for turn, fault in enumerate(faults) for code in (ALL if whole else (ALL[turn % len(ALL)],))]

    def parametrized(test: Any) -> Any:
        return pytest.mark.full(pytest.mark.parametrize(("code", "fault"), cells)(test))

    return parametrized


def account(fakes: FakeGateways, code: str, **more: Any) -> Gateway:
    """Our adapter with its account there. It is patient: a silence ends by the far side's hanging up."""
    return gateway_classes()[code](code, fakes.accounts(read_seconds=PATIENT_SECONDS)[code] | more)


def paid(fakes: FakeGateways, code: str, amount_minor: int = 5000, currency: str = "EUR", **more: Any) -> str:
    """A customer pays; return the payment's reference."""
    reference = {"stripe": "ch_{}", "paypal": "CAPTURE{}", "adyen": "PAY{}"}[code].format(next(numbers))
    told = {"reference": reference, "amount_minor": amount_minor, "currency": currency, **more}
    fakes.declare_payments(code, [told])
    return reference


def wish(payment: str, amount_minor: int = 2000, currency: str = "EUR") -> RefundInstruction:
    number = next(numbers)
    return RefundInstruction(f"RF-1970-{number:06d}-1", f"key-{number}", payment, amount_minor, currency)


def sent(gateway: Gateway, payment: str, amount_minor: int = 2000, currency: str = "EUR") -> tuple[str, Outcome]:
    """Ask for a refund; return our reference and what the adapter makes of the answer."""
    prepared = gateway.prepare(wish(payment, amount_minor, currency))
    return prepared.reference, gateway.send(prepared)


def known(fakes: FakeGateways, reference: str) -> list[tuple[int, str, str]]:
    """Amount, currency and status of every refund under our reference, by the ledger."""
    return fakes.rows("SELECT amount_minor, currency, status FROM refund WHERE reference = ?", reference)


def keys_met(fakes: FakeGateways, reference: str) -> list[str]:
    return [key for (key,) in fakes.rows("SELECT key_was FROM request WHERE reference = ? ORDER BY id", reference)]


def until(look: Callable[[], list[Any]], *, is_there: int = 1) -> list[Any]:
    """Look until there are so many."""
    deadline = time.monotonic() + SOON_SECONDS
    while len(seen := look()) < is_there and time.monotonic() < deadline:
        time.sleep(0.01)
    assert len(seen) >= is_there, seen
    return seen


def letters(fakes: FakeGateways, refund: str) -> list[tuple[str, str, bytes, dict[str, str]]]:
    """Kind, fault, bytes and headers of what the gateway told about a refund and could not deliver anywhere."""
    sql = "SELECT kind, fault, body, headers FROM webhook WHERE refund = ? AND state = 'kept' ORDER BY id"
    return [(kind, fault, body, json.loads(headers)) for kind, fault, body, headers in fakes.rows(sql, refund)]


def told(fakes: FakeGateways, gateway: Gateway, refund: str, letter_count: int = 1) -> list[GatewayEvent]:
    """What the adapter reads in the letters about a refund, each proven first."""
    found = until(lambda: letters(fakes, refund), is_there=letter_count)
    return [event for _, _, body, headers in found for event in gateway.read_events(body, headers)]
