"""The bytes on the line to Mollie, what its lists tell, and how its two kinds of webhooks are proven."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from customers import rate_limits
from refunds.gateways.errors import BadConfiguration, ForgedWebhook, Unreachable
from refunds.gateways.mollie import GATEWAY as Mollie
from refunds.gateways.mollie.adapter import NUDGES_A_MINUTE
from refunds.gateways.mollie.webhooks import events_of
from refunds.gateways.types import OutcomeState, RefundInstruction, SettlementKind, Topic
from refunds.models import Refund, RefundAttempt, WebhookEvent
from refunds.tasks import process_webhooks
from tests.desk import again, ask, time_to_ask, worker_runs
from tests.mollie_stand_in import ACCOUNT, MollieStandIn, sign
from tests.refunds.gateways.answering_server import AnsweringServer, answering_server

SAMPLES = Path(__file__).parents[2] / "samples/mollie"
EVER = datetime(2020, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def sample(name: str) -> dict[str, Any]:
    return json.loads((SAMPLES / name).read_text())


@pytest.fixture
def server() -> Iterator[AnsweringServer]:
    with answering_server() as server:
        yield server


def mollie_at(address: str, **config: Any) -> Mollie:
    return Mollie("mollie", {**ACCOUNT, "api_base": address, **config})


def instruction(**changes: Any) -> RefundInstruction:
    standard = {
        "reference": "RF-2026-000001-1",
        "idempotency_key": "key-1",
        "payment_reference": "tr_WDqYK6vllg",
        "amount_minor": 2000,
        "currency": "EUR",
    }
    return RefundInstruction(**{**standard, **changes})


@pytest.mark.parametrize("config", [{}, {"api_key": "access_x", "test_mode": True}], ids=["key", "token in test mode"])
def test_the_stored_bytes_are_the_bytes_that_leave(server: AnsweringServer, config: dict[str, Any]) -> None:
    gateway = mollie_at(server.address, **config)
    prepared = replace(gateway.prepare(instruction(reference="RF 2026/ä&=+[1]")), correlation_id="req-1")

    gateway.send(prepared)
    gateway.send(prepared)

    assert [asked.body for asked in server.asked] == [prepared.body, prepared.body]
    assert {asked.headers["Idempotency-Key"] for asked in server.asked} == {"key-1"}
    assert {asked.headers["X-Request-ID"] for asked in server.asked} == {"req-1"}
    assert {asked.path for asked in server.asked} == {"/v2/payments/tr_WDqYK6vllg/refunds"}
    assert {asked.headers["X-Mollie-Client-Info"] for asked in server.asked} == {"recourse"}


@pytest.mark.parametrize(
    ("minor", "currency", "written"), [(2000, "EUR", "20.00"), (500, "JPY", "500"), (5, "EUR", "0.05")]
)
def test_amounts_are_written_as_mollie_reads_them(minor: int, currency: str, written: str) -> None:
    body = json.loads(mollie_at("").prepare(instruction(amount_minor=minor, currency=currency)).body)

    assert body["amount"] == {"currency": currency, "value": written}


def test_a_silent_mollie_is_asked_once_and_a_redirect_is_not_followed(server: AnsweringServer) -> None:
    server.says(307, {}, Location=f"{server.address}/v2/elsewhere")
    assert mollie_at(server.address).send(mollie_at("").prepare(instruction())).state == OutcomeState.UNKNOWN
    server.hangs = True
    gateway = mollie_at(server.address, read_seconds=0.2)
    assert gateway.send(gateway.prepare(instruction())).code == "timeout"
    assert len(server.asked) == 2


def test_a_strange_payment_number_cannot_leave_its_place_in_the_address(server: AnsweringServer) -> None:
    gateway = mollie_at(server.address)

    gateway.send(gateway.prepare(instruction(payment_reference="../methods?x#y")))

    assert server.asked[0].path == "/v2/payments/..%2Fmethods%3Fx%23y/refunds"


@pytest.mark.parametrize(
    "config",
    [{"api_key": ""}, {"api_key": "sk_live_1"}, {"test_mode": True}, {"api_base": "http://mollie.example.org"}],
)
def test_a_setting_that_cannot_be_meant_is_refused_at_once(config: dict[str, Any]) -> None:
    with pytest.raises(BadConfiguration) as refused:
        mollie_at("", **config)
    assert "sk_live_1" not in str(refused.value)


def test_the_kind_of_key_decides_what_can_be_asked(mollie: MollieStandIn) -> None:
    token = mollie.gateway(api_key="access_standin")

    assert (mollie.gateway().capabilities.balance, mollie.gateway().capabilities.settlements) == (False, False)
    assert mollie.gateway().balance("EUR") is None
    with pytest.raises(BadConfiguration):
        list(mollie.gateway().pull_settlement(*EVER))
    assert (token.capabilities.balance, token.capabilities.settlements) == (True, True)
    assert token.check() == "Mollie answers, in live mode."
    assert mollie.gateway(api_key="access_standin", test_mode=True).check() == "Mollie answers, in test mode."
    with pytest.raises(BadConfiguration):
        mollie.gateway(api_key="test_wrong").check()


def test_a_refund_is_taken_back_while_it_waits_and_not_afterwards(mollie: MollieStandIn) -> None:
    gateway, payment = mollie.gateway(), mollie.pay("50.00")
    mollie.status = "queued"
    waiting = gateway.send(gateway.prepare(instruction(payment_reference=payment)))
    assert waiting.state == OutcomeState.WAITING_FUNDS

    assert gateway.cancel_refund(waiting.gateway_reference).state == OutcomeState.CANCELED
    mollie.becomes(waiting.gateway_reference.partition("/")[2], "processing")
    assert gateway.cancel_refund(waiting.gateway_reference).state == OutcomeState.PENDING


def test_lists_are_read_to_their_last_page(mollie: MollieStandIn) -> None:
    gateway, payment = mollie.gateway(), mollie.pay("50.00")
    for number in range(5):
        mine = instruction(
            payment_reference=payment, reference=f"RF-{number}", idempotency_key=f"{number}", amount_minor=1
        )
        gateway.send(gateway.prepare(mine))
        mollie.pay("1.00")

    assert gateway.look_up("RF-4", payment).found is not None
    assert [found.refund_reference for found in gateway.pull_refunds(*EVER)] == [f"RF-{n}" for n in (4, 3, 2, 1, 0)]
    assert len(list(gateway.pull_payments(*EVER))) == 6
    assert gateway.look_up("RF-4", "tr_ofnobody").certain is False


def test_a_payment_is_read_with_what_mollie_knows_of_it(server: AnsweringServer) -> None:
    shown = sample("payment_with_refund_and_chargeback.json")
    server.says(200, {"_embedded": {"payments": [shown, {**shown, "status": "open"}]}, "_links": {}})

    (payment,) = mollie_at(server.address).pull_payments(*EVER)

    assert (payment.amount_minor, payment.refunded_minor, payment.currency) == (5000, 2000, "EUR")
    assert (payment.customer_email, payment.order_reference, payment.country) == ("mila@example.org", "1042", "NL")
    assert (payment.method_kind, payment.card_brand, payment.card_last4) == ("card", "visa", "0123")


def test_balance_lines_are_read_to_the_cent(server: AnsweringServer) -> None:
    held = {"id": "bal_1", "availableAmount": {"value": "12.34", "currency": "EUR"}}
    server.by_path["/v2/balances"] = 200, json.dumps({"_embedded": {"balances": [held]}, "_links": {}}).encode()
    server.says(200, sample("balance_transactions.json"))
    gateway = mollie_at(server.address, api_key="access_x")

    refund, payment = gateway.pull_settlement(*EVER)

    assert (refund.kind, refund.amount_minor, refund.fee_minor) == (SettlementKind.REFUND, -1000, 25)
    assert refund.gateway_reference == "tr_7UhSN1zuXS/re_4qqhO89gsT"
    assert (payment.kind, payment.amount_minor, payment.fee_minor) == (SettlementKind.PAYMENT, 1000, 29)
    assert gateway.balance("EUR") == 1234
    assert gateway.balance("USD") is None


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"_embedded": {}}', b"<html>", b'{"_embedded": {"payments": [{}]}}'])
def test_a_list_that_cannot_be_read_is_no_list(server: AnsweringServer, body: bytes) -> None:
    server.says(200, body)

    with pytest.raises(Unreachable):
        list(mollie_at(server.address).pull_payments(*EVER))


def test_a_payment_as_it_is_tells_each_refund_and_chargeback() -> None:
    refund, chargeback = events_of(sample("payment_with_refund_and_chargeback.json"), lambda _money: (None, None))

    assert (refund.topic, refund.kind, refund.refund_reference) == (Topic.REFUND, "refund.refunded", "RF-2026-000001-1")
    assert (refund.gateway_reference, refund.payment_reference) == ("tr_WDqYK6vllg/re_4qqhO89gsT", "tr_WDqYK6vllg")
    assert (chargeback.topic, chargeback.kind) == (Topic.DISPUTE, "chargeback.received")


@pytest.mark.parametrize("name", ["refund_pending.json", "event_refund_failed.json"])
def test_a_signed_webhook_is_read_in_both_of_its_shapes(name: str) -> None:
    raw = (SAMPLES / name).read_bytes()

    (event,) = mollie_at("").read_events(raw, sign(raw))

    assert (event.topic, event.refund_reference) == (Topic.REFUND, "RF-2026-000001-1")
    assert event.gateway_reference == "tr_WDqYK6vllg/re_4qqhO89gsT"


@pytest.mark.parametrize(
    "header", ["", "sha256=", "sha1=" + "0" * 40, "sha256=" + "0" * 64, "sha256=" + "é" * 64, "0" * 64]
)
def test_a_webhook_with_another_signature_is_forged(header: str) -> None:
    with pytest.raises(ForgedWebhook):
        mollie_at("").read_events((SAMPLES / "refund_pending.json").read_bytes(), {"X-Mollie-Signature": header})


@pytest.mark.parametrize("raw", [b"[]", b"{}", b"{", b"null", b'{"resource": "refund"}', b'{"resource": []}', b"\xff"])
def test_a_signed_body_that_is_no_event_is_refused(raw: bytes) -> None:
    with pytest.raises(ForgedWebhook):
        mollie_at("").read_events(raw, sign(raw))


def test_without_a_secret_nothing_that_is_signed_is_believed() -> None:
    raw = (SAMPLES / "refund_pending.json").read_bytes()

    with pytest.raises(ForgedWebhook):
        mollie_at("", webhook_secrets=[]).read_events(raw, sign(raw, ""))


@pytest.fixture
def payment(mollie: MollieStandIn, settings, make_payment, mila):
    """50.00 EUR, paid at the stand-in."""
    settings.GATEWAY_ACCOUNTS = {"mollie": {"gateway": "mollie", **ACCOUNT, "api_base": mollie.address}}
    account = {"gateway": "mollie", "gateway_account": "mollie", "gateway_reference": mollie.pay("50.00")}
    return make_payment(mila, total_minor=5000, **account)


def nudge(raw: bytes) -> Any:
    return Client().post("/webhooks/mollie/", raw, content_type="application/x-www-form-urlencoded")


@pytest.mark.django_db
def test_an_unsigned_webhook_makes_us_look_and_the_same_news_twice_changes_nothing(mollie, payment) -> None:
    refund = ask(payment, amount_minor=2000)
    worker_runs()
    assert again(refund).state == Refund.State.PROCESSING
    (theirs,) = mollie.refunds

    told = mollie.becomes(theirs, "refunded")
    answers = [nudge(told).json()["received"] for _ in range(2)]
    process_webhooks()

    assert answers == [1, 0]
    assert again(refund).state == Refund.State.COMPLETED
    assert nudge(mollie.becomes(theirs, "failed")).json()["received"] == 1
    process_webhooks()
    assert again(refund).state == Refund.State.FAILED
    assert RefundAttempt.objects.get().state == RefundAttempt.State.REVERSED


@pytest.mark.django_db
@pytest.mark.parametrize(
    "raw", [b"id=tr_ofnobody", b"id=ord_12345", b"id=tr_1&id=tr_2", b"ID=tr_10001", b"id=", b" id=tr_10001"]
)
def test_an_id_that_mollie_does_not_know_is_refused_and_leaves_no_trace(payment, raw: bytes) -> None:
    assert (nudge(raw).status_code, nudge(raw).json()["error"]["code"]) == (400, "forged_webhook")
    assert not WebhookEvent.objects.exists()


@pytest.mark.django_db
def test_a_flood_of_unsigned_webhooks_costs_mollie_no_more_than_its_share(payment, settings) -> None:
    settings.GATEWAY_ACCOUNTS = {"flooded": settings.GATEWAY_ACCOUNTS["mollie"]}
    for _ in range(NUDGES_A_MINUTE):
        rate_limits.count_call("flooded", "unsigned webhooks", NUDGES_A_MINUTE, 60)

    answer = Client().post("/webhooks/flooded/", f"id={payment.gateway_reference}", content_type="text/plain")

    assert answer.status_code == 429


@pytest.mark.django_db
def test_a_lost_answer_is_found_among_the_payments_refunds_and_nothing_is_paid_twice(mollie, payment) -> None:
    refund = ask(payment, amount_minor=2000)
    mollie.loses_answers, mollie.status = True, "refunded"
    worker_runs()
    assert RefundAttempt.objects.get().state == RefundAttempt.State.UNKNOWN

    mollie.loses_answers = False
    time_to_ask(refund)
    worker_runs()

    assert len(mollie.refunds) == 1
    assert again(refund).state == Refund.State.COMPLETED
