"""Answers that do not arrive: what was paid then, and how our adapters find out."""

from __future__ import annotations

import time

import pytest

from refunds.gateways.errors import Unreachable
from refunds.gateways.types import OutcomeState
from tests.faults.fake_gateways.running import FakeGateways
from tests.faults.fakes.asking import (
    GONE_WELL,
    LISTING,
    WITH_EFFECT,
    WITHOUT_EFFECT,
    account,
    every_gateway,
    in_turn,
    known,
    paid,
    sent,
    wish,
)


@in_turn(*WITH_EFFECT)
def test_what_was_paid_without_a_word_is_found_and_not_paid_again(fakes: FakeGateways, code: str, fault: str) -> None:
    gateway, payment = account(fakes, code), paid(fakes, code)
    gateway.check()
    prepared = gateway.prepare(wish(payment))
    fakes.set_faults(code, **{fault: 1})

    lost = gateway.send(prepared)

    assert (lost.state, lost.never_sent) == (OutcomeState.UNKNOWN, False)
    fakes.set_faults(code, **{fault: 0})
    if code in LISTING:
        lookup = gateway.look_up(prepared.reference, payment)
        assert lookup.found is not None
        assert lookup.found.state is OutcomeState.SUCCEEDED
    else:
        assert gateway.send(prepared).state is OutcomeState.PENDING
    assert len(known(fakes, prepared.reference)) == 1


@in_turn(*WITHOUT_EFFECT)
def test_what_was_not_paid_is_paid_by_the_same_bytes_later(fakes: FakeGateways, code: str, fault: str) -> None:
    gateway, payment = account(fakes, code), paid(fakes, code)
    gateway.check()
    prepared = gateway.prepare(wish(payment))
    fakes.set_faults(code, retry_after_seconds=7, **{fault: 1})

    lost = gateway.send(prepared)

    assert lost.state is OutcomeState.UNKNOWN
    if fault == "rate_limited":
        assert (lost.never_sent, lost.retry_after_seconds) == (True, 7)
    if code in LISTING:
        lookup = gateway.look_up(prepared.reference, payment)
        assert (lookup.found, lookup.certain) == (None, True)
    assert known(fakes, prepared.reference) == []
    fakes.set_faults(code, **{fault: 0})
    assert gateway.send(prepared).state is GONE_WELL[code]
    assert len(known(fakes, prepared.reference)) == 1


@every_gateway
def test_a_silence_that_is_held_is_a_time_out(fakes: FakeGateways, code: str) -> None:
    gateway, payment = account(fakes, code, read_seconds=1), paid(fakes, code)
    gateway.check()
    fakes.set_faults(code, timeout_after=1, hold_ms=60_000)

    reference, outcome = sent(gateway, payment)

    assert (outcome.state, outcome.code, outcome.never_sent) == (OutcomeState.UNKNOWN, "timeout", False)
    assert len(known(fakes, reference)) == 1


@every_gateway
def test_an_answer_that_comes_byte_by_byte_is_whole_in_the_end(fakes: FakeGateways, code: str) -> None:
    gateway, payment = account(fakes, code), paid(fakes, code)
    fakes.set_faults(code, slow=1, slow_ms=200)

    begun = time.monotonic()
    _, outcome = sent(gateway, payment)

    assert outcome.state is GONE_WELL[code]
    assert time.monotonic() - begun > 0.15
    fakes.set_faults(code, slow=0)
    fakes.brown_out(code, "slow")
    assert gateway.check()


def test_stripe_repeats_its_first_answer_also_where_that_was_an_error(fakes: FakeGateways) -> None:
    gateway, payment = account(fakes, "stripe"), paid(fakes, "stripe")
    prepared = gateway.prepare(wish(payment))
    fakes.set_faults("stripe", error_after=1)
    gateway.send(prepared)
    fakes.set_faults("stripe", error_after=0)

    assert gateway.send(prepared).code == "api_error"
    assert gateway.look_up(prepared.reference, payment).found is not None


@pytest.mark.parametrize("fault", ["read_timeout", "read_error", "read_reset", "read_rate_limited", "read_garbled"])
@pytest.mark.parametrize("code", LISTING)
def test_a_question_without_an_answer_proves_nothing(fakes: FakeGateways, code: str, fault: str) -> None:
    gateway, payment = account(fakes, code), paid(fakes, code)
    reference, outcome = sent(gateway, payment)
    fakes.set_faults(code, **{fault: 1})

    assert not gateway.look_up(reference, payment).certain
    assert gateway.read_refund(outcome.gateway_reference).state is OutcomeState.UNKNOWN


@in_turn("timeouts", "unavailable", "storm", "silent")
def test_a_brown_out_lasts_until_it_is_over(fakes: FakeGateways, code: str, fault: str) -> None:
    gateway, payment = account(fakes, code), paid(fakes, code)
    gateway.check()
    fakes.brown_out(code, fault)

    reference, outcome = sent(gateway, payment)

    assert outcome.state is OutcomeState.UNKNOWN
    assert len(known(fakes, reference)) == (fault == "timeouts")
    if code in LISTING:
        assert not gateway.look_up(reference, payment).certain
    else:
        with pytest.raises(Unreachable):
            gateway.check()
    fakes.brown_out(code, "")
    assert gateway.check()
