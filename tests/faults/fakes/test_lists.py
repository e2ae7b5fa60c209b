"""What the fake gateways list, whom they let in, and how they draw."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from customers.clock import clock_at
from refunds.gateways.errors import BadConfiguration
from refunds.gateways.types import OutcomeState
from tests.faults.fake_gateways.rules import Chance, Rules
from tests.faults.fake_gateways.running import FakeGateways, fake_gateways
from tests.faults.fakes.asking import (
    ALL,
    LISTING,
    account,
    known,
    paid,
    sent,
    until,
)


@pytest.mark.parametrize("code", LISTING)
def test_payments_and_refunds_are_listed_with_those_made_by_hand(fakes: FakeGateways, code: str) -> None:
    since = datetime.now(UTC) - timedelta(hours=2)
    earlier = time.time() - 3600
    gateway, payment = (
        account(fakes, code),
        paid(fakes, code, made_at=earlier, order_reference="A-1", name="Mila Novak"),
    )
    by_hand = fakes.refund_by_hand(code, payment, 1500)
    reference, outcome = sent(gateway, payment)
    later = datetime.now(UTC) + timedelta(seconds=2)

    with clock_at(later):  # PayPal lists whole seconds that are over
        listed = [pulled for pulled in gateway.pull_payments(since, later) if pulled.gateway_reference == payment]
        refunds = {pulled.outcome.gateway_reference: pulled for pulled in gateway.pull_refunds(since, later)}
        lines = {line.gateway_reference: line for line in gateway.pull_settlement(since, later)}
        held = gateway.balance("EUR")

    assert [(p.amount_minor, p.refunded_minor, p.order_reference, p.customer_name) for p in listed] == [
        (5000, 3500, "A-1", "Mila Novak")
    ]
    assert (refunds[by_hand].refund_reference, refunds[by_hand].outcome.amount_minor) == ("", 1500)
    assert refunds[outcome.gateway_reference].refund_reference == reference
    assert refunds[by_hand].payment_reference == payment
    assert (lines[payment].amount_minor, lines[by_hand].amount_minor) == (5000, -1500)
    assert held


@pytest.mark.parametrize("code", LISTING)
def test_lists_of_many_come_in_pages(fakes: FakeGateways, code: str) -> None:
    gateway, many = account(fakes, code), [f"MANY{code}{number}" for number in range(620)]
    day = datetime(2026, 3, 14, 9, tzinfo=UTC)
    one = {"amount_minor": 5000, "currency": "EUR", "made_at": day.timestamp()}
    fakes.declare_payments(code, [{"reference": reference, **one} for reference in many])

    pulled = gateway.pull_payments(day, day + timedelta(minutes=1))

    assert sorted(payment.gateway_reference for payment in pulled) == sorted(many)


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ("stripe", {"secret_key": "sk_test_other"}),
        ("stripe", {"read_key": "rk_test_other"}),
        ("paypal", {"client_secret": "other"}),
        ("adyen", {"secret_key": "other"}),
        ("adyen", {"merchant_account": "OtherECOM"}),
    ],
)
def test_strangers_are_turned_away(fakes: FakeGateways, code: str, wrong: dict[str, str]) -> None:
    with pytest.raises(BadConfiguration):
        account(fakes, code, **wrong).check()


def test_a_rule_that_nobody_knows_is_refused_and_changes_nothing(fakes: FakeGateways) -> None:
    for wrong in ({"declines": 1}, {"decline": 1.5}, {"decline": "often"}, {"brownout": "dark"}):
        with pytest.raises(AssertionError):
            fakes.set_faults(decline_as="x", **wrong)
    reference, outcome = sent(account(fakes, "stripe"), paid(fakes, "stripe"))
    assert (outcome.state, len(known(fakes, reference))) == (OutcomeState.SUCCEEDED, 1)


def test_it_starts_with_the_rules_of_each_gateway_and_of_all(tmp_path: Path) -> None:
    with fake_gateways(
        tmp_path, seed=9, latency_ms=3, decline=0.5, adyen={"decline": 1, "lost_again_ms": 100}
    ) as fakes:
        rules = fakes.rows("SELECT gateway, name, value FROM setting")
        _, outcome = sent(account(fakes, "adyen"), paid(fakes, "adyen"))
        until(lambda: fakes.rows("SELECT 1 FROM refund WHERE id = ? AND status = 'failed'", outcome.gateway_reference))

    assert ("", "seed", "9") in rules
    assert {(code, "latency_ms", "3.0") for code in ALL} <= set(rules)
    assert {("stripe", "decline", "0.5"), ("adyen", "decline", "1"), ("adyen", "lost_again_ms", "100")} <= set(rules)


def test_the_same_seed_draws_the_same_faults_in_about_their_shares() -> None:
    rules, names = Rules(timeout_after=0.05, reset_before=0.02, decline=0.9), ("timeout_after", "reset_before")

    def drawn(seed: int) -> list[str]:
        chance = Chance(seed)
        return [chance.one_of(rules, names, "stripe", "call", f"RF-{number}", 1) for number in range(4000)]

    first = drawn(7)
    assert first == drawn(7) != drawn(8)
    assert 150 < first.count("timeout_after") < 250
    assert 50 < first.count("reset_before") < 110
    assert "decline" not in first
