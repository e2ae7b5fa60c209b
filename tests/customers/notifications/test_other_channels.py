"""Mila chooses a text message, or the shop's chat: short, signed where it can be, and mail for what she needs."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from standardwebhooks import Webhook

from customers.models import Message
from customers.notifications.send import deliver_due
from customers.signature import new_secret
from tests.desk import approve, ask
from tests.refunds.gateways.answering_server import AnsweringServer, answering_server
from tests.refunds.portal.conftest import phone  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db

CHOICE = {"channel": "sms", "phone": "+49 170 123-45 67", "agrees": "on"}


@pytest.fixture
def gateway(settings) -> Iterator[AnsweringServer]:
    """Somebody's SMS gateway, which wants a form, and a secret in a header of its own."""
    with answering_server() as server:
        settings.SMS_URL = f"{server.address}/send?to={{to}}"
        settings.SMS_CONTENT_TYPE = "application/json"
        settings.SMS_BODY = '{"recipient": "{to}", "message": "{text}"}'
        settings.SMS_SECRET_HEADER, settings.SMS_SECRET = "X-Api-Key", "s3cret"
        yield server


@pytest.fixture
def chat(settings) -> Iterator[tuple[AnsweringServer, str]]:
    with answering_server() as server:
        secret = new_secret()
        settings.MESSAGE_WEBHOOK_URL, settings.MESSAGE_WEBHOOK_SECRETS = f"{server.address}/chat", [secret]
        settings.MESSAGE_WEBHOOK_NAME = "WhatsApp"
        yield server, secret


def ways() -> list[tuple[str, str, str]]:
    rows = Message.objects.order_by("id").values_list("kind", "channel", "state")
    return [(kind.removeprefix("refund_"), channel, state) for kind, channel, state in rows]


def test_mila_gets_a_text_message_and_decisions_by_mail_as_well(gateway, phone, mila, make_payment, boris):  # noqa: F811
    assert phone(mila).post("/portal/messages/", CHOICE).status_code == 302
    mila.refresh_from_db()
    mila.language = "en"
    approve(ask(make_payment(mila, 45_000)), boris)
    deliver_due()

    assert ways() == [("received", "sms", "sent"), ("approved", "email", "sent"), ("approved", "sms", "sent")]
    first = gateway.asked[0]
    assert (first.method, first.path) == ("POST", "/send?to=%2B491701234567")
    assert first.headers["X-Api-Key"] == "s3cret"
    said = json.loads(first.body)
    assert said["recipient"] == "+491701234567"
    assert said["message"].startswith("Recourse: ") and "/portal/door/refunds/RF-" in said["message"]
    assert len(said["message"]) <= 306


def test_words_stay_words_whatever_is_in_them(gateway, mila):
    text = 'He said "no"\n{to} \\ & é'
    Message.objects.create(
        customer=mila, kind="refund_received", channel="sms", to_address="+491701234567", subject="x", body_text=text,
        body_html="", due_at="2000-01-01T00:00Z",
    )  # fmt: skip
    deliver_due()
    assert json.loads(gateway.asked[0].body) == {"recipient": "+491701234567", "message": text}


@pytest.mark.parametrize(
    ("status", "state"), [(200, "sent"), (422, "failed"), (429, "queued"), (401, "queued"), (503, "queued")]
)
def test_what_the_gateway_says_decides_whether_it_is_tried_again(gateway, mila, status, state):
    gateway.says(status, {"ok": status == 200})
    Message.objects.create(
        customer=mila, kind="refund_received", channel="sms", to_address="+491701234567", subject="x", body_text="x",
        body_html="", due_at="2000-01-01T00:00Z",
    )  # fmt: skip
    deliver_due()
    message = Message.objects.get()
    assert message.state == state
    assert message.notifications.get().answer.startswith(str(status))


def test_the_chat_gets_it_signed_and_private_networks_get_nothing(chat, settings, phone, mila, make_payment):  # noqa: F811
    server, secret = chat
    assert "WhatsApp" in phone(mila).get("/portal/messages/").content.decode()
    phone(mila).post("/portal/messages/", {"channel": "webhook"})
    mila.refresh_from_db()
    refund = ask(make_payment(mila, 45_000))
    deliver_due()

    (asked,) = server.asked
    said = Webhook(secret).verify(asked.body, asked.headers)
    assert (said["type"], said["data"]["about"], said["data"]["customer"]) == (
        "message.written",
        refund.reference,
        mila.reference,
    )
    assert said["text"] == said["data"]["text"]

    settings.SUBSCRIPTION_NETWORKS = []
    ask(make_payment(mila, 45_000))
    deliver_due()
    assert len(server.asked) == 1
    assert "network of its own" in Message.objects.latest("id").notifications.get().answer


@pytest.mark.parametrize(
    "wrong",
    [
        {"phone": "0170 1234567"},
        {"phone": "+49"},
        {"phone": "+49170\x001234567"},
        {"phone": "+" + "1" * 60},
        {"phone": ""},
        {"agrees": ""},
        {"channel": "pigeon"},
        {"channel": "webhook"},
    ],
)
def test_a_choice_that_cannot_be_meant_changes_nothing(gateway, phone, mila, wrong):  # noqa: F811
    assert phone(mila).post("/portal/messages/", {**CHOICE, **wrong}).status_code == 400
    mila.refresh_from_db()
    assert (mila.channel, mila.phone, mila.phone_agreed_at) == ("email", "", None)


def test_an_old_choice_falls_back_to_mail_without_a_gateway(gateway, settings, phone, mila, make_payment):  # noqa: F811
    phone(mila).post("/portal/messages/", CHOICE)
    settings.SMS_URL = ""
    mila.refresh_from_db()
    assert "Text message" not in phone(mila).get("/portal/messages/").content.decode()
    ask(make_payment(mila, 45_000))
    assert ways() == [("received", "email", "queued")]
