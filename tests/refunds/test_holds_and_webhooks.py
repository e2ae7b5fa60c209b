"""Holds stop money, webhooks move states, and neither is fooled."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from customers.actions.hold_payment import hold_payment, release_hold
from customers.actors import Actor
from customers.errors import Conflict
from refunds.actions.hold_by_hand import lift_hold, place_hold
from refunds.gateways.errors import ForgedWebhook
from refunds.models import Refund, WebhookEvent, WorkOrder
from refunds.tasks import process_webhooks
from refunds.webhooks.receive import receive_webhook
from tests.desk import again, approve, ask, bookings, kinds, known_to_sandbox, letters, sandbox, worker_runs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_sandbox")]


def approved(make_payment, mila, boris, *behaviours) -> Refund:
    refund = ask(known_to_sandbox(make_payment(mila, total_minor=45000), *behaviours))
    return approve(refund, boris)


def webhooks_arrive(times: int = 1) -> list[WebhookEvent]:
    """Everything that the sandbox has to tell comes in through the door, and the worker works it off."""
    for delivery in due_now():
        for _ in range(times):
            receive_webhook("sandbox", delivery.body, delivery.headers)
        sandbox().console.mark_delivered(delivery)
    process_webhooks()
    return list(WebhookEvent.objects.order_by("id"))


def due_now():
    from refunds.gateways.sandbox import outgoing

    setup = sandbox().setup
    later = type(setup)(**{**setup.__dict__, "now": lambda: timezone.now() + timedelta(seconds=30)})
    return outgoing.due_webhooks(later, 100)


def on_hold(payment) -> None:
    hold_payment(actor=Actor.system("test"), payment=payment, kind="person", reason="Called by the bank", source="t")


def test_a_hold_stops_an_approval(make_payment, mila, boris):
    refund = ask(make_payment(mila, total_minor=45000))
    on_hold(refund.payment)
    with pytest.raises(Conflict, match="on hold"):
        approve(refund, boris)


def test_a_hold_stops_what_is_approved_and_lifting_it_lets_it_go(make_payment, mila, boris):
    refund = approved(make_payment, mila, boris)
    on_hold(refund.payment)
    worker_runs()
    assert again(refund).state == Refund.State.APPROVED
    assert "hold" in again(refund).attention
    assert not refund.attempts.exists()

    release_hold(actor=Actor.system("test"), payment=refund.payment, source="t")
    WorkOrder.objects.update(due_at=timezone.now())
    worker_runs()
    assert again(refund).state == Refund.State.COMPLETED
    assert again(refund).attention == ""


def test_what_waited_for_a_hold_leaves_as_soon_as_a_person_lifts_it(make_payment, mila, boris):
    refund = approved(make_payment, mila, boris)
    place_hold(actor=Actor.user(boris), payment_reference=refund.payment.reference, reason="The bank has called.")
    worker_runs()
    assert again(refund).state == Refund.State.APPROVED

    lift_hold(actor=Actor.user(boris), payment_reference=refund.payment.reference)
    worker_runs()
    assert again(refund).state == Refund.State.COMPLETED
    assert bookings(refund) == [("reserve", 1), ("settle", 1)]


def test_a_webhook_that_comes_twice_settles_once(make_payment, mila, boris):
    refund = approved(make_payment, mila, boris, "succeed_then_silence+webhook_soon")
    worker_runs()
    assert refund.attempts.get().state == "unknown"

    events = webhooks_arrive(times=2)

    assert [e.state for e in events] == ["processed"]
    assert again(refund).state == Refund.State.COMPLETED
    assert kinds(refund).count("refund.completed") == 1
    assert bookings(refund) == [("reserve", 1), ("settle", 1)]


def test_a_failure_days_later_reopens_the_case(make_payment, mila, boris):
    refund = approved(make_payment, mila, boris)
    worker_runs()
    webhooks_arrive()
    sandbox().console.advance(refund.attempts.get().gateway_reference, "failed")
    webhooks_arrive()

    assert again(refund).state == Refund.State.FAILED
    assert letters(refund)[-1] == "came_back"
    assert again(refund).payment.refunded_minor == 0


def test_a_refund_made_in_the_gateways_console_is_adopted(make_payment, mila):
    payment = known_to_sandbox(make_payment(mila, total_minor=9000))
    sandbox().console.refund_by_hand(payment.gateway_reference, 2500)

    webhooks_arrive(times=2)

    refund = Refund.objects.get()
    assert (refund.origin, refund.state, refund.amount_minor) == ("gateway", "completed", 2500)
    assert again(refund).payment.refunded_minor == 2500
    assert bookings(refund) == [("reserve", 1), ("settle", 1)]


def test_a_refund_that_may_be_counted_already_is_put_before_a_person(make_payment, mila):
    payment = known_to_sandbox(make_payment(mila, total_minor=9000, refunded_before_minor=2500))
    sandbox().console.refund_by_hand(payment.gateway_reference, 2500)

    (event,) = webhooks_arrive()

    assert event.state == "parked"
    assert "may be one of them" in event.result
    assert payment.refunds.count() == 0


def test_a_refund_of_a_payment_nobody_knows_is_put_before_a_person(make_payment, mila):
    sandbox().console.register_payment("pay_elsewhere", 5000, "EUR")
    sandbox().console.refund_by_hand("pay_elsewhere", 1000)

    (event,) = webhooks_arrive()

    assert event.state == "parked"
    assert "not known" in event.result
    assert not Refund.objects.exists()


def test_a_forged_webhook_is_refused_and_leaves_nothing(make_payment, mila, boris):
    refund = approved(make_payment, mila, boris, "pending")
    worker_runs()
    sandbox().console.advance(refund.attempts.get().gateway_reference, "succeeded")
    (delivery, *_rest) = due_now()
    for body, headers in [
        (delivery.body.replace(b"EUR", b"USD"), delivery.headers),
        (delivery.body, {}),
        (delivery.body, dict.fromkeys(delivery.headers, "t=1,v1=" + "0" * 64)),
        (b"", delivery.headers),
    ]:
        with pytest.raises(ForgedWebhook):
            receive_webhook("sandbox", body, headers)
    assert not WebhookEvent.objects.exists()


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0), (2, 2, 1, 1, 0, 0)])
def test_a_dispute_holds_its_payment_until_it_ends_in_any_order(order, make_payment, mila):
    payment = known_to_sandbox(make_payment(mila))
    at_the_bank = sandbox().console.disputes
    dispute = at_the_bank.open(payment.gateway_reference)
    told = due_now()
    disputes_tell(told)
    assert payment.holds.get(released_at=None).kind == "dispute"

    at_the_bank.lose(dispute)
    at_the_bank.win(dispute)
    told += due_now()
    for number in order:
        disputes_tell([told[number]])
    assert not payment.holds.filter(released_at=None).exists()
    assert payment.disputes.get().state == "won"

    at_the_bank.open(payment.gateway_reference)
    disputes_tell(due_now())
    assert payment.holds.get(released_at=None).kind == "dispute"
    assert set(WebhookEvent.objects.values_list("state", flat=True)) == {"processed"}


def disputes_tell(deliveries) -> None:
    for delivery in deliveries:
        receive_webhook("sandbox", delivery.body, delivery.headers)
        sandbox().console.mark_delivered(delivery)
        process_webhooks()
