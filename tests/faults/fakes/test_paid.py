"""What the fake gateways pay, refuse, and do not pay twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from refunds.gateways.types import OutcomeState, RefundInstruction
from tests.faults.fake_gateways.running import FakeGateways
from tests.faults.fakes.asking import (
    ALL,
    GONE_WELL,
    LISTING,
    account,
    every_gateway,
    keys_met,
    known,
    paid,
    sent,
    told,
    until,
    wish,
)


@every_gateway
def test_a_part_and_the_rest_are_paid_once_each(fakes: FakeGateways, code: str) -> None:
    gateway, payment = account(fakes, code), paid(fakes, code)

    for amount_minor in (2000, 3000):
        reference, outcome = sent(gateway, payment, amount_minor)
        assert outcome.state is GONE_WELL[code], outcome
        assert (outcome.amount_minor, outcome.currency) == (amount_minor, "EUR")
        until(lambda: [row for row in known(fakes, reference) if row[2] == "succeeded"])  # noqa: B023
        assert known(fakes, reference) == [(amount_minor, "EUR", "succeeded")]


@every_gateway
@pytest.mark.parametrize(("currency", "amount_minor"), [("JPY", 1200), ("KWD", 1230), ("HUF", 120_000), ("ISK", 12)])
def test_every_currency_is_counted_as_the_gateway_counts_it(
    fakes: FakeGateways, code: str, currency: str, amount_minor: int
) -> None:
    gateway, payment = account(fakes, code), paid(fakes, code, amount_minor * 2, currency)

    reference, outcome = sent(gateway, payment, amount_minor, currency)

    assert (outcome.state, outcome.amount_minor) == (GONE_WELL[code], amount_minor)
    assert [row[:2] for row in known(fakes, reference)] == [(amount_minor, currency)]


@pytest.mark.parametrize("code", LISTING)
def test_more_than_is_left_is_refused_in_the_gateways_words(fakes: FakeGateways, code: str) -> None:
    gateway, payment = account(fakes, code), paid(fakes, code)

    _, too_much = sent(gateway, payment, 5001)
    sent(gateway, payment, 5000)
    reference, nothing_left = sent(gateway, payment, 1)

    assert (too_much.state, nothing_left.state) == (OutcomeState.FAILED, OutcomeState.FAILED)
    assert nothing_left.code == {"stripe": "charge_already_refunded", "paypal": "CAPTURE_FULLY_REFUNDED"}[code]
    assert known(fakes, reference) == []


def test_adyen_says_by_webhook_that_it_was_too_much(fakes: FakeGateways) -> None:
    gateway, payment = account(fakes, "adyen"), paid(fakes, "adyen")

    reference, outcome = sent(gateway, payment, 5001)

    (event,) = told(fakes, gateway, outcome.gateway_reference)
    assert event.outcome is not None
    assert (event.kind, event.outcome.state) == ("REFUND", OutcomeState.FAILED)
    assert known(fakes, reference) == [(5001, "EUR", "failed")]


@every_gateway
def test_a_payment_of_somebody_else_is_refused(fakes: FakeGateways, code: str) -> None:
    _, outcome = sent(account(fakes, code), "ELSEWHERE1")

    assert outcome.state is OutcomeState.FAILED


@every_gateway
def test_the_same_bytes_under_the_same_key_are_one_refund(fakes: FakeGateways, code: str) -> None:
    gateway = account(fakes, code)
    prepared = gateway.prepare(wish(paid(fakes, code)))

    first, second = gateway.send(prepared), gateway.send(prepared)

    assert first.gateway_reference == second.gateway_reference != ""
    assert len(known(fakes, prepared.reference)) == 1
    assert keys_met(fakes, prepared.reference) == ["new", "again"]


@every_gateway
def test_other_bytes_under_the_same_key_pay_nothing_more(fakes: FakeGateways, code: str) -> None:
    gateway, asked = account(fakes, code), wish(paid(fakes, code))
    first = gateway.send(gateway.prepare(asked))

    other = RefundInstruction(asked.reference, asked.idempotency_key, asked.payment_reference, 1000, "EUR")
    second = gateway.send(gateway.prepare(other))

    assert known(fakes, asked.reference)[0][0] == 2000
    assert keys_met(fakes, asked.reference) == ["new", "other_body"]
    if code == "paypal":  # it tells the latest of the first
        assert (second.gateway_reference, second.amount_minor) == (first.gateway_reference, 2000)
    else:
        assert (second.state, second.code) == (
            OutcomeState.UNKNOWN, {"stripe": "idempotency_error", "adyen": "704"}[code]
        )  # fmt: skip


@every_gateway
def test_a_twin_on_its_way_is_told_so(fakes: FakeGateways, code: str) -> None:
    gateway = account(fakes, code)
    prepared = gateway.prepare(wish(paid(fakes, code)))
    gateway.check()  # so that PayPal's token is there
    fakes.set_faults(code, latency_ms=600)

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(gateway.send, [prepared, prepared]))

    assert {outcome.state for outcome in outcomes} == {GONE_WELL[code], OutcomeState.UNKNOWN}
    assert len(known(fakes, prepared.reference)) == 1
    assert sorted(keys_met(fakes, prepared.reference)) == ["in_progress", "new"]


def test_a_forgotten_key_pays_twice_where_nothing_else_stops_it(fakes: FakeGateways) -> None:
    fakes.set_faults(key_life_seconds=0)
    outcomes, references = {}, {}
    for code in ALL:
        gateway = account(fakes, code)
        prepared = gateway.prepare(wish(paid(fakes, code)))
        gateway.send(prepared)
        outcomes[code], references[code] = gateway.send(prepared), prepared.reference

    twice = {reference for (reference,) in fakes.rows("SELECT reference FROM paid_twice")}
    assert {references["stripe"], references["adyen"]} <= twice
    assert references["paypal"] not in twice
    assert outcomes["paypal"].code == "DUPLICATE_INVOICE_ID"
