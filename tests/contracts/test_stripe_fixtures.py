"""Stripe's own example objects: its SDK and our reading of them agree."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
import stripe

from refunds.gateways.card_checks import CODE_MATCHED
from refunds.gateways.stripe import GATEWAY as Stripe
from refunds.gateways.stripe.charges import is_captured, pulled_payment
from refunds.gateways.stripe.settlement import line_of
from refunds.gateways.stripe.sights import is_charge, sights_in
from refunds.gateways.stripe.verdicts import STATES, refund_outcome
from refunds.gateways.stripe.webhooks import TOPICS, parse_events
from refunds.gateways.types import OutcomeState, SettlementKind, Topic
from tests.specifications import specification

GATEWAY = Stripe("stripe", {"secret_key": "sk_test_1"})


@pytest.fixture(scope="module")
def examples() -> dict[str, dict[str, Any]]:
    return dict(specification("stripe_fixtures3.json")["resources"])


def test_the_example_refund_has_a_known_status_and_amount(examples: dict[str, dict[str, Any]]) -> None:
    refund = stripe.Refund.construct_from(examples["refund"], "sk_test_1")

    outcome = refund_outcome(examples["refund"], GATEWAY.from_gateway_amount)

    assert (refund.status, "*") in STATES
    assert outcome.state is OutcomeState.SUCCEEDED
    assert outcome.gateway_reference == refund.id
    assert (outcome.amount_minor, outcome.currency) == (refund.amount, refund.currency.upper())


def test_the_example_charge_is_a_payment(examples: dict[str, dict[str, Any]]) -> None:
    charge = stripe.Charge.construct_from(examples["charge"], "sk_test_1")
    captured = {**examples["charge"], "captured": True, "amount_captured": charge.amount}

    payment = pulled_payment(captured, GATEWAY.from_gateway_amount, "order_id")

    assert not is_captured(examples["charge"])
    assert (payment.gateway_reference, payment.amount_minor) == (charge.id, charge.amount)
    assert is_charge(examples["charge"])
    assert [sight.words for sight in sights_in(examples["charge"])] == [CODE_MATCHED], "the only check that passed"
    assert (payment.currency, payment.customer_name) == ("USD", "Jenny Rosen")
    assert (payment.method_kind, payment.card_brand) == ("card", "visa")


def test_the_example_balance_transaction_is_a_line_of_the_account(examples: dict[str, dict[str, Any]]) -> None:
    entry = stripe.BalanceTransaction.construct_from(examples["balance_transaction"], "sk_test_1")

    line = line_of(examples["balance_transaction"], {entry.id: "po_1"}, GATEWAY.from_gateway_amount)

    assert (line.line_id, line.kind, line.word) == (entry.id, SettlementKind.PAYMENT, entry.reporting_category)
    assert (line.amount_minor, line.fee_minor, line.currency) == (entry.amount, entry.fee, "USD")
    assert (line.gateway_reference, line.payout_reference) == (entry.source, "po_1")
    assert line.settled_at == datetime.fromtimestamp(entry.created, UTC)


@pytest.mark.parametrize("kind", ["refund", "dispute", "charge", "payment_intent", "payout"])
def test_an_event_about_an_example_says_what_it_is_about(examples: dict[str, dict[str, Any]], kind: str) -> None:
    event = {**examples["event"], "type": f"{kind}.updated", "data": {"object": examples[kind]}}

    (told,) = parse_events(json.dumps(event).encode(), lambda amount, _currency: amount)

    assert told.topic == TOPICS.get(kind, Topic.OTHER)
    assert told.gateway_reference == (examples[kind]["id"] if kind in ("refund", "dispute") else "")
    if kind != "payout":
        assert told.payment_reference in (examples[kind]["id"], examples[kind].get("charge"))
