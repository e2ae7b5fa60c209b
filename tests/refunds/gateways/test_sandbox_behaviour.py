"""The sandbox misbehaves as told, and each time our side says only what it can know."""

from __future__ import annotations

from collections import Counter

import pytest

from refunds.gateways.sandbox import Sandbox
from refunds.gateways.sandbox.behaviour import Announcing, Answering, Behaviour, chance_behaviour, named_behaviour
from refunds.gateways.types import OutcomeState
from tests.refunds.gateways.conftest import Clock, SandboxFactory, prepared

HEARD = [
    # behaviour, what we hear, our word for it, surely without effect, refunds in its books
    (Answering.ACCEPT, OutcomeState.SUCCEEDED, "", False, 1),
    (Answering.SLOW, OutcomeState.SUCCEEDED, "", False, 1),
    (Answering.FAIL_LATER, OutcomeState.SUCCEEDED, "", False, 1),
    (Answering.PENDING, OutcomeState.PENDING, "", False, 1),
    (Answering.PENDING_THEN_FAIL, OutcomeState.PENDING, "", False, 1),
    (Answering.ACTION_REQUIRED, OutcomeState.ACTION_REQUIRED, "", False, 1),
    (Answering.WAITING_FUNDS, OutcomeState.WAITING_FUNDS, "", False, 1),
    (Answering.DECLINE, OutcomeState.FAILED, "declined", False, 0),
    (Answering.SUCCEED_THEN_SILENCE, OutcomeState.UNKNOWN, "timeout", False, 1),
    (Answering.ERROR_AFTER, OutcomeState.UNKNOWN, "internal", False, 1),
    (Answering.ERROR_BEFORE, OutcomeState.UNKNOWN, "unavailable", False, 0),
    (Answering.RESET_BEFORE, OutcomeState.UNKNOWN, "connection_reset", False, 0),
    (Answering.RATE_LIMITED, OutcomeState.UNKNOWN, "rate_limited", True, 0),
    (Answering.REFUSED, OutcomeState.UNKNOWN, "connection_refused", True, 0),
]


def test_every_answer_has_a_row_here() -> None:
    assert {row[0] for row in HEARD} == set(Answering)


@pytest.mark.parametrize(("answering", "state", "code", "never_sent", "refunds"), HEARD)
def test_a_scripted_answer_is_heard_and_booked(
    open_sandbox: SandboxFactory,
    answering: Answering,
    state: OutcomeState,
    code: str,
    never_sent: bool,
    refunds: int,
) -> None:
    sandbox = open_sandbox(slow_ms=1)
    sandbox.console.script("pay_mila", [answering])

    outcome = sandbox.send(prepared(sandbox))

    assert (outcome.state, outcome.code, outcome.never_sent) == (state, code, never_sent)
    assert len(sandbox.console.dump()["refund"]) == refunds


@pytest.mark.parametrize("lost", [Answering.SUCCEED_THEN_SILENCE, Answering.ERROR_AFTER])
def test_a_refund_whose_answer_was_lost_is_found_and_not_paid_twice(sandbox: Sandbox, lost: Answering) -> None:
    sandbox.console.script("pay_mila", [lost])
    order = prepared(sandbox)
    sandbox.send(order)

    lookup = sandbox.look_up(order.reference, "pay_mila")

    assert lookup.certain
    assert lookup.found is not None
    assert lookup.found.state == OutcomeState.SUCCEEDED
    assert sandbox.send(order) == lookup.found
    assert len(sandbox.console.dump()["refund"]) == 1


def test_a_request_that_never_arrived_is_surely_unknown_and_may_be_sent_again(sandbox: Sandbox) -> None:
    sandbox.console.script("pay_mila", ["error_before"])
    order = prepared(sandbox)
    sandbox.send(order)

    lookup = sandbox.look_up(order.reference, "pay_mila")

    assert (lookup.found, lookup.certain) == (None, True)
    assert sandbox.send(order).state == OutcomeState.SUCCEEDED


@pytest.mark.parametrize("trouble", ["error_before", "reset_before", "rate_limited", "refused"])
def test_a_question_that_gets_no_answer_proves_nothing(sandbox: Sandbox, trouble: str) -> None:
    order = prepared(sandbox)
    outcome = sandbox.send(order)
    sandbox.console.script("pay_mila", [trouble, trouble], asks="read")

    lookup = sandbox.look_up(order.reference, "pay_mila")

    assert (lookup.found, lookup.certain) == (None, False)
    assert sandbox.read_refund(outcome.gateway_reference).state == OutcomeState.UNKNOWN
    assert sandbox.read_refund(outcome.gateway_reference).state == OutcomeState.SUCCEEDED


def test_a_declined_refund_stays_declined_under_its_key(sandbox: Sandbox) -> None:
    sandbox.console.script("pay_mila", ["decline"])
    order = prepared(sandbox)

    assert sandbox.send(order) == sandbox.send(order)
    assert sandbox.send(prepared(sandbox)).state == OutcomeState.SUCCEEDED


@pytest.mark.parametrize(
    ("behaviour", "first", "seconds", "then", "code"),
    [
        ("pending", OutcomeState.PENDING, 30, OutcomeState.SUCCEEDED, ""),
        ("action_required", OutcomeState.ACTION_REQUIRED, 30, OutcomeState.SUCCEEDED, ""),
        ("waiting_funds", OutcomeState.WAITING_FUNDS, 30, OutcomeState.SUCCEEDED, ""),
        ("pending_then_fail", OutcomeState.PENDING, 30, OutcomeState.FAILED, "account_closed"),
        ("fail_later", OutcomeState.SUCCEEDED, 3 * 24 * 60 * 60, OutcomeState.FAILED, "account_closed"),
    ],
)
def test_time_ends_what_was_open(
    sandbox: Sandbox,
    clock: Clock,
    behaviour: str,
    first: OutcomeState,
    seconds: int,
    then: OutcomeState,
    code: str,
) -> None:
    sandbox.console.script("pay_mila", [behaviour])
    reference = sandbox.send(prepared(sandbox)).gateway_reference

    clock.let_pass(seconds - 1)
    assert sandbox.read_refund(reference).state == first
    clock.let_pass(1)
    assert sandbox.read_refund(reference).state == then
    assert sandbox.read_refund(reference).code == code


def test_a_rate_limit_says_when_to_come_back(sandbox: Sandbox) -> None:
    sandbox.console.script("pay_mila", ["rate_limited"])

    assert sandbox.send(prepared(sandbox)).retry_after_seconds == 2


def test_a_status_word_that_nobody_knows_is_kept_pending_for_a_person(sandbox: Sandbox) -> None:
    reference = sandbox.send(prepared(sandbox)).gateway_reference
    sandbox.console.advance(reference, "held_by_aliens")

    outcome = sandbox.read_refund(reference)

    assert (outcome.state, outcome.code) == (OutcomeState.PENDING, "held_by_aliens")
    assert "held_by_aliens" in outcome.message
    assert outcome.raw["status"] == "held_by_aliens"


def test_a_payment_can_carry_its_behaviour_in_its_name(sandbox: Sandbox) -> None:
    sandbox.console.register_payment("pay_9.error_before", 900, "EUR")
    order = prepared(sandbox, payment_reference="pay_9.error_before", amount_minor=900)

    assert sandbox.send(order).state == OutcomeState.UNKNOWN
    assert sandbox.send(order).state == OutcomeState.SUCCEEDED


@pytest.mark.parametrize(
    ("text", "behaviour"),
    [
        ("pending", Behaviour(Answering.PENDING)),
        ("webhook_lost", Behaviour(announcing=Announcing.LOST)),
        ("error_after+webhook_twice", Behaviour(Answering.ERROR_AFTER, Announcing.TWICE)),
    ],
)
def test_behaviours_are_written_as_words(text: str, behaviour: Behaviour) -> None:
    assert Behaviour.parse(text) == behaviour
    assert Behaviour.parse(str(behaviour)) == behaviour
    assert named_behaviour(f"pay.2026.{text}") == behaviour


@pytest.mark.parametrize("text", ["", "explode", "pending+", "+webhook_lost", "webhook_lost+pending", "pending+slow"])
def test_other_words_are_no_behaviour(text: str) -> None:
    assert named_behaviour(f"pay.{text}") is None
    with pytest.raises(ValueError, match="not a valid"):
        Behaviour.parse(text)


def test_an_unknown_script_is_refused_when_it_is_written(sandbox: Sandbox) -> None:
    with pytest.raises(ValueError, match="explode"):
        sandbox.console.script("pay_mila", ["accept", "explode"])
    assert sandbox.console.dump()["script"] == []


def test_chance_is_the_same_for_the_same_seed_and_follows_its_weights() -> None:
    weights = {"accept": 80, "succeed_then_silence": 15, "decline": 5}

    drawn = [str(chance_behaviour(7, weights, f"key-{n}", 0)) for n in range(4000)]

    assert drawn == [str(chance_behaviour(7, weights, f"key-{n}", 0)) for n in range(4000)]
    assert drawn != [str(chance_behaviour(8, weights, f"key-{n}", 0)) for n in range(4000)]
    counted = Counter(text.partition("+")[0] for text in drawn)
    assert 3050 < counted["accept"] < 3350
    assert 500 < counted["succeed_then_silence"] < 700
    assert 130 < counted["decline"] < 270


def test_chaos_comes_from_the_configuration(open_sandbox: SandboxFactory) -> None:
    sandbox = open_sandbox(seed=3, weights={"decline": 1})

    assert sandbox.send(prepared(sandbox)).code == "declined"
