"""The bytes on the line to Braintree, what its searches tell, and how its webhooks are proven."""

from __future__ import annotations

from base64 import b64decode, encodebytes
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode

import pytest
from braintree import Configuration
from django.test import Client

from customers import clock
from customers.errors import BadInput
from refunds.gateways.braintree import GATEWAY as Braintree
from refunds.gateways.braintree import wire
from refunds.gateways.braintree.wire import decode
from refunds.gateways.errors import BadConfiguration, ForgedWebhook, Unreachable
from refunds.gateways.types import OutcomeState, RefundInstruction, Topic
from refunds.models import Refund, RefundAttempt, WebhookEvent
from refunds.tasks import process_webhooks
from tests.braintree_stand_in import ACCOUNT, BraintreeStandIn, signed, xml
from tests.desk import again, ask, time_to_ask, worker_runs
from tests.refunds.gateways.answering_server import AnsweringServer, answering_server

SAMPLES = Path(__file__).parents[2] / "samples/braintree"
EVER = datetime(2020, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture
def server() -> Iterator[AnsweringServer]:
    with answering_server() as server:
        yield server


def braintree_at(address: str, **config: Any) -> Braintree:
    return Braintree("braintree", {**ACCOUNT, "api_base": address, **config})


def instruction(**changes: Any) -> RefundInstruction:
    standard = {
        "reference": "RF-2026-000001-1",
        "idempotency_key": "key-1",
        "payment_reference": "sale1",
        "amount_minor": 2000,
        "currency": "EUR",
    }
    return RefundInstruction(**{**standard, **changes})


def test_the_stored_bytes_are_the_bytes_that_leave(server: AnsweringServer) -> None:
    gateway = braintree_at(server.address)
    prepared = replace(gateway.prepare(instruction(reference="RF 2026/ä&=+[1]<>\"'")), correlation_id="req-1")

    gateway.send(prepared)
    gateway.send(prepared)

    assert [asked.body for asked in server.asked] == [prepared.body, prepared.body]
    assert {asked.path for asked in server.asked} == {"/merchants/teapots/transactions/sale1/refund"}
    assert {asked.headers["X-Request-ID"] for asked in server.asked} == {"req-1"}
    assert {asked.headers["X-ApiVersion"] for asked in server.asked} == {"6"}
    assert Braintree.protocol == f"API {Configuration.api_version()}"


def test_the_key_travels_in_the_body_unless_the_merchant_may_send_none() -> None:
    with_key, without = braintree_at(""), braintree_at("", without_request_keys=True)

    assert decode(with_key.prepare(instruction()).body)["api_request_key"] == "key-1"
    assert set(decode(without.prepare(instruction()).body)) == {"amount", "order_id"}
    assert with_key.capabilities.key_lives_seconds == 30 * 24 * 3600 - 4 * 3600
    assert without.capabilities.key_lives_seconds == 0


@pytest.mark.parametrize(
    ("minor", "currency", "written"), [(2000, "EUR", "20.00"), (500, "JPY", "500"), (5, "KWD", "0.005")]
)
def test_amounts_are_written_as_braintree_reads_them(minor: int, currency: str, written: str) -> None:
    assert (
        decode(braintree_at("").prepare(instruction(amount_minor=minor, currency=currency)).body)["amount"] == written
    )


@pytest.mark.parametrize("reference", ["", "a/b", "../x", "sale1?x", "é"])
def test_a_payment_number_that_cannot_be_one_is_never_sent(reference: str) -> None:
    with pytest.raises(BadInput):
        braintree_at("").prepare(instruction(payment_reference=reference))


def test_a_redirect_is_not_followed_with_the_keys_in_hand(server: AnsweringServer) -> None:
    server.says(307, b"", Location=f"{server.address}/elsewhere")

    assert braintree_at(server.address).send(braintree_at("").prepare(instruction())).state == OutcomeState.UNKNOWN
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "config",
    [{"merchant_id": ""}, {"public_key": "a|b"}, {"private_key": "é"}, {"api_base": "http://braintree.example.org"}],
)
def test_a_setting_that_cannot_be_meant_is_refused_at_once(config: dict[str, Any]) -> None:
    with pytest.raises(BadConfiguration):
        braintree_at("", **config)


@pytest.mark.parametrize(
    ("sandbox", "host"), [(True, "api.sandbox.braintreegateway.com"), (False, "api.braintreegateway.com")]
)
def test_each_environment_has_its_address_and_pinned_certificates(sandbox: bool, host: str) -> None:
    gateway, asked = braintree_at("", sandbox=sandbox), []

    def silence(verb: str, url: str, **rest: Any) -> None:
        asked.append((url, rest["verify"]))
        raise ConnectionError

    gateway._wire._line._session.request = silence  # type: ignore[method-assign]

    assert gateway.read_refund("ref1").state == OutcomeState.UNKNOWN
    ((url, certificates),) = asked
    assert url == f"https://{host}:443/merchants/teapots/transactions/ref1"
    assert str(certificates).endswith("api_braintreegateway_com.ca.crt")


def test_the_connection_test_tells_wrong_keys_from_a_silence(
    braintree: BraintreeStandIn, server: AnsweringServer
) -> None:
    assert braintree.gateway(sandbox=True).check() == "Braintree answers, in its sandbox."
    with pytest.raises(BadConfiguration):
        braintree.gateway(private_key="wrong").check()
    server.says(500, b"")
    with pytest.raises(Unreachable):
        braintree_at(server.address).check()


def test_searches_are_read_to_their_last_page(braintree: BraintreeStandIn) -> None:
    gateway, payment = braintree.gateway(), braintree.pay("50.00")
    for number in range(5):
        mine = {"payment_reference": payment, "reference": f"RF-{number}", "idempotency_key": f"{number}"}
        gateway.send(gateway.prepare(instruction(**mine, amount_minor=1)))
        braintree.pay("1.00")
    braintree.make("credit", "9.00", "EUR", status="settled")

    assert sorted(found.refund_reference for found in gateway.pull_refunds(*EVER)) == [f"RF-{n}" for n in range(5)]
    pulled = list(gateway.pull_payments(*EVER))
    assert len(pulled) == 6
    assert max(found.refunded_minor for found in pulled) == 5
    assert gateway.look_up("RF-4", payment).found is not None
    assert gateway.look_up("RF-4", "saleofnobody").certain is False


def test_a_search_that_finds_too_much_is_cut_in_two_and_loses_nothing(braintree, monkeypatch) -> None:
    monkeypatch.setattr(wire, "MOST_FOUND", 3)
    now = datetime.now(UTC)
    for minutes in range(8):
        braintree.make(
            "sale", "1.00", "EUR", status="settled", refund_ids=[],
            created_at=(now - timedelta(minutes=minutes)).replace(tzinfo=None, microsecond=0),
        )  # fmt: skip

    assert len(list(braintree.gateway().pull_payments(now - timedelta(hours=1), now + timedelta(hours=1)))) == 8


@pytest.mark.parametrize(
    "body", [b"", b"<a/>", b"{}", b"<search-results/>", b"<search-results><ids>x</ids></search-results>"]
)
def test_a_search_that_cannot_be_read_is_no_list(server: AnsweringServer, body: bytes) -> None:
    server.says(200, body)

    with pytest.raises(Unreachable):
        list(braintree_at(server.address).pull_payments(*EVER))


def webhook(name: str, at: datetime | None = None) -> bytes:
    """Return a sample, with the time at which it is told."""
    told = (SAMPLES / f"{name}.xml").read_text()
    return signed(told.replace("TIME", (at or clock.now()).strftime("%Y-%m-%dT%H:%M:%SZ")).encode())


@pytest.mark.parametrize(
    ("name", "topic", "theirs", "payment"),
    [
        ("refund_failed", Topic.REFUND, "ref1", "sale1"),
        ("transaction_settled_refund", Topic.REFUND, "ref1", "sale1"),
        ("transaction_settled_sale", Topic.PAYMENT, "", "sale1"),
        ("dispute_opened", Topic.DISPUTE, "dp1", "sale1"),
        ("check", Topic.OTHER, "", ""),
    ],
)
def test_a_webhook_is_read(name: str, topic: Topic, theirs: str, payment: str) -> None:
    (event,) = braintree_at("").read_events(webhook(name), {})

    assert (event.topic, event.gateway_reference, event.payment_reference) == (topic, theirs, payment)
    assert event.refund_reference == ("RF-2026-000001-1" if topic is Topic.REFUND else "")


def spoilt(change: str) -> bytes:
    """Take a good webhook and spoil it in one way."""
    good = webhook("refund_failed")
    form = {name: value for name, (value,) in parse_qs(good.decode()).items()}
    signature, payload = form["bt_signature"], form["bt_payload"]
    other = b64decode(payload).replace(b"ref1", b"ref2")
    made = {
        "no signature": {"bt_payload": payload},
        "no payload": {"bt_signature": signature},
        "empty signature": {**form, "bt_signature": ""},
        "third part": {**form, "bt_signature": f"{signature}|x"},
        "another key": {**form, "bt_signature": signature.replace("pub1", "pub2")},
        "no key": {**form, "bt_signature": signature.partition("|")[2]},
        "not ASCII": {**form, "bt_signature": f"{signature[:-1]}é"},
        "cut short": {**form, "bt_signature": signature[:-1]},
        "upper case": {**form, "bt_signature": signature.upper()},
        "another payload": {**form, "bt_payload": encodebytes(other).decode()},
        "payload not ASCII": {**form, "bt_payload": f"é{payload}"},
        "a third field": {**form, "x": "1"},
    }
    return urlencode(made[change]).encode()


@pytest.mark.parametrize(
    "change",
    [
        "no signature", "no payload", "empty signature", "third part", "another key", "no key", "not ASCII",
        "cut short", "upper case", "another payload", "payload not ASCII", "a third field",
    ],
)  # fmt: skip
def test_a_spoilt_webhook_is_forged(change: str) -> None:
    with pytest.raises(ForgedWebhook):
        braintree_at("").read_events(spoilt(change), {})


def test_a_webhook_is_for_this_merchant_of_these_days_and_whole() -> None:
    now, gateway = clock.now(), braintree_at("")
    gateway.read_events(webhook("check", now - timedelta(hours=24)), {})
    other = b"<notification><source-merchant-id>other</source-merchant-id><kind>check</kind></notification>"
    for bad in (
        webhook("check", now - timedelta(hours=26)),
        webhook("check", now + timedelta(minutes=10)),
        signed(other),
        signed(b"<notification><kind>check</kind></notification>"),
        signed(b"<notification/>"),
        signed(b"no xml"),
        webhook("check") + b"&bt_payload=x",
        signed(xml("notification", {"timestamp": now.replace(tzinfo=None)})),
    ):
        with pytest.raises(ForgedWebhook):
            gateway.read_events(bad, {})


@pytest.fixture
def payment(braintree: BraintreeStandIn, settings, make_payment, mila):
    """50.00 EUR, settled at the stand-in."""
    settings.GATEWAY_ACCOUNTS = {"braintree": {"gateway": "braintree", **ACCOUNT, "api_base": braintree.address}}
    account = {"gateway": "braintree", "gateway_account": "braintree", "gateway_reference": braintree.pay("50.00")}
    return make_payment(mila, total_minor=5000, **account)


@pytest.mark.django_db
def test_a_refund_that_fails_after_it_settled_reopens_the_case(braintree, payment) -> None:
    refund = ask(payment, amount_minor=2000)
    braintree.status = "settled"
    worker_runs()
    assert again(refund).state == Refund.State.COMPLETED
    (theirs,) = [made for made in braintree.transactions.values() if made["type"] == "credit"]

    theirs["status"] = "settlement_declined"
    told = braintree.tells("refund_failed", {"transaction": theirs}, clock.now())
    answers = [
        Client().post("/webhooks/braintree/", told, content_type="application/x-www-form-urlencoded").json()["received"]
        for _ in range(2)
    ]
    process_webhooks()

    assert answers == [1, 0]
    assert WebhookEvent.objects.get().kind == "refund_failed"
    assert again(refund).state == Refund.State.FAILED
    assert RefundAttempt.objects.get().state == RefundAttempt.State.REVERSED


@pytest.mark.django_db
def test_a_lost_answer_is_found_among_the_payments_refunds_and_nothing_is_paid_twice(braintree, payment) -> None:
    refund = ask(payment, amount_minor=2000)
    braintree.loses_answers, braintree.status = True, "settled"
    worker_runs()
    assert RefundAttempt.objects.get().state == RefundAttempt.State.UNKNOWN

    braintree.loses_answers = False
    time_to_ask(refund)
    worker_runs()

    assert [made["type"] for made in braintree.transactions.values()] == ["sale", "credit"]
    assert again(refund).state == Refund.State.COMPLETED


@pytest.mark.django_db
@pytest.mark.parametrize("without_keys", [False, True])
def test_what_surely_never_arrived_is_sent_again_only_under_a_key(
    braintree, payment, settings, without_keys: bool
) -> None:
    account = {**settings.GATEWAY_ACCOUNTS["braintree"], "without_request_keys": without_keys}
    settings.GATEWAY_ACCOUNTS = {"braintree": {**account, "api_base": "http://127.0.0.1:9"}}
    refund = ask(payment, amount_minor=2000)
    worker_runs()

    settings.GATEWAY_ACCOUNTS = {"braintree": account}
    for _ in range(3):
        time_to_ask(refund)
        worker_runs()

    sent = [made for made in braintree.transactions.values() if made["type"] == "credit"]
    assert len(sent) == (0 if without_keys else 1)
    assert bool(again(refund).attention) == without_keys
