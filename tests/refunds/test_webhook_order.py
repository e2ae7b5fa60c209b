"""Webhooks in any order and any number end the same way, and none of them sets what is ours."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from customers.models import Payment
from refunds.gateways.sandbox import outgoing
from refunds.gateways.sandbox.outgoing import Delivery
from refunds.gateways.signed_header import sign
from refunds.models import Refund, WebhookEvent
from refunds.tasks import process_webhooks
from refunds.webhooks.receive import receive_webhook
from tests.desk import again, approve, ask, bookings, known_to_sandbox, letters, sandbox, worker_runs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_sandbox")]

SHUFFLES = int(os.environ.get("WEBHOOK_SHUFFLES", "25"))
MOST_EVENTS = 8
HISTORIES = (
    ("pending", "succeeded"),
    ("pending", "action_required", "pending", "succeeded"),
    ("succeeded", "failed"),
    ("pending", "failed"),
    ("waiting_funds", "canceled"),
)
"""What the gateway goes through with one refund; each step is announced."""


def deliveries() -> list[Delivery]:
    """Everything that the sandbox has to tell, in its own order."""
    setup = sandbox().setup
    later = type(setup)(**{**setup.__dict__, "now": lambda: timezone.now() + timedelta(seconds=30)})
    return outgoing.due_webhooks(later, 100)


def sent_and_unheard(payment: Payment, boris) -> Refund:
    """Approved and paid, but the answer was lost and the webhook too."""
    known_to_sandbox(payment, "succeed_then_silence+webhook_lost")
    refund = approve(ask(payment), boris)
    worker_runs()
    assert refund.attempts.get().state == "unknown"
    return refund


def go_through(refund: Refund, steps: tuple[str, ...]) -> list[Delivery]:
    """Let the gateway go through these states; return what it announces of them."""
    reference = at_gateway(refund)
    for status in steps:
        sandbox().console.advance(reference, status)
    told = deliveries()
    for delivery in told:
        sandbox().console.mark_delivered(delivery)
    return told


def at_gateway(refund: Refund) -> str:
    rows = sandbox().console.dump()["refund"]
    return next(r["gateway_reference"] for r in rows if r["reference"] == refund.attempts.get().reference)


def what_stands(refund: Refund) -> dict[str, Any]:
    """State, ledger, payment and letters of a refund."""
    now = again(refund)
    return {
        "refund": now.state,
        "attempt": refund.attempts.get().state,
        "ledger": bookings(refund),
        "payment": (now.payment.reserved_minor, now.payment.refunded_minor),
        "ended": [kind for kind in letters(refund) if kind in ("confirmed", "came_back")],
    }


def comes_in(delivery: Delivery) -> None:
    receive_webhook("sandbox", delivery.body, delivery.headers)


@pytest.mark.shuffle
def test_any_order_and_any_number_of_the_same_webhooks_end_the_same_way(make_payment, mila, boris):
    """RELIABILITY I14: every shuffle starts from the same point, and is undone for the next."""
    stories = []
    for steps in HISTORIES:
        refund = sent_and_unheard(make_payment(mila, total_minor=45_000), boris)
        told = go_through(refund, steps)
        stories.append((refund, told, _ends(refund, told, list(range(len(told))), worked_off_between=False)))

    @settings(max_examples=SHUFFLES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(story=st.sampled_from(range(len(stories))), data=st.data(), between=st.booleans())
    def shuffle(story: int, data: Any, between: bool) -> None:
        refund, told, expected = stories[story]
        every_one = st.permutations(range(len(told)))
        again_some = st.lists(st.sampled_from(range(len(told))), max_size=MOST_EVENTS - len(told))
        order = data.draw(st.permutations([*data.draw(every_one), *data.draw(again_some)]))
        assert _ends(refund, told, order, between) == expected

    shuffle()


def _ends(refund: Refund, told: list[Delivery], order: list[int], worked_off_between: bool) -> dict[str, Any]:
    with transaction.atomic():
        for place in order:
            comes_in(told[place])
            if worked_off_between:
                process_webhooks()
        process_webhooks()
        assert set(WebhookEvent.objects.values_list("state", flat=True)) == {"processed"}
        ended = what_stands(refund)
        transaction.set_rollback(True)
    return ended


def test_a_success_a_late_failure_and_the_success_again(make_payment, mila, boris):
    """RELIABILITY I12: the duplicate of an old success moves nothing back."""
    refund = sent_and_unheard(make_payment(mila, total_minor=45_000), boris)
    success = go_through(refund, ("succeeded",))
    comes_in(success[0])
    process_webhooks()
    failure = go_through(refund, ("failed",))
    for delivery in (*failure, *success):
        comes_in(delivery)
        process_webhooks()
    assert what_stands(refund) == {
        "refund": "failed",
        "attempt": "reversed",
        "ledger": [("reserve", 1), ("settle", 1), ("reverse", 1)],
        "payment": (0, 0),
        "ended": ["confirmed", "came_back"],
    }


Change = Callable[[dict[str, Any]], None]
CHANGES: dict[str, Change] = {
    "another amount": lambda data: data.update(amount=data["amount"] + 1),
    "a fraction of it": lambda data: data.update(amount=1),
    "another currency": lambda data: data.update(currency="USD"),
    "another payment": lambda data: data.update(payment="pay_of_tom"),
    "another refund of the gateway": lambda data: data.update(id="sbr_elsewhere"),
    "another reference of ours": lambda data: data.update(reference="RF-2026-999999-1"),
    "no reference and an unknown refund": lambda data: data.update(reference="", id="sbr_elsewhere"),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("heard", [True, False], ids=["after our answer", "before our answer"])
def test_a_validly_signed_event_sets_nothing_of_ours(change, heard, make_payment, mila, boris):
    """RELIABILITY I20: amount, currency, payment and reference must be ours, or a person looks and nothing moves."""
    payment = make_payment(mila, total_minor=45_000)
    if heard:
        refund = approve(ask(known_to_sandbox(payment, "pending+webhook_lost")), boris)
        worker_runs()
        sandbox().console.advance(at_gateway(refund), "succeeded")
        (told,) = deliveries()
    else:
        refund = sent_and_unheard(payment, boris)
        (told,) = go_through(refund, ("succeeded",))
    before = what_stands(refund)
    event = json.loads(told.body)
    CHANGES[change](event["data"])
    body = json.dumps(event).encode()
    secret, now = sandbox().setup.secrets[0], int(timezone.now().timestamp())

    receive_webhook("sandbox", body, {outgoing.SIGNATURE_HEADER: sign(body, secret, now)})
    for _ in range(12):
        WebhookEvent.objects.filter(state="received").update(due_at=timezone.now() - timedelta(seconds=1))
        process_webhooks()

    assert WebhookEvent.objects.get().state in ("parked", "quarantined")
    assert what_stands(refund) == before
    assert Refund.objects.count() == 1


@pytest.mark.parametrize("amount", [0, -1, True, 1.5, "4", None, 10**30, [1]])
def test_an_amount_that_is_none_is_no_event(amount, make_payment, mila, boris):
    from refunds.gateways.errors import ForgedWebhook

    refund = sent_and_unheard(make_payment(mila, total_minor=45_000), boris)
    (told,) = go_through(refund, ("succeeded",))
    event = json.loads(told.body)
    event["data"]["amount"] = amount
    body = json.dumps(event).encode()
    header = {outgoing.SIGNATURE_HEADER: sign(body, sandbox().setup.secrets[0], int(timezone.now().timestamp()))}
    with pytest.raises(ForgedWebhook):
        receive_webhook("sandbox", body, header)
    assert not WebhookEvent.objects.exists()
