"""Asking PayPal whether it knows our reference: through the order of the payment, and certain only if that is whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from refunds.gateways.types import OutcomeState, RefundInstruction
from tests.paypal_stand_in import PayPalStandIn

OURS = "RF-2026-000001-1"


def refund(stand_in: PayPalStandIn, capture: str, reference: str = OURS, key: str = "key-1") -> str:
    gateway = stand_in.gateway()
    outcome = gateway.send(gateway.prepare(RefundInstruction(reference, key, capture, 2000, "EUR")))
    assert outcome.state == OutcomeState.SUCCEEDED
    return outcome.gateway_reference


def test_a_lost_answer_is_found_among_other_refunds_of_the_payment(paypal_stand_in: PayPalStandIn) -> None:
    capture, another = paypal_stand_in.pay("50.00"), paypal_stand_in.pay("50.00")
    refund(paypal_stand_in, capture, "RF-2026-000001-0", "key-0")
    refund(paypal_stand_in, another, "RF-2026-000002-1", "key-2")
    sent = refund(paypal_stand_in, capture)

    lookup = paypal_stand_in.gateway().look_up(OURS, capture)

    assert lookup.certain
    assert lookup.found is not None
    assert (lookup.found.gateway_reference, lookup.found.state) == (sent, OutcomeState.SUCCEEDED)


def test_the_same_key_again_is_the_same_refund(paypal_stand_in: PayPalStandIn) -> None:
    capture = paypal_stand_in.pay("50.00")

    assert refund(paypal_stand_in, capture) == refund(paypal_stand_in, capture)
    assert len(paypal_stand_in.refunds) == 1


def test_a_refund_made_by_hand_is_not_taken_for_ours(paypal_stand_in: PayPalStandIn) -> None:
    capture = paypal_stand_in.pay("50.00")
    made = refund(paypal_stand_in, capture)
    del paypal_stand_in.refunds[made]["custom_id"], paypal_stand_in.refunds[made]["invoice_id"]

    lookup = paypal_stand_in.gateway().look_up(OURS, capture)

    assert (lookup.found, lookup.certain) == (None, True)


def no_order(stand_in: PayPalStandIn, capture: str) -> None:
    stand_in.captures[capture]["supplementary_data"] = {}


def order_of_another_payment(stand_in: PayPalStandIn, capture: str) -> None:
    stand_in.captures[capture]["supplementary_data"]["related_ids"]["order_id"] = f"ORDER-{stand_in.pay('1.00')}"


def refund_not_listed_yet(stand_in: PayPalStandIn, capture: str) -> None:
    stand_in.captures[capture]["status"] = "REFUNDED"


def odd_links(stand_in: PayPalStandIn, capture: str) -> None:
    made = refund(stand_in, capture)
    stand_in.refunds[made]["links"][0]["href"] += "\n"
    stand_in.refunds[made]["links"].insert(0, "no link")  # type: ignore[arg-type]


def unknown_payment(stand_in: PayPalStandIn, capture: str) -> None:
    del stand_in.captures[capture]


@pytest.mark.parametrize("gap", [no_order, order_of_another_payment, refund_not_listed_yet, odd_links, unknown_payment])
def test_what_does_not_show_the_whole_payment_proves_nothing(
    paypal_stand_in: PayPalStandIn, gap: Callable[[PayPalStandIn, str], Any]
) -> None:
    capture = paypal_stand_in.pay("50.00")
    gap(paypal_stand_in, capture)

    lookup = paypal_stand_in.gateway().look_up(OURS, capture)

    assert (lookup.found, lookup.certain) == (None, False)
