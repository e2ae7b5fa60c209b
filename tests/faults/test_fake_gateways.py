"""The fake gateways against our real adapters, over the vendors' own SDKs: what was paid, said, and can be found."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from customers.clock import clock_at
from refunds.gateways.base import Gateway
from refunds.gateways.discovery import gateway_classes
from refunds.gateways.errors import BadConfiguration, ForgedWebhook, Unreachable
from refunds.gateways.types import GatewayEvent, Outcome, OutcomeState, RefundInstruction
from tests.faults.fake_gateways.adyen import Adyen
from tests.faults.fake_gateways.paypal import PayPal
from tests.faults.fake_gateways.rules import Chance, Rules
from tests.faults.fake_gateways.running import FakeGateways, fake_gateways
from tests.faults.fake_gateways.stripe import Stripe
from tests.refunds.gateways.answering_server import answering_server

ALL = ("stripe", "paypal", "adyen")
LISTING = ("stripe", "paypal")
"""Those that can be asked. Adyen can only be sent the same again."""

GONE_WELL = {"stripe": OutcomeState.SUCCEEDED, "paypal": OutcomeState.SUCCEEDED, "adyen": OutcomeState.PENDING}
WITH_EFFECT = ("timeout_after", "error_after", "reset_after", "garbled")
WITHOUT_EFFECT = ("timeout_before", "error_before", "reset_before", "rate_limited", "conflict")
SOON_SECONDS = 10

numbers = count(1)
WORDS = {"stripe": Stripe.declines, "paypal": PayPal.declines, "adyen": (*Adyen.declines, "905")}

every_gateway = pytest.mark.parametrize("code", ALL)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FakeGateways]:
    with fake_gateways(tmp_path_factory.mktemp("fakes"), seed=4) as running:
        yield running


@pytest.fixture
def fakes(program: FakeGateways) -> FakeGateways:
    """Nothing goes wrong but what the test wants."""
    program.all_goes_well()
    program.set_faults(outcome_ms=5, webhook_ms=1, hold_ms=100)
    program.send_webhooks_to(stripe="", paypal="", adyen="")
    return program


def account(fakes: FakeGateways, code: str, **more: Any) -> Gateway:
    return gateway_classes()[code](code, fakes.accounts(read_seconds=1)[code] | more)


def paid(fakes: FakeGateways, code: str, amount_minor: int = 5000, currency: str = "EUR", **more: Any) -> str:
    """A customer pays; return the payment's reference."""
    reference = {"stripe": "ch_{}", "paypal": "CAPTURE{}", "adyen": "PAY{}"}[code].format(next(numbers))
    told = {"reference": reference, "amount_minor": amount_minor, "currency": currency, **more}
    fakes.declare_payments(code, [told])
    return reference


def wish(payment: str, amount_minor: int = 2000, currency: str = "EUR") -> RefundInstruction:
    number = next(numbers)
    return RefundInstruction(f"RF-2026-{number:06d}-1", f"key-{number}", payment, amount_minor, currency)


def sent(gateway: Gateway, payment: str, amount_minor: int = 2000, currency: str = "EUR") -> tuple[str, Outcome]:
    """Ask for a refund; return our reference and what the adapter makes of the answer."""
    prepared = gateway.prepare(wish(payment, amount_minor, currency))
    return prepared.reference, gateway.send(prepared)


def known(fakes: FakeGateways, reference: str) -> list[tuple[int, str, str]]:
    """Amount, currency and status of every refund under our reference, by the ledger."""
    return fakes.rows("SELECT amount_minor, currency, status FROM refund WHERE reference = ?", reference)


def keys_met(fakes: FakeGateways, reference: str) -> list[str]:
    return [key for (key,) in fakes.rows("SELECT key_was FROM request WHERE reference = ? ORDER BY id", reference)]


def until(look: Callable[[], list[Any]], *, is_there: int = 1) -> list[Any]:
    """Look until there are so many."""
    deadline = time.monotonic() + SOON_SECONDS
    while len(seen := look()) < is_there and time.monotonic() < deadline:
        time.sleep(0.01)
    assert len(seen) >= is_there, seen
    return seen


def letters(fakes: FakeGateways, refund: str) -> list[tuple[str, str, bytes, dict[str, str]]]:
    """Kind, fault, bytes and headers of what the gateway told about a refund and could not deliver anywhere."""
    sql = "SELECT kind, fault, body, headers FROM webhook WHERE refund = ? AND state = 'kept' ORDER BY id"
    return [(kind, fault, body, json.loads(headers)) for kind, fault, body, headers in fakes.rows(sql, refund)]


def told(fakes: FakeGateways, gateway: Gateway, refund: str, letter_count: int = 1) -> list[GatewayEvent]:
    """What the adapter reads in the letters about a refund, each proven first."""
    found = until(lambda: letters(fakes, refund), is_there=letter_count)
    return [event for _, _, body, headers in found for event in gateway.read_events(body, headers)]


# What is paid


@every_gateway
def test_a_part_and_the_rest_are_paid_once_each(fakes: FakeGateways, code: str) -> None:
    gateway, payment = account(fakes, code), paid(fakes, code)

    for amount_minor in (2000, 3000):
        reference, outcome = sent(gateway, payment, amount_minor)
        assert outcome.state is GONE_WELL[code], outcome
        assert (outcome.amount_minor, outcome.currency) == (amount_minor, "EUR")
        until(lambda: [row for row in known(fakes, reference) if row[2] == "succeeded"])  # noqa: B023
        assert known(fakes, reference) == [(amount_minor, "EUR", "succeeded")]


@every_gateway
@pytest.mark.parametrize(("currency", "amount_minor"), [("JPY", 1200), ("KWD", 1230), ("HUF", 120_000), ("ISK", 12)])
def test_every_currency_is_counted_as_the_gateway_counts_it(
    fakes: FakeGateways, code: str, currency: str, amount_minor: int
) -> None:
    gateway, payment = account(fakes, code), paid(fakes, code, amount_minor * 2, currency)

    reference, outcome = sent(gateway, payment, amount_minor, currency)

    assert (outcome.state, outcome.amount_minor) == (GONE_WELL[code], amount_minor)
    assert [row[:2] for row in known(fakes, reference)] == [(amount_minor, currency)]


@pytest.mark.parametrize("code", LISTING)
def test_more_than_is_left_is_refused_in_the_gateways_words(fakes: FakeGateways, code: str) -> None:
    gateway, payment = account(fakes, code), paid(fakes, code)

    _, too_much = sent(gateway, payment, 5001)
    sent(gateway, payment, 5000)
    reference, nothing_left = sent(gateway, payment, 1)

    assert (too_much.state, nothing_left.state) == (OutcomeState.FAILED, OutcomeState.FAILED)
    assert nothing_left.code == {"stripe": "charge_already_refunded", "paypal": "CAPTURE_FULLY_REFUNDED"}[code]
    assert known(fakes, reference) == []


def test_adyen_says_by_webhook_that_it_was_too_much(fakes: FakeGateways) -> None:
    gateway, payment = account(fakes, "adyen"), paid(fakes, "adyen")

    reference, outcome = sent(gateway, payment, 5001)

    (event,) = told(fakes, gateway, outcome.gateway_reference)
    assert event.outcome is not None
    assert (event.kind, event.outcome.state) == ("REFUND", OutcomeState.FAILED)
    assert known(fakes, reference) == [(5001, "EUR", "failed")]


@every_gateway
def test_a_payment_of_somebody_else_is_refused(fakes: FakeGateways, code: str) -> None:
    _, outcome = sent(account(fakes, code), "ELSEWHERE1")

    assert outcome.state is OutcomeState.FAILED


# Keys


@every_gateway
def test_the_same_bytes_under_the_same_key_are_one_refund(fakes: FakeGateways, code: str) -> None:
    gateway = account(fakes, code)
    prepared = gateway.prepare(wish(paid(fakes, code)))

    first, second = gateway.send(prepared), gateway.send(prepared)

    assert first.gateway_reference == second.gateway_reference != ""
    assert len(known(fakes, prepared.reference)) == 1
    assert keys_met(fakes, prepared.reference) == ["new", "again"]


@every_gateway
def test_other_bytes_under_the_same_key_pay_nothing_more(fakes: FakeGateways, code: str) -> None:
    gateway, asked = account(fakes, code), wish(paid(fakes, code))
    first = gateway.send(gateway.prepare(asked))

    other = RefundInstruction(asked.reference, asked.idempotency_key, asked.payment_reference, 1000, "EUR")
    second = gateway.send(gateway.prepare(other))

    assert known(fakes, asked.reference)[0][0] == 2000
    assert keys_met(fakes, asked.reference) == ["new", "other_body"]
    if code == "paypal":  # it tells the latest of the first
        assert (second.gateway_reference, second.amount_minor) == (first.gateway_reference, 2000)
    else:
        assert (second.state, second.code) == (
            OutcomeState.UNKNOWN, {"stripe": "idempotency_error", "adyen": "704"}[code]
        )  # fmt: skip


@every_gateway
def test_a_twin_on_its_way_is_told_so(fakes: FakeGateways, code: str) -> None:
    gateway = account(fakes, code)
    prepared = gateway.prepare(wish(paid(fakes, code)))
    gateway.check()  # so that PayPal's token is there
    fakes.set_faults(code, latency_ms=300)

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(gateway.send, [prepared, prepared]))

    assert {outcome.state for outcome in outcomes} == {GONE_WELL[code], OutcomeState.UNKNOWN}
    assert len(known(fakes, prepared.reference)) == 1
    assert sorted(keys_met(fakes, prepared.reference)) == ["in_progress", "new"]


def test_a_forgotten_key_pays_twice_where_nothing_else_stops_it(fakes: FakeGateways) -> None:
    fakes.set_faults(key_life_seconds=0)
    outcomes, references = {}, {}
    for code in ALL:
        gateway = account(fakes, code)
        prepared = gateway.prepare(wish(paid(fakes, code)))
        gateway.send(prepared)
        outcomes[code], references[code] = gateway.send(prepared), prepared.reference

    twice = {reference for (reference,) in fakes.rows("SELECT reference FROM paid_twice")}
    assert {references["stripe"], references["adyen"]} <= twice
    assert references["paypal"] not in twice
    assert outcomes["paypal"].code == "DUPLICATE_INVOICE_ID"


# Answers that do not arrive


@pytest.mark.parametrize("fault", WITH_EFFECT)
@every_gateway
def test_what_was_paid_without_a_word_is_found_and_not_paid_again(fakes: FakeGateways, code: str, fault: str) -> None:
    gateway, payment = account(fakes, code), paid(fakes, code)
    gateway.check()
    prepared = gateway.prepare(wish(payment))
    fakes.set_faults(code, **{fault: 1})

    lost = gateway.send(prepared)

    assert (lost.state, lost.never_sent) == (OutcomeState.UNKNOWN, False)
    fakes.set_faults(code, **{fault: 0})
    if code in LISTING:
        lookup = gateway.look_up(prepared.reference, payment)
        assert lookup.found is not None
        assert lookup.found.state is OutcomeState.SUCCEEDED
    else:
        assert gateway.send(prepared).state is OutcomeState.PENDING
    assert len(known(fakes, prepared.reference)) == 1


@pytest.mark.parametrize("fault", WITHOUT_EFFECT)
@every_gateway
def test_what_was_not_paid_is_paid_by_the_same_bytes_later(fakes: FakeGateways, code: str, fault: str) -> None:
    gateway, payment = account(fakes, code), paid(fakes, code)
    gateway.check()
    prepared = gateway.prepare(wish(payment))
    fakes.set_faults(code, retry_after_seconds=7, **{fault: 1})

    lost = gateway.send(prepared)

    assert lost.state is OutcomeState.UNKNOWN
    if fault == "rate_limited":
        assert (lost.never_sent, lost.retry_after_seconds) == (True, 7)
    if code in LISTING:
        lookup = gateway.look_up(prepared.reference, payment)
        assert (lookup.found, lookup.certain) == (None, True)
    assert known(fakes, prepared.reference) == []
    fakes.set_faults(code, **{fault: 0})
    assert gateway.send(prepared).state is GONE_WELL[code]
    assert len(known(fakes, prepared.reference)) == 1


@every_gateway
def test_a_silence_that_is_held_is_a_time_out(fakes: FakeGateways, code: str) -> None:
    gateway, payment = account(fakes, code), paid(fakes, code)
    gateway.check()
    fakes.set_faults(code, timeout_after=1, hold_ms=60_000)

    reference, outcome = sent(gateway, payment)

    assert (outcome.state, outcome.code, outcome.never_sent) == (OutcomeState.UNKNOWN, "timeout", False)
    assert len(known(fakes, reference)) == 1


@every_gateway
def test_an_answer_that_comes_byte_by_byte_is_whole_in_the_end(fakes: FakeGateways, code: str) -> None:
    gateway, payment = account(fakes, code), paid(fakes, code)
    fakes.set_faults(code, slow=1, slow_ms=200)

    begun = time.monotonic()
    _, outcome = sent(gateway, payment)

    assert outcome.state is GONE_WELL[code]
    assert time.monotonic() - begun > 0.15


def test_stripe_repeats_its_first_answer_also_where_that_was_an_error(fakes: FakeGateways) -> None:
    gateway, payment = account(fakes, "stripe"), paid(fakes, "stripe")
    prepared = gateway.prepare(wish(payment))
    fakes.set_faults("stripe", error_after=1)
    gateway.send(prepared)
    fakes.set_faults("stripe", error_after=0)

    assert gateway.send(prepared).code == "api_error"
    assert gateway.look_up(prepared.reference, payment).found is not None


@pytest.mark.parametrize("fault", ["read_timeout", "read_error", "read_reset", "read_rate_limited", "read_garbled"])
@pytest.mark.parametrize("code", LISTING)
def test_a_question_without_an_answer_proves_nothing(fakes: FakeGateways, code: str, fault: str) -> None:
    gateway, payment = account(fakes, code), paid(fakes, code)
    reference, outcome = sent(gateway, payment)
    fakes.set_faults(code, **{fault: 1})

    assert not gateway.look_up(reference, payment).certain
    assert gateway.read_refund(outcome.gateway_reference).state is OutcomeState.UNKNOWN


@pytest.mark.parametrize("kind", ["timeouts", "unavailable", "storm", "silent"])
@every_gateway
def test_a_brown_out_lasts_until_it_is_over(fakes: FakeGateways, code: str, kind: str) -> None:
    gateway, payment = account(fakes, code), paid(fakes, code)
    gateway.check()
    fakes.brown_out(code, kind)

    reference, outcome = sent(gateway, payment)

    assert outcome.state is OutcomeState.UNKNOWN
    assert len(known(fakes, reference)) == (kind == "timeouts")
    if code in LISTING:
        assert not gateway.look_up(reference, payment).certain
    else:
        with pytest.raises(Unreachable):
            gateway.check()
    fakes.brown_out(code, "")
    assert gateway.check()


# How refunds go on


@pytest.mark.parametrize(("code", "word"), [(code, word) for code in ALL for word in WORDS[code]])
def test_every_word_of_a_refusal_is_a_refusal_to_our_adapter(fakes: FakeGateways, code: str, word: str) -> None:
    gateway, payment = account(fakes, code), paid(fakes, code)
    fakes.set_faults(code, decline=1, decline_as=word)

    reference, outcome = sent(gateway, payment)

    if code == "adyen" and not word.isdigit():
        (event,) = told(fakes, gateway, outcome.gateway_reference)
        assert event.outcome is not None
        outcome = event.outcome
    assert outcome.state is OutcomeState.FAILED
    assert outcome.message
    assert not [row for row in known(fakes, reference) if row[2] != "failed"]


@pytest.mark.parametrize(
    ("course", "states"),
    [
        ("pending", [OutcomeState.PENDING, OutcomeState.SUCCEEDED]),
        ("pending_fail", [OutcomeState.PENDING, OutcomeState.FAILED]),
        ("fail_later", [OutcomeState.SUCCEEDED, OutcomeState.FAILED]),
    ],
)
@pytest.mark.parametrize("code", LISTING)
def test_the_course_of_a_refund_can_be_read_and_is_told(
    fakes: FakeGateways, code: str, course: str, states: list[OutcomeState]
) -> None:
    gateway, payment = account(fakes, code), paid(fakes, code)
    fakes.set_faults(code, fail_later_ms=5, **{course: 1})

    _, outcome = sent(gateway, payment)
    events = told(fakes, gateway, outcome.gateway_reference, letter_count=2)

    assert [outcome.state, gateway.read_refund(outcome.gateway_reference).state] == states
    assert {event.gateway_reference for event in events} == {outcome.gateway_reference}
    assert {event.payment_reference for event in events} == {payment}


def test_adyen_takes_back_what_it_said(fakes: FakeGateways) -> None:
    gateway, payment = account(fakes, "adyen"), paid(fakes, "adyen")
    fakes.set_faults("adyen", fail_later=1, fail_later_ms=5)

    reference, outcome = sent(gateway, payment)

    paid_first, back = told(fakes, gateway, outcome.gateway_reference, letter_count=2)
    assert paid_first.outcome is not None
    assert back.outcome is not None
    assert (paid_first.outcome.state, back.outcome.state) == (OutcomeState.SUCCEEDED, OutcomeState.REVERSED)
    assert known(fakes, reference)[0][2] == "failed"


def test_without_funds_stripe_waits_and_paypal_refuses(fakes: FakeGateways) -> None:
    fakes.set_faults(waits_for_funds=1, outcome_ms=60_000)

    _, waits = sent(account(fakes, "stripe"), paid(fakes, "stripe"))
    _, refused = sent(account(fakes, "paypal"), paid(fakes, "paypal"))

    assert waits.state is OutcomeState.WAITING_FUNDS
    assert (refused.state, refused.code) == (OutcomeState.FAILED, "REFUND_FAILED_INSUFFICIENT_FUNDS")


# Webhooks


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


# Lists, the console, and the account


@pytest.mark.parametrize("code", LISTING)
def test_payments_and_refunds_are_listed_with_those_made_by_hand(fakes: FakeGateways, code: str) -> None:
    since = datetime.now(UTC) - timedelta(hours=2)
    earlier = time.time() - 3600
    gateway, payment = (
        account(fakes, code),
        paid(fakes, code, made_at=earlier, order_reference="A-1", name="Mila Novak"),
    )
    by_hand = fakes.refund_by_hand(code, payment, 1500)
    reference, outcome = sent(gateway, payment)
    later = datetime.now(UTC) + timedelta(seconds=2)

    with clock_at(later):  # PayPal lists whole seconds that are over
        listed = [pulled for pulled in gateway.pull_payments(since, later) if pulled.gateway_reference == payment]
        refunds = {pulled.outcome.gateway_reference: pulled for pulled in gateway.pull_refunds(since, later)}
        lines = {line.gateway_reference: line for line in gateway.pull_settlement(since, later)}
        held = gateway.balance("EUR")

    assert [(p.amount_minor, p.refunded_minor, p.order_reference, p.customer_name) for p in listed] == [
        (5000, 3500, "A-1", "Mila Novak")
    ]
    assert (refunds[by_hand].refund_reference, refunds[by_hand].outcome.amount_minor) == ("", 1500)
    assert refunds[outcome.gateway_reference].refund_reference == reference
    assert refunds[by_hand].payment_reference == payment
    assert (lines[payment].amount_minor, lines[by_hand].amount_minor) == (5000, -1500)
    assert held


@pytest.mark.parametrize("code", LISTING)
def test_lists_of_many_come_in_pages(fakes: FakeGateways, code: str) -> None:
    gateway, many = account(fakes, code), [f"MANY{code}{number}" for number in range(620)]
    day = datetime(2026, 3, 14, 9, tzinfo=UTC)
    one = {"amount_minor": 5000, "currency": "EUR", "made_at": day.timestamp()}
    fakes.declare_payments(code, [{"reference": reference, **one} for reference in many])

    pulled = gateway.pull_payments(day, day + timedelta(minutes=1))

    assert sorted(payment.gateway_reference for payment in pulled) == sorted(many)


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ("stripe", {"secret_key": "sk_test_other"}),
        ("stripe", {"read_key": "rk_test_other"}),
        ("paypal", {"client_secret": "other"}),
        ("adyen", {"secret_key": "other"}),
        ("adyen", {"merchant_account": "OtherECOM"}),
    ],
)
def test_strangers_are_turned_away(fakes: FakeGateways, code: str, wrong: dict[str, str]) -> None:
    with pytest.raises(BadConfiguration):
        account(fakes, code, **wrong).check()


def test_a_rule_that_nobody_knows_is_refused_and_changes_nothing(fakes: FakeGateways) -> None:
    for wrong in ({"declines": 1}, {"decline": 1.5}, {"decline": "often"}, {"brownout": "dark"}):
        with pytest.raises(AssertionError):
            fakes.set_faults(decline_as="x", **wrong)
    reference, outcome = sent(account(fakes, "stripe"), paid(fakes, "stripe"))
    assert (outcome.state, len(known(fakes, reference))) == (OutcomeState.SUCCEEDED, 1)


def test_the_same_seed_draws_the_same_faults_in_about_their_shares() -> None:
    rules, names = Rules(timeout_after=0.05, reset_before=0.02, decline=0.9), ("timeout_after", "reset_before")

    def drawn(seed: int) -> list[str]:
        chance = Chance(seed)
        return [chance.one_of(rules, names, "stripe", "call", f"RF-{number}", 1) for number in range(4000)]

    first = drawn(7)
    assert first == drawn(7) != drawn(8)
    assert 150 < first.count("timeout_after") < 250
    assert 50 < first.count("reset_before") < 110
    assert "decline" not in first
