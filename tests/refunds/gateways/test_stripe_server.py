"""Stripe over the wire: real SDK, real server, no patching."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from refunds.gateways.types import Outcome, OutcomeState, RefundInstruction
from tests.localstripe import LocalStripe

_numbers = count(1)


def refund(
    localstripe: LocalStripe, payment_reference: str, amount_minor: int, currency: str = "EUR"
) -> tuple[str, Outcome]:
    """Have a refund paid; return our reference and what Stripe said."""
    number = next(_numbers)
    gateway, reference = localstripe.gateway(), f"RF-2026-{number:06d}-1"
    instruction = RefundInstruction(reference, f"key-{number}", payment_reference, amount_minor, currency, "goodwill")
    return reference, gateway.send(gateway.prepare(instruction))


def test_part_of_a_payment_is_paid_back_and_found_again(localstripe: LocalStripe) -> None:
    charge = localstripe.pay(5000)

    reference, outcome = refund(localstripe, charge["id"], 2000)

    assert outcome.state == OutcomeState.SUCCEEDED
    assert (outcome.amount_minor, outcome.currency) == (2000, "EUR")
    assert outcome.raw["metadata"] == {"recourse_reference": reference, "recourse_reason": "goodwill"}
    lookup = localstripe.gateway().look_up(reference, charge["id"])
    assert lookup.certain
    assert lookup.found is not None
    assert lookup.found.gateway_reference == outcome.gateway_reference
    assert localstripe.gateway().read_refund(outcome.gateway_reference).state == OutcomeState.SUCCEEDED


def test_all_of_a_payment_is_paid_back_in_two_parts(localstripe: LocalStripe) -> None:
    before = datetime.now(UTC) - timedelta(seconds=2)
    charge = localstripe.pay(5000)
    refund(localstripe, charge["id"], 4000)
    refund(localstripe, charge["id"], 1000)

    pulled = localstripe.gateway().pull_payments(before, datetime.now(UTC) + timedelta(seconds=2))

    (payment,) = [payment for payment in pulled if payment.gateway_reference == charge["id"]]
    assert (payment.amount_minor, payment.refunded_minor) == (5000, 5000)


def test_a_payment_intent_is_paid_back_too(localstripe: LocalStripe) -> None:
    intent = localstripe.pay_by_intent(900)

    reference, outcome = refund(localstripe, intent["id"], 900)

    assert outcome.state == OutcomeState.SUCCEEDED
    found = localstripe.gateway().look_up(reference, intent["id"]).found
    assert found is not None
    assert found.gateway_reference == outcome.gateway_reference


def test_our_refund_is_found_behind_more_than_a_page_of_others(localstripe: LocalStripe) -> None:
    charge = localstripe.pay(100_000)
    reference, outcome = refund(localstripe, charge["id"], 300)
    for _ in range(105):
        localstripe.post("refunds", charge=charge["id"], amount=10)

    found = localstripe.gateway().look_up(reference, charge["id"]).found

    assert found is not None
    assert found.gateway_reference == outcome.gateway_reference


def test_what_was_never_sent_is_surely_absent(localstripe: LocalStripe) -> None:
    charge = localstripe.pay(5000)
    refund(localstripe, charge["id"], 100)

    lookup = localstripe.gateway().look_up("RF-2026-999999-1", charge["id"])

    assert (lookup.found, lookup.certain) == (None, True)


def test_a_payment_of_another_account_proves_nothing(localstripe: LocalStripe) -> None:
    lookup = localstripe.gateway().look_up("RF-2026-000001-1", "ch_of_somebody_else")

    assert (lookup.found, lookup.certain) == (None, False)


def test_an_unknown_payment_is_refused_for_good(localstripe: LocalStripe) -> None:
    _, outcome = refund(localstripe, "ch_of_nobody", 100)

    assert outcome.state == OutcomeState.FAILED
    assert outcome.message


def test_an_unknown_refund_is_no_failed_refund(localstripe: LocalStripe) -> None:
    assert localstripe.gateway().read_refund("re_of_nobody").state == OutcomeState.UNKNOWN


@pytest.mark.parametrize(("amount", "currency", "minor"), [(1200, "jpy", 1200), (500, "isk", 5), (1230, "kwd", 1230)])
def test_amounts_are_counted_as_stripe_counts(localstripe: LocalStripe, amount: int, currency: str, minor: int) -> None:
    charge = localstripe.pay(amount, currency)

    _, outcome = refund(localstripe, charge["id"], minor, currency.upper())

    assert outcome.raw["amount"] == amount
    assert outcome.amount_minor == minor


def test_payments_are_pulled_page_by_page_within_their_time(localstripe: LocalStripe) -> None:
    start = datetime.now(UTC) - timedelta(seconds=2)
    source = localstripe.post("charges", amount=100, currency="eur", source=localstripe._card())["payment_method"]
    made = {localstripe.post("charges", amount=100, currency="eur", source=source)["id"] for _ in range(101)}
    held = localstripe.post("charges", amount=100, currency="eur", source=source, capture=False)["id"]
    gateway = localstripe.gateway()

    pulled = {payment.gateway_reference for payment in gateway.pull_payments(start, datetime.now(UTC) + timedelta(1))}

    assert made <= pulled
    assert held not in pulled
    earlier = {payment.gateway_reference for payment in gateway.pull_payments(start - timedelta(1), start)}
    assert not made & earlier


def test_a_pulled_payment_carries_its_order(localstripe: LocalStripe) -> None:
    charge = localstripe.pay(4310, description="Teapot", metadata={"order_id": "A-77"})

    pulled = localstripe.gateway().pull_payments(datetime.now(UTC) - timedelta(1), datetime.now(UTC) + timedelta(1))

    (payment,) = [payment for payment in pulled if payment.gateway_reference == charge["id"]]
    assert (payment.order_reference, payment.description, payment.currency) == ("A-77", "Teapot", "EUR")


def test_the_connection_test_says_what_it_reached(localstripe: LocalStripe) -> None:
    assert localstripe.gateway().check() == "Stripe answers, in test mode."
