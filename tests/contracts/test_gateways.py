"""What every gateway promises, whoever wrote it. A new one is found here by itself."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from moneyed import CURRENCIES

from customers.errors import BadInput
from customers.money import exponent
from refunds.gateways.base import Gateway
from refunds.gateways.discovery import gateway_choices, gateway_classes
from refunds.gateways.errors import ForgedWebhook, GatewayError, UnsendableAmount
from refunds.gateways.types import OutcomeState, RefundInstruction
from tests.contracts.rigs import found_rigs, nobody_at

RIGS = found_rigs()

every_gateway = pytest.mark.parametrize("adapter", list(gateway_classes().values()), ids=list(gateway_classes()))
every_running_gateway = pytest.mark.parametrize("code", sorted(RIGS))


def every_running_gateway_that(can: str) -> pytest.MarkDecorator:
    able = [code for code in sorted(RIGS) if getattr(gateway_classes()[code].capabilities, can)]
    return pytest.mark.parametrize("code", able)


every_running_gateway_without_lookup = pytest.mark.parametrize(
    "code", [code for code in sorted(RIGS) if not gateway_classes()[code].capabilities.lookup]
)


def unreachable(adapter: type[Gateway]) -> Gateway:
    return adapter("nobody", nobody_at(adapter.code))


def instruction(payment_reference: str = "ch_1", **changes: Any) -> RefundInstruction:
    standard = {
        "reference": "RF-2026-000123-1",
        "idempotency_key": f"key-{payment_reference}",
        "payment_reference": payment_reference,
        "amount_minor": 2000,
        "currency": "EUR",
        "reason": "goodwill",
    }
    return RefundInstruction(**{**standard, **changes})


def test_the_gateways_are_found_by_walking_the_folder() -> None:
    assert {"adyen", "braintree", "mollie", "paypal", "sandbox", "stripe"} <= set(gateway_classes())
    assert dict(gateway_choices()).keys() == gateway_classes().keys()


@every_gateway
def test_it_says_who_it_is_and_what_it_can_do(adapter: type[Gateway]) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_]{1,31}", adapter.code)
    assert adapter.name
    assert adapter.__doc__
    assert adapter.capabilities.key_lives_seconds > 0, "capabilities: how long is the same key the same refund there?"
    margin = adapter.capabilities.idempotency_seconds - adapter.capabilities.key_lives_seconds
    assert margin >= min(4 * 60 * 60, adapter.capabilities.idempotency_seconds / 2)
    assert all(currency in CURRENCIES for currency in adapter.capabilities.currencies_exponent)


@every_gateway
def test_its_settings_can_be_drawn_as_a_form_and_its_pace_is_a_number(adapter: type[Gateway]) -> None:
    known = {*adapter.settings_needed, *adapter.settings_allowed}
    assert set(adapter.secret_settings) <= known
    assert set(adapter.setting_kinds) <= known - set(adapter.secret_settings)
    assert set(adapter.setting_kinds.values()) <= {int, bool}
    assert adapter.calls_per_second >= 0 and adapter.calls_at_once >= 0


@every_gateway
def test_the_same_instruction_is_always_the_same_bytes_and_carries_our_reference(adapter: type[Gateway]) -> None:
    first, second = (unreachable(adapter).prepare(instruction()) for _ in range(2))

    assert first == second
    assert b"RF-2026-000123-1" in first.body
    assert (first.idempotency_key, first.reference, first.payment_reference) == (
        "key-ch_1",
        "RF-2026-000123-1",
        "ch_1",
    )
    assert unreachable(adapter).prepare(instruction(amount_minor=2001)).body != first.body


@every_gateway
def test_a_gateway_that_cannot_be_reached_leaves_everything_open(adapter: type[Gateway]) -> None:
    gateway = unreachable(adapter)

    outcome = gateway.send(gateway.prepare(instruction()))
    lookup = gateway.look_up("RF-2026-000123-1", "ch_1")

    assert outcome.state == OutcomeState.UNKNOWN
    assert outcome.code
    assert outcome.message
    assert (lookup.found, lookup.certain) == (None, False)
    assert gateway.read_refund("re_1").state == OutcomeState.UNKNOWN
    with pytest.raises(GatewayError):
        gateway.check()
    with pytest.raises(GatewayError):
        list(gateway.pull_payments(datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)))


@every_gateway
@given(
    raw=st.binary(max_size=300) | st.just(b'{"id": "evt_1"}'),
    headers=st.dictionaries(
        st.sampled_from(["Stripe-Signature", "Sandbox-Signature", "X-Mollie-Signature", "Content-Type", "X-Signature"])
        | st.text(max_size=20),
        st.text(max_size=100) | st.just("t=1773478800,v1=" + "0" * 64),
        max_size=4,
    ),
)
def test_no_forged_webhook_gets_in_or_breaks_anything(
    adapter: type[Gateway], raw: bytes, headers: dict[str, str]
) -> None:
    with pytest.raises(ForgedWebhook) as refused:
        unreachable(adapter).read_events(raw, headers)
    assert refused.value.status == 400
    assert refused.value.message == "This message could not be verified."


@every_gateway
@settings(max_examples=300)
@given(amount_minor=st.integers(1, 10**15), currency=st.sampled_from(sorted(CURRENCIES)))
def test_an_amount_arrives_as_it_left_or_is_refused_before_it_leaves(
    adapter: type[Gateway], amount_minor: int, currency: str
) -> None:
    gateway = unreachable(adapter)
    try:
        sent = gateway.to_gateway_amount(amount_minor, currency)
    except UnsendableAmount:
        assert amount_minor % 10 ** exponent(currency)
        return
    except BadInput:
        pytest.skip("not a currency with minor units")
    assert type(sent) is int
    assert gateway.from_gateway_amount(sent, currency) == amount_minor


@every_running_gateway_that("lookup")
def test_a_sent_refund_is_found_by_our_reference_and_read_by_theirs(code: str, request: pytest.FixtureRequest) -> None:
    gateway, payment_reference = RIGS[code](request)

    outcome = gateway.send(gateway.prepare(instruction(payment_reference)))

    assert outcome.state in (OutcomeState.SUCCEEDED, OutcomeState.PENDING)
    assert (outcome.amount_minor, outcome.currency) == (2000, "EUR")
    lookup = gateway.look_up("RF-2026-000123-1", payment_reference)
    assert lookup.certain
    assert lookup.found is not None
    assert lookup.found.gateway_reference == outcome.gateway_reference
    assert gateway.read_refund(outcome.gateway_reference).gateway_reference == outcome.gateway_reference


@every_running_gateway_without_lookup
def test_without_a_lookup_the_same_key_and_bytes_are_answered_as_before(
    code: str, request: pytest.FixtureRequest
) -> None:
    gateway, payment_reference = RIGS[code](request)
    prepared = gateway.prepare(instruction(payment_reference))

    first, second = gateway.send(prepared), gateway.send(prepared)

    assert first.state in (OutcomeState.SUCCEEDED, OutcomeState.PENDING)
    assert (first.amount_minor, first.currency) == (2000, "EUR")
    assert first.gateway_reference
    assert second == first
    assert gateway.look_up("RF-2026-000123-1", payment_reference).certain is False


@every_running_gateway_that("lookup")
def test_what_was_never_sent_is_surely_not_there(code: str, request: pytest.FixtureRequest) -> None:
    gateway, payment_reference = RIGS[code](request)

    lookup = gateway.look_up("RF-2026-999999-9", payment_reference)

    assert (lookup.found, lookup.certain) == (None, True)


@every_running_gateway
def test_a_refund_it_does_not_know_is_not_taken_for_a_failed_one(code: str, request: pytest.FixtureRequest) -> None:
    gateway, _ = RIGS[code](request)

    assert gateway.read_refund("re_of_nobody").state == OutcomeState.UNKNOWN


@every_running_gateway_that("cancel")
def test_what_is_asked_back_is_taken_back_in_its_states_and_is_told_as_it_is_in_others(
    code: str, request: pytest.FixtureRequest
) -> None:
    gateway, payment_reference = RIGS[code](request)
    sent = gateway.send(gateway.prepare(instruction(payment_reference)))

    after = gateway.cancel_refund(sent.gateway_reference)

    is_taken_back = sent.state in gateway.capabilities.cancel
    assert after.state == (OutcomeState.CANCELED if is_taken_back else sent.state)
    assert after.gateway_reference == sent.gateway_reference
    assert gateway.read_refund(sent.gateway_reference).state == after.state
    assert gateway.cancel_refund(sent.gateway_reference).state == after.state
    assert gateway.cancel_refund("re_of_nobody").state == OutcomeState.UNKNOWN


@every_gateway
def test_a_gateway_that_takes_nothing_back_has_no_way_to_ask_for_it(adapter: type[Gateway]) -> None:
    can = adapter.capabilities.cancel
    assert can <= {OutcomeState.PENDING, OutcomeState.ACTION_REQUIRED, OutcomeState.WAITING_FUNDS}
    assert bool(can) == (adapter.cancel_refund is not Gateway.cancel_refund)
    if can:
        assert unreachable(adapter).cancel_refund("re_1").state == OutcomeState.UNKNOWN


@every_running_gateway
def test_a_payment_it_does_not_know_is_refused(code: str, request: pytest.FixtureRequest) -> None:
    gateway, _ = RIGS[code](request)

    outcome = gateway.send(gateway.prepare(instruction("ch_of_nobody")))

    assert outcome.state == OutcomeState.FAILED
    assert outcome.message


@every_running_gateway_that("lists_payments")
def test_payments_are_pulled_with_what_was_already_paid_back(code: str, request: pytest.FixtureRequest) -> None:
    gateway, payment_reference = RIGS[code](request)
    gateway.send(gateway.prepare(instruction(payment_reference)))

    pulled = gateway.pull_payments(datetime(2020, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))

    (payment,) = [payment for payment in pulled if payment.gateway_reference == payment_reference]
    assert (payment.amount_minor, payment.currency, payment.refunded_minor) == (5000, "EUR", 2000)
    assert payment.method_kind in ("card", "bank", "wallet", "other")


@every_running_gateway
def test_the_connection_test_answers_in_a_sentence(code: str, request: pytest.FixtureRequest) -> None:
    gateway, _ = RIGS[code](request)

    assert gateway.check().endswith(".")
