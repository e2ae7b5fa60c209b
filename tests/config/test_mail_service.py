"""Letters over a mail service: configured whole or not at all, and its news are proved before they are believed."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time

import pytest

from config.check_production import MADE_UP
from customers.models import MailNews, Message
from customers.notifications.send import deliver_due
from refunds.models import Refund
from tests.config.named_mail import EmailBackend
from tests.config.test_settings import start
from tests.desk import again, ask, kinds

SIGNING_KEY = "key-for-signing"
NEWS = "/webhooks/mail/news/"
MAILGUN = {"MAILGUN_API_KEY": "k", "MAILGUN_SENDER_DOMAIN": "d.example", "MAILGUN_WEBHOOK_SIGNING_KEY": SIGNING_KEY}
WITHOUT_SMTP = {name: value for name, value in MADE_UP.items() if name != "EMAIL_URL"}


def test_production_starts_with_a_service_instead_of_smtp():
    shown = start({**WITHOUT_SMTP, **MAILGUN, "EMAIL_SERVICE": "mailgun"}, "settings.EMAIL_BACKEND")
    assert shown.stdout.strip() == "anymail.backends.mailgun.EmailBackend"


@pytest.mark.parametrize("name", MAILGUN)
def test_a_half_configured_service_is_refused_and_what_is_missing_is_named(name):
    given = {key: value for key, value in MAILGUN.items() if key != name}
    refused = start({**WITHOUT_SMTP, **given, "EMAIL_SERVICE": "mailgun"})
    assert refused.stderr.strip().endswith(f"EMAIL_SERVICE=mailgun does not work without {name}: set them.")


def test_an_unknown_service_and_news_without_proof_are_refused():
    assert "EMAIL_SERVICE must be one of" in start({**WITHOUT_SMTP, "EMAIL_SERVICE": "pigeon"}).stderr
    bare = start({**WITHOUT_SMTP, "EMAIL_SERVICE": "postmark", "POSTMARK_SERVER_TOKEN": "t"})
    assert "does not work without EMAIL_WEBHOOK_SECRET" in bare.stderr
    odd = {"EMAIL_SERVICE": "postmark", "POSTMARK_SERVER_TOKEN": "t", "EMAIL_WEBHOOK_SECRET": "nocolon"}
    assert "must read user:password" in start({**WITHOUT_SMTP, **odd}).stderr


@pytest.fixture
def service(settings):
    """Mailgun is configured; Anymail's test backend takes the letters."""
    settings.EMAIL_SERVICE = "mailgun"
    settings.EMAIL_BACKEND = "tests.config.named_mail.EmailBackend"
    settings.ANYMAIL = MAILGUN


@pytest.fixture
def letter(service, make_payment, mila):
    refund = ask(make_payment(mila, total_minor=45_000))
    assert deliver_due() == 1
    return Message.objects.get(about=refund.reference)


def reference_of(letter):
    return letter.notifications.get().service_reference


def mailgun_post(client, reference, event="failed", key=SIGNING_KEY, token="a" * 50, **data):
    """What Mailgun posts, signed as Mailgun signs it (documentation.mailgun.com, Securing Webhooks)."""
    stamp = str(int(time.time()))
    signature = hmac.new(key.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    body = {
        "signature": {"timestamp": stamp, "token": token, "signature": signature},
        "event-data": {
            "event": event,
            "severity": "permanent",
            "timestamp": time.time(),
            "recipient": "mila@home.example",
            "message": {"headers": {"message-id": reference.strip("<>"), "to": "mila@home.example"}},
            "delivery-status": {"code": 550, "message": "5.1.1 No such mailbox", "description": ""},
            **data,
        },
    }
    return client.post(NEWS, json.dumps(body), content_type="application/json")


@pytest.mark.django_db
class TestNews:
    def test_the_services_own_name_is_kept_with_the_try(self, letter):
        assert letter.state == "sent" and reference_of(letter).endswith(".1@d.example>")

    def test_a_bounce_is_kept_and_put_before_a_person(self, client, letter, sign_in, ana):
        assert mailgun_post(client, reference_of(letter)).status_code == 200
        news = MailNews.objects.get()
        assert (news.kind, news.reason, news.message) == ("bounced", "5.1.1 No such mailbox", letter)
        letter.refresh_from_db()
        assert letter.state == "failed"
        refund = Refund.objects.get(reference=letter.about)
        assert "No such mailbox" in refund.attention and kinds(refund)[-1] == "letter.bounced"
        page = sign_in(ana).get(f"/staff/mail/{letter.pk}/").content.decode()
        assert "Bounced" in page and "Send it again" in page
        assert refund.reference in sign_in(ana).get("/staff/?tab=attention").content.decode()

    def test_the_same_news_twice_count_once(self, client, letter):
        for _ in range(2):
            assert mailgun_post(client, reference_of(letter)).status_code == 200
        assert MailNews.objects.count() == 1

    def test_delivered_delayed_and_complained_are_kept_and_change_nothing(self, client, letter):
        mailgun_post(client, reference_of(letter), "delivered", token="b" * 50)
        mailgun_post(client, reference_of(letter), "failed", token="c" * 50, severity="temporary")
        mailgun_post(client, reference_of(letter), "complained", token="d" * 50)
        mailgun_post(client, reference_of(letter), "opened", token="e" * 50)
        letter.refresh_from_db()
        assert {news.kind for news in letter.news.all()} == {"delivered", "delayed", "complained"}
        assert letter.state == "sent"

    def test_a_wrong_signature_is_refused_and_nothing_is_kept(self, client, letter):
        assert mailgun_post(client, reference_of(letter), key="guess").status_code == 400
        assert not MailNews.objects.exists()

    @pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'{"signature": 1}', b"\xff\xfe"])
    def test_what_is_no_news_at_all_gets_a_400(self, client, service, body):
        assert client.post(NEWS, body, content_type="application/json").status_code == 400

    def test_signed_nonsense_gets_no_500(self, client, letter):
        for data in ({"timestamp": "soon"}, {"message": None}, {"delivery-status": []}, {"event": []}):
            assert mailgun_post(client, reference_of(letter), **data).status_code < 500

    def test_news_of_a_stranger_are_taken_and_forgotten(self, client, letter):
        assert mailgun_post(client, "<somebody@else.example>").status_code == 200
        assert not MailNews.objects.exists()

    def test_late_news_of_the_first_try_say_nothing_of_the_second(self, client, letter):
        Message.objects.filter(pk=letter.pk).update(tries=2)
        mailgun_post(client, reference_of(letter))
        letter.refresh_from_db()
        assert letter.state == "sent" and letter.news.count() == 1

    def test_without_a_service_there_is_no_such_address(self, client, settings):
        settings.EMAIL_SERVICE = ""
        assert client.post(NEWS, b"{}", content_type="application/json").status_code == 404

    def test_a_service_that_signs_nothing_needs_the_secret(self, client, settings):
        settings.EMAIL_SERVICE, settings.ANYMAIL = "postmark", {"WEBHOOK_SECRET": "desk:letmein"}
        body = json.dumps({"RecordType": "Delivery", "MessageID": "x", "Recipient": "m@home.example"})
        assert client.post(NEWS, body, content_type="application/json").status_code == 400
        proof = {"Authorization": "Basic " + base64.b64encode(b"desk:letmein").decode()}
        assert client.post(NEWS, body, content_type="application/json", headers=proof).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "state", "result"),
    [(422, "failed", "refused"), (503, "queued", "unreachable"), (401, "queued", "unreachable")],
)
def test_a_refused_letter_is_final_and_a_service_that_is_down_is_asked_again(
    service, make_payment, mila, monkeypatch, status, state, result
):
    monkeypatch.setattr(EmailBackend, "answers_with", status)
    refund = ask(make_payment(mila, total_minor=45_000))
    deliver_due()
    letter = Message.objects.get(about=again(refund).reference)
    assert letter.state == state and letter.notifications.get().result == result
