"""The webhooks of the fake gateways, as our adapters verify them and as they are delivered."""

from __future__ import annotations

import pytest

from refunds.gateways.errors import ForgedWebhook
from tests.faults.fake_gateways.running import FakeGateways
from tests.faults.fakes.asking import (
    account,
    every_gateway,
    letters,
    paid,
    sent,
    told,
    until,
)
from tests.refunds.gateways.answering_server import answering_server


@every_gateway
def test_our_adapter_believes_the_true_letters_only(fakes: FakeGateways, code: str) -> None:
    gateway, payment = account(fakes, code), paid(fakes, code)
    fakes.set_faults(code, webhook_wrong_signature=1, webhook_changed_amount=1, webhook_twice=1)

    reference, outcome = sent(gateway, payment)

    found = until(lambda: letters(fakes, outcome.gateway_reference), is_there=4)
    for _, fault, body, headers in found:
        if fault == "wrong_signature":
            with pytest.raises(ForgedWebhook):
                gateway.read_events(body, headers)
            continue
        (event,) = gateway.read_events(body, headers)
        assert (event.refund_reference, event.gateway_reference) == (reference, outcome.gateway_reference)
        assert (b"2001" in body or b"20.01" in body) == (fault == "changed_amount")
    assert sorted(fault for _, fault, _, _ in found) == ["", "changed_amount", "twice", "wrong_signature"]


def test_a_letter_is_tried_until_it_is_taken_and_a_lost_one_can_be_sent_after_all(fakes: FakeGateways) -> None:
    with answering_server() as shop:
        shop.says(503, {})
        fakes.send_webhooks_to(adyen=shop.address + "/webhooks/adyen/")
        fakes.set_faults("adyen", webhook_retry_ms=10)
        gateway, payment = account(fakes, "adyen"), paid(fakes, "adyen")

        sent(gateway, payment)
        until(lambda: shop.asked, is_there=2)
        shop.says(200, {})
        refund = sent(gateway, payment)[1].gateway_reference
        row = "SELECT state FROM webhook WHERE refund = ? AND state = ?"
        until(lambda: fakes.rows(row, refund, "delivered"))
        assert {asked.path for asked in shop.asked} == {"/webhooks/adyen/"}

        fakes.set_faults("adyen", webhook_lost=1)
        lost = sent(gateway, payment, 1000)[1].gateway_reference
        until(lambda: fakes.rows(row, lost, "lost"))
        assert fakes.send_unsent_webhooks() == 1
        until(lambda: fakes.rows(row, lost, "delivered"))


def test_letters_overtake_each_other(fakes: FakeGateways) -> None:
    fakes.set_faults("stripe", webhook_shuffle_ms=200)
    gateway, payment = account(fakes, "stripe"), paid(fakes, "stripe")

    refunds = [sent(gateway, payment, 100)[1].gateway_reference for _ in range(8)]

    marks = ", ".join("?" * len(refunds))
    in_order = f"SELECT refund FROM webhook WHERE state = 'kept' AND refund IN ({marks}) ORDER BY due_at"
    arrived = until(lambda: fakes.rows(in_order, *refunds), is_there=len(refunds))
    assert sorted(refund for (refund,) in arrived) == refunds
    assert [refund for (refund,) in arrived] != refunds


@every_gateway
def test_a_letter_that_was_signed_days_ago_is_refused_where_a_time_is_signed(fakes: FakeGateways, code: str) -> None:
    gateway, payment = account(fakes, code), paid(fakes, code)
    fakes.set_faults(code, webhook_stale=1)

    _, outcome = sent(gateway, payment)

    found = until(lambda: letters(fakes, outcome.gateway_reference), is_there=2)
    ((body, headers),) = [(body, headers) for _, fault, body, headers in found if fault == "stale"]
    if code == "adyen":  # which signs no time: the copy is an event that we have
        assert gateway.read_events(body, headers)[0].event_id in {
            event.event_id for event in told(fakes, gateway, outcome.gateway_reference)
        }
    else:
        with pytest.raises(ForgedWebhook):
            gateway.read_events(body, headers)
