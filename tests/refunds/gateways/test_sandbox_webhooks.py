"""The sandbox tells what happens as gateways do: soon, late, twice, or never."""

from __future__ import annotations

import json

import pytest

from refunds.gateways.errors import ForgedWebhook
from refunds.gateways.sandbox import Sandbox
from refunds.gateways.sandbox.outgoing import Delivery
from refunds.gateways.signed_header import sign
from refunds.gateways.types import GatewayEvent, OutcomeState, Topic
from tests.refunds.gateways.conftest import Clock, SandboxFactory, prepared


def read(sandbox: Sandbox, delivery: Delivery) -> GatewayEvent:
    (event,) = sandbox.read_events(delivery.body, delivery.headers)
    return event


def test_a_refund_is_announced_with_everything_we_match_by(sandbox: Sandbox, clock: Clock) -> None:
    order = prepared(sandbox)
    outcome = sandbox.send(order)
    clock.let_pass(1)

    (delivery,) = sandbox.console.due_webhooks()

    event = read(sandbox, delivery)
    assert (event.kind, event.topic) == ("refund.succeeded", Topic.REFUND)
    assert (event.refund_reference, event.gateway_reference) == (order.reference, outcome.gateway_reference)
    assert (event.payment_reference, event.event_id) == ("pay_mila", delivery.event_id)


@pytest.mark.parametrize(
    ("announcing", "at_once", "soon", "late"),
    [
        ("webhook_first", 1, 1, 1),
        ("webhook_soon", 0, 1, 1),
        ("webhook_twice", 0, 2, 2),
        ("webhook_late", 0, 0, 1),
        ("webhook_lost", 0, 0, 0),
    ],
)
def test_a_webhook_comes_when_it_is_told_to(
    sandbox: Sandbox, clock: Clock, announcing: str, at_once: int, soon: int, late: int
) -> None:
    sandbox.console.script("pay_mila", [announcing])
    sandbox.send(prepared(sandbox))

    taken = [len(sandbox.console.due_webhooks())]
    for seconds in (1, 5 * 60 - 1):
        clock.let_pass(seconds)
        taken.append(len(sandbox.console.due_webhooks()))

    # an undelivered webhook is offered again, so what was due before is due again five minutes later
    assert taken == [at_once, soon - at_once, late]


def test_a_webhook_that_comes_twice_is_the_same_event(sandbox: Sandbox, clock: Clock) -> None:
    sandbox.console.script("pay_mila", ["webhook_twice"])
    sandbox.send(prepared(sandbox))
    clock.let_pass(1)

    first, second = sandbox.console.due_webhooks()

    assert (first.event_id, first.body) == (second.event_id, second.body)


def test_a_webhook_is_offered_until_it_is_taken(sandbox: Sandbox, clock: Clock) -> None:
    sandbox.send(prepared(sandbox))
    clock.let_pass(1)
    (delivery,) = sandbox.console.due_webhooks()
    assert sandbox.console.due_webhooks() == []

    clock.let_pass(60)
    (again,) = sandbox.console.due_webhooks()
    assert again.event_id == delivery.event_id
    sandbox.console.mark_delivered(again)

    clock.let_pass(3600)
    assert sandbox.console.due_webhooks() == []


def test_a_webhook_of_a_refund_whose_answer_was_lost_carries_our_reference(sandbox: Sandbox, clock: Clock) -> None:
    sandbox.console.script("pay_mila", ["succeed_then_silence"])
    order = prepared(sandbox)
    assert sandbox.send(order).state == OutcomeState.UNKNOWN
    clock.let_pass(1)

    (delivery,) = sandbox.console.due_webhooks()

    assert read(sandbox, delivery).refund_reference == order.reference


def test_a_refund_that_ends_later_is_announced_again(sandbox: Sandbox, clock: Clock) -> None:
    sandbox.console.script("pay_mila", ["fail_later"])
    sandbox.send(prepared(sandbox))
    clock.let_pass(3 * 24 * 60 * 60)
    sandbox.console.due_webhooks()
    clock.let_pass(60)

    kinds = [read(sandbox, delivery).kind for delivery in sandbox.console.due_webhooks()]

    assert kinds == ["refund.succeeded", "refund.failed"]


def test_a_refund_ended_by_hand_is_announced(sandbox: Sandbox, clock: Clock) -> None:
    reference = sandbox.console.refund_by_hand("pay_mila", 700)
    sandbox.console.advance(reference, "canceled")
    clock.let_pass(1)

    events = [read(sandbox, delivery) for delivery in sandbox.console.due_webhooks()]

    assert [event.kind for event in events] == ["refund.succeeded", "refund.canceled"]
    assert {event.refund_reference for event in events} == {""}


def test_a_declined_refund_is_not_announced(sandbox: Sandbox, clock: Clock) -> None:
    sandbox.console.script("pay_mila", ["decline"])
    sandbox.send(prepared(sandbox))
    clock.let_pass(3600)

    assert sandbox.console.due_webhooks() == []


def test_secrets_can_be_changed_without_losing_a_webhook(open_sandbox: SandboxFactory, clock: Clock) -> None:
    sandbox = open_sandbox(webhook_secrets=["whsec_new", "whsec_old"])
    sandbox.send(prepared(sandbox))
    clock.let_pass(1)
    (delivery,) = sandbox.console.due_webhooks()

    header = sign(delivery.body, "whsec_old", int(clock().timestamp()))

    assert read(sandbox, delivery).event_id == delivery.event_id
    assert sandbox.read_events(delivery.body, {"sandbox-signature": header})


def test_a_webhook_of_another_account_is_refused(open_sandbox: SandboxFactory, clock: Clock) -> None:
    ours, theirs = open_sandbox(), open_sandbox()
    theirs.send(prepared(theirs))
    clock.let_pass(1)
    (delivery,) = theirs.console.due_webhooks()

    with pytest.raises(ForgedWebhook):
        ours.read_events(delivery.body, delivery.headers)


def test_a_webhook_that_was_held_back_is_too_old(sandbox: Sandbox, clock: Clock) -> None:
    sandbox.send(prepared(sandbox))
    clock.let_pass(1)
    (delivery,) = sandbox.console.due_webhooks()

    clock.let_pass(301)

    with pytest.raises(ForgedWebhook):
        read(sandbox, delivery)


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"null", b'"x"', b"\xff", b"[" * 100_000])
def test_a_signed_body_that_is_no_event_is_refused(sandbox: Sandbox, clock: Clock, body: bytes) -> None:
    header = sign(body, "whsec_now", int(clock().timestamp()))

    with pytest.raises(ForgedWebhook):
        sandbox.read_events(body, {"Sandbox-Signature": header})


@pytest.mark.parametrize("field", ["id", "payment", "reference"])
def test_an_id_that_cannot_be_one_is_refused(sandbox: Sandbox, clock: Clock, field: str) -> None:
    sandbox.send(prepared(sandbox))
    clock.let_pass(1)
    (delivery,) = sandbox.console.due_webhooks()
    event = json.loads(delivery.body)
    event["data"][field] = "pay\x00"
    body = json.dumps(event).encode()

    with pytest.raises(ForgedWebhook):
        sandbox.read_events(body, {"Sandbox-Signature": sign(body, "whsec_now", int(clock().timestamp()))})
