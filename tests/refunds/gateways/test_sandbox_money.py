"""The sandbox keeps its own books as a real gateway does: keys, ceilings, and what our crashes cannot undo."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple, replace

import pytest
from django.db import transaction

from refunds.gateways.sandbox import Sandbox
from refunds.gateways.types import OutcomeState
from tests.refunds.gateways.conftest import Clock, SandboxFactory, prepared


def test_a_refund_is_paid_and_found_again_by_our_reference(sandbox: Sandbox) -> None:
    order = prepared(sandbox)

    outcome = sandbox.send(order)

    assert outcome.state == OutcomeState.SUCCEEDED
    assert (outcome.amount_minor, outcome.currency) == (2000, "EUR")
    assert sandbox.look_up(order.reference, "pay_mila").found == outcome
    assert sandbox.read_refund(outcome.gateway_reference) == outcome


def test_the_same_key_pays_once_however_often_it_is_sent(sandbox: Sandbox) -> None:
    order = prepared(sandbox)

    outcomes = [sandbox.send(order) for _ in range(4)]

    assert len({outcome.gateway_reference for outcome in outcomes}) == 1
    assert len(sandbox.console.dump()["refund"]) == 1
    assert len(sandbox.console.dump()["request"]) == 4


def test_twins_of_one_request_at_the_same_moment_pay_once(sandbox: Sandbox) -> None:
    order = prepared(sandbox)

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(sandbox.send, [order] * 16))

    assert {outcome.state for outcome in outcomes} <= {OutcomeState.SUCCEEDED, OutcomeState.UNKNOWN}
    assert len(sandbox.console.dump()["refund"]) == 1


def test_the_same_key_with_another_body_is_refused_but_does_not_end_the_attempt(sandbox: Sandbox) -> None:
    order = prepared(sandbox)
    sandbox.send(order)

    outcome = sandbox.send(replace(order, body=order.body.replace(b"2000", b"2001")))

    assert (outcome.state, outcome.code) == (OutcomeState.UNKNOWN, "idempotency_mismatch")
    assert [row["amount_minor"] for row in sandbox.console.dump()["refund"]] == [2000]


def test_a_key_that_grew_too_old_is_forgotten_and_would_pay_again(sandbox: Sandbox, clock: Clock) -> None:
    order = prepared(sandbox)
    sandbox.send(order)

    clock.let_pass(25 * 60 * 60)
    sandbox.send(order)

    assert len(sandbox.console.dump()["refund"]) == 2
    assert sandbox.capabilities.key_lives_seconds == 20 * 60 * 60


def test_more_than_was_captured_is_never_paid(sandbox: Sandbox) -> None:
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(sandbox.send, [prepared(sandbox, amount_minor=900) for _ in range(12)]))

    paid = [outcome for outcome in outcomes if outcome.state == OutcomeState.SUCCEEDED]
    refused = [outcome for outcome in outcomes if outcome.state == OutcomeState.FAILED]
    assert (len(paid), len(refused)) == (5, 7)
    assert {outcome.code for outcome in refused} == {"amount_too_large"}


def test_a_failed_refund_gives_its_amount_back_to_the_payment(sandbox: Sandbox) -> None:
    first = sandbox.send(prepared(sandbox, amount_minor=5000))
    sandbox.console.advance(first.gateway_reference, "failed")

    assert sandbox.send(prepared(sandbox, amount_minor=5000)).state == OutcomeState.SUCCEEDED


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"payment_reference": "pay_nobody"}, "payment_not_found"),
        ({"currency": "USD"}, "currency_mismatch"),
        ({"amount_minor": 5001}, "amount_too_large"),
        ({"amount_minor": 0}, "invalid_request"),
        ({"amount_minor": -1}, "invalid_request"),
        ({"reference": ""}, "invalid_request"),
    ],
)
def test_what_cannot_be_paid_is_refused_for_good(sandbox: Sandbox, changes: dict, code: str) -> None:
    outcome = sandbox.send(prepared(sandbox, **changes))

    assert (outcome.state, outcome.code) == (OutcomeState.FAILED, code)
    assert outcome.message
    assert sandbox.console.dump()["refund"] == []


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff", b'{"payment": "pay_mila"}', b'{"amount": true}'])
def test_a_body_that_it_cannot_read_is_refused(sandbox: Sandbox, body: bytes) -> None:
    assert sandbox.send(replace(prepared(sandbox), body=body)).code == "invalid_request"


@pytest.mark.django_db
def test_our_roll_back_does_not_undo_what_the_gateway_did(sandbox: Sandbox) -> None:
    order = prepared(sandbox)

    with transaction.atomic():
        sandbox.send(order)
        transaction.set_rollback(True)

    assert sandbox.look_up(order.reference, "pay_mila").found is not None


@pytest.mark.crash
def test_a_process_killed_after_its_request_leaves_the_refund_at_the_gateway(
    sandbox: Sandbox, process_environment: dict[str, str]
) -> None:
    order = prepared(sandbox)
    program = f"""
import django
django.setup()
from refunds.gateways.accounts import database_conninfo
from refunds.gateways.sandbox import Sandbox
from refunds.gateways.types import PreparedRefund
config = {{"database": database_conninfo(), "webhook_secrets": ["whsec_now"]}}
Sandbox({sandbox.account!r}, config).send(PreparedRefund{astuple(order)!r})
"""
    environment = process_environment | {"CRASH_POINT": "request_sent"}

    ended = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, check=False)

    assert ended.returncode == -9, ended.stderr.decode()
    found = sandbox.look_up(order.reference, "pay_mila").found
    assert found is not None
    assert found.state == OutcomeState.SUCCEEDED
    assert sandbox.send(order).gateway_reference == found.gateway_reference


def test_payments_are_listed_with_what_was_paid_back(sandbox: Sandbox, clock: Clock) -> None:
    start = clock()
    clock.let_pass(60)
    sandbox.console.register_payment("pay_tom", 700, "JPY", method_kind="wallet")
    sandbox.send(prepared(sandbox))

    mila, tom = sandbox.pull_payments(start, clock() + (clock() - start))

    assert (mila.gateway_reference, mila.amount_minor, mila.refunded_minor) == ("pay_mila", 5000, 2000)
    assert mila.customer_email == "mila@example.org"
    assert (tom.gateway_reference, tom.currency, tom.method_kind) == ("pay_tom", "JPY", "wallet")
    assert [payment.gateway_reference for payment in sandbox.pull_payments(start, clock())] == ["pay_mila"]


def test_a_refund_made_by_hand_at_the_gateway_carries_no_reference_of_ours(sandbox: Sandbox) -> None:
    gateway_reference = sandbox.console.refund_by_hand("pay_mila", 700)

    outcome = sandbox.read_refund(gateway_reference)

    assert (outcome.state, outcome.amount_minor) == (OutcomeState.SUCCEEDED, 700)
    assert outcome.raw["reference"] == ""


def test_two_accounts_know_nothing_of_each_other(open_sandbox: SandboxFactory) -> None:
    ours, theirs = open_sandbox(), open_sandbox()
    order = prepared(ours)
    outcome = ours.send(order)

    assert theirs.look_up(order.reference, "pay_mila").found is None
    assert theirs.read_refund(outcome.gateway_reference).state == OutcomeState.UNKNOWN


def test_the_connection_test_says_what_it_reached(sandbox: Sandbox) -> None:
    assert sandbox.check() == "The sandbox answers and knows 1 payments."
