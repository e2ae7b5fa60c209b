"""Refunds that are turned down, wait, or come back."""

from __future__ import annotations

import pytest

from refunds.gateways.types import OutcomeState
from tests.faults.fake_gateways.adyen import Adyen
from tests.faults.fake_gateways.paypal import PayPal
from tests.faults.fake_gateways.running import FakeGateways
from tests.faults.fake_gateways.stripe import Stripe
from tests.faults.fakes.asking import (
    ALL,
    LISTING,
    account,
    known,
    paid,
    sent,
    told,
)

WORDS = {"stripe": Stripe.declines, "paypal": PayPal.declines, "adyen": (*Adyen.declines, "905")}


@pytest.mark.parametrize(("code", "word"), [(code, word) for code in ALL for word in WORDS[code]])
def test_every_word_of_a_refusal_is_a_refusal_to_our_adapter(fakes: FakeGateways, code: str, word: str) -> None:
    gateway, payment = account(fakes, code), paid(fakes, code)
    fakes.set_faults(code, decline=1, decline_as=word)

    reference, outcome = sent(gateway, payment)

    if code == "adyen" and not word.isdigit():
        (event,) = told(fakes, gateway, outcome.gateway_reference)
        assert event.outcome is not None
        outcome = event.outcome
    assert outcome.state is OutcomeState.FAILED
    assert outcome.message
    assert not [row for row in known(fakes, reference) if row[2] != "failed"]


@pytest.mark.parametrize(
    ("course", "states"),
    [
        ("pending", [OutcomeState.PENDING, OutcomeState.SUCCEEDED]),
        ("pending_fail", [OutcomeState.PENDING, OutcomeState.FAILED]),
        ("fail_later", [OutcomeState.SUCCEEDED, OutcomeState.FAILED]),
    ],
)
@pytest.mark.parametrize("code", LISTING)
def test_the_course_of_a_refund_can_be_read_and_is_told(
    fakes: FakeGateways, code: str, course: str, states: list[OutcomeState]
) -> None:
    gateway, payment = account(fakes, code), paid(fakes, code)
    fakes.set_faults(code, fail_later_ms=5, **{course: 1})

    _, outcome = sent(gateway, payment)
    events = told(fakes, gateway, outcome.gateway_reference, letter_count=2)

    assert [outcome.state, gateway.read_refund(outcome.gateway_reference).state] == states
    assert {event.gateway_reference for event in events} == {outcome.gateway_reference}
    assert {event.payment_reference for event in events} == {payment}


def test_adyen_takes_back_what_it_said(fakes: FakeGateways) -> None:
    gateway, payment = account(fakes, "adyen"), paid(fakes, "adyen")
    fakes.set_faults("adyen", fail_later=1, fail_later_ms=5)

    reference, outcome = sent(gateway, payment)

    paid_first, back = told(fakes, gateway, outcome.gateway_reference, letter_count=2)
    assert paid_first.outcome is not None
    assert back.outcome is not None
    assert (paid_first.outcome.state, back.outcome.state) == (OutcomeState.SUCCEEDED, OutcomeState.REVERSED)
    assert known(fakes, reference)[0][2] == "failed"


def test_without_funds_stripe_waits_and_paypal_refuses(fakes: FakeGateways) -> None:
    fakes.set_faults(waits_for_funds=1, outcome_ms=60_000)

    _, waits = sent(account(fakes, "stripe"), paid(fakes, "stripe"))
    _, refused = sent(account(fakes, "paypal"), paid(fakes, "paypal"))

    assert waits.state is OutcomeState.WAITING_FUNDS
    assert (refused.state, refused.code) == (OutcomeState.FAILED, "REFUND_FAILED_INSUFFICIENT_FUNDS")
