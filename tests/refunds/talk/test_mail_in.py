"""Mila answers a letter from her mail program: what arrives in the thread, and what never does."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.test import Client

from customers.actors import Actor
from customers.mailbox.addresses import address_for
from customers.mailbox.read import read_mail
from customers.models import Message, ReceivedMail
from customers.notifications.send import deliver_due
from refunds.actions.ask_customer import ask_customer
from refunds.gateways.signed_header import sign
from refunds.models import Conversation, Refund, RefundDocument
from refunds.tasks import look_for_mail, take_mail
from tests.desk import again, kinds
from tests.files import photo
from tests.refunds.talk import mails
from tests.refunds.talk.imap_server import Mailbox

pytestmark = pytest.mark.django_db
SECRET = "the secret of our mail server"
State = ReceivedMail.State


@pytest.fixture(autouse=True)
def open_door(settings, own_files):
    settings.MAIL_REPLY_ADDRESS = "reply@in.shop.example"
    settings.MAIL_IN_SECRETS = [SECRET]


@pytest.fixture
def to(waiting, open_door) -> str:
    return address_for(waiting.reference)


@pytest.fixture
def arrives() -> Callable[..., ReceivedMail]:
    """arrives(raw) is a mail that the mail server posts to us and a worker works off."""

    def post(raw: bytes, recipient: str = "") -> ReceivedMail:
        assert knock({"raw_base64": base64.b64encode(raw).decode(), "recipient": recipient}).status_code == 200
        take_mail()
        return ReceivedMail.objects.latest("id")

    return post


def knock(body, secret: str = SECRET, at: int | None = None, **headers: str):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    signature = sign(raw, secret, int(time.time()) if at is None else at)
    signed = {"Recourse-Signature": signature, **headers}
    return Client().post("/webhooks/mail/in/", raw, content_type="application/json", headers=signed)


def words() -> list[str]:
    return list(Message.objects.filter(direction="in").order_by("id").values_list("words", flat=True))


def test_the_letter_carries_the_address_and_the_answer_arrives(waiting, to, mailoutbox, arrives):
    deliver_due()
    assert mailoutbox[0].reply_to == [to] and len(to.partition("@")[0]) <= 64 and to == to.lower()
    mail = arrives(mails.plain(to.upper(), "When is it here?"))
    assert (mail.state, words()) == (State.TAKEN, ["When is it here?"])
    message = Message.objects.get(direction="in")
    assert (message.about, message.channel, message.actor_label) == (waiting.reference, "email", "Mila Novak")
    assert Conversation.objects.get().waits_since is not None
    assert not _is_there(mail.path)  # nobody needs the bytes any more


def _is_there(path: str) -> bool:
    return default_storage.exists(path)


@pytest.mark.parametrize(
    ("write", "said"),
    [
        (mails.apple_german, "Guten Tag,\n\ndas Paket ist zurück. Schöne Grüße\nMila"),
        (mails.gmail_german, "Ich habe Ihnen am 3. November geschrieben: die Lampe brummt."),
        (mails.outlook, "Please send it to my new address.\n\nKind regards\nMila"),
        (mails.outlook_html, "The lamp is broken & it smells.\n\nMila\nBerlin"),
        (mails.base64_bottom_posting, "The left one – see below."),
    ],
)
def test_only_what_is_new_is_taken(write, said, to):
    assert read_mail(write(to)).words == said


def test_an_answer_to_our_question_by_mail_is_the_answer(waiting, boris, to, arrives):
    ask_customer(actor=Actor.user(boris), reference=waiting.reference, question="Which lamp?")
    arrives(mails.base64_bottom_posting(to))
    assert again(waiting).state == Refund.State.UNDER_REVIEW
    assert waiting.events.get(kind="refund.answered").data["answer"] == "The left one – see below."


def test_pictures_come_along_and_a_bad_file_costs_nothing_else(waiting, to, arrives):
    arrives(
        mails.with_files(
            to, ("crack.jpg", "image/jpeg", photo()), ("run.exe", "image/png", b"MZ"), ("smime.p7s", "x/y", b"1")
        )
    )
    message = Message.objects.get(direction="in")
    assert message.words == "Here are the pictures."
    assert [document.name for document in message.documents.all()] == ["crack.jpg"]
    assert RefundDocument.objects.get().refund == waiting
    assert message.left_out.startswith("run.exe: ") and "p7s" not in message.left_out


def test_the_same_mail_twice_is_one(to, arrives):
    raw = mails.plain(to, "Once.")
    arrives(raw)
    arrives(raw)
    assert words() == ["Once."] and ReceivedMail.objects.count() == 1


@pytest.mark.parametrize(
    "write",
    [
        mails.away,
        lambda to: mails.plain(to, "x", Precedence="bulk"),
        lambda to: mails.plain(to, "x", Return_Path="<>"),
        lambda to: mails.plain(to, "x", sender=to),
        lambda to: mails.plain(to, "x", Message_ID="<message-1@localhost>"),
        lambda to: mails.plain(to, "x", sender="no-reply@home.example"),
    ],
    ids=["away", "bulk", "empty return path", "ourselves", "our own letter", "a machine"],
)
def test_what_a_machine_wrote_is_no_words_and_is_answered_by_nobody(write, waiting, to, arrives, settings):
    settings.MAIL_DOMAIN = "localhost"
    before = Message.objects.count()
    assert arrives(write(to)).state == State.AUTOMATIC
    assert Message.objects.count() == before and not Conversation.objects.exists()


def test_a_bounce_marks_the_letter_and_only_with_our_own_signature(waiting, to, arrives, settings):
    settings.MAIL_DOMAIN = "localhost"
    deliver_due()
    letter = Message.objects.get(kind="refund_received")
    forged = to.replace(".", ".a", 1)[: len(to)]
    assert arrives(mails.bounce(letter.pk, forged)).state == State.FOREIGN
    assert arrives(mails.bounce(letter.pk + 1, to)).state == State.FOREIGN
    letter.refresh_from_db()
    assert letter.state == Message.State.SENT
    assert arrives(mails.bounce(letter.pk, to)).state == State.BOUNCE
    letter.refresh_from_db()
    assert letter.state == Message.State.FAILED and letter.news.get().kind == "bounced"
    assert "no such mailbox" in again(waiting).attention and "letter.bounced" in kinds(waiting)
    assert words() == []


def test_a_forged_or_foreign_address_is_dropped_and_counted(waiting, to, arrives, client):
    other = address_for("RF-2026-999999")
    name, _dot, rest = to.partition(".")
    made_up = f"{name}.{24 * 'a'}@in.shop.example"
    for address in (made_up, other, "reply@in.shop.example", f"{name}.{rest}x"):
        assert arrives(mails.plain(address, "Let me in.")).state == State.FOREIGN
    assert words() == []
    assert 'recourse_mails_received_last_day{state="foreign"} 4.0' in client.get("/metrics").content.decode()


def test_another_senders_mail_waits_for_a_person_who_takes_it(waiting, mila, ana, to, arrives, sign_in, phone):
    raw = mails.with_files(to, ("bill.jpg", "image/jpeg", photo()), sender="Mila <work@office.example>")
    mail = arrives(raw)
    message = Message.objects.get(direction="in")
    assert (mail.state, message.state, message.documents.count()) == (State.HELD, "doubted", 0)
    page = phone(mila).get(f"/portal/refunds/{waiting.reference}/").content.decode()
    assert "Here are the pictures." not in page
    desk = sign_in(ana)
    assert "work@office.example" in desk.get("/staff/conversations/?tab=held").content.decode()
    address = f"/staff/conversations/mail/{message.pk}/acceptance/"
    assert desk.post(address).status_code == 302
    message.refresh_from_db()
    assert message.state == "received" and [paper.name for paper in message.documents.all()] == ["bill.jpg"]
    assert Conversation.objects.get().waits_since is not None and not _is_there(mail.path)
    assert desk.post(address).status_code == 409
    page = phone(mila).get(f"/portal/refunds/{waiting.reference}/").content.decode()
    assert "Here are the pictures." in page


def test_or_puts_it_aside(waiting, ana, ayaka, to, arrives, sign_in):
    mail = arrives(mails.plain(to, "Pay it to me instead.", sender="x@evil.example"))
    address = f"/staff/conversations/mail/{mail.message_id}/dismissal/"
    assert sign_in(ayaka).post(address).status_code == 403
    assert sign_in(ana).post(address).status_code == 302
    assert Message.objects.get(direction="in").state == "dismissed"
    assert not Conversation.objects.exists() and not _is_there(mail.path)


def test_two_machines_cannot_keep_each_other_awake(waiting, to, arrives, settings):
    settings.MAILS_PER_CASE_AND_HOUR = 3
    before = Message.objects.filter(direction="out").count()
    states = [arrives(mails.plain(to, f"Round {number}")).state for number in range(5)]
    assert states == [State.TAKEN] * 3 + [State.TOO_MANY] * 2
    assert kinds(waiting).count("conversation.too_much_mail") == 1
    assert Message.objects.filter(direction="out").count() == before


def test_what_is_beyond_reading_is_put_aside(to, arrives):
    nested = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(3000))
    assert arrives(b"From: mila@home.example\r\nTo: " + to.encode() + b"\r\n" + nested).state in (
        State.UNREADABLE,
        State.AUTOMATIC,
        State.TAKEN,
    )
    for raw in (b"\xff\xfe\x00\x01", b"\r\n\r\n", b"no head at all"):
        assert arrives(raw).state in (State.UNREADABLE, State.AUTOMATIC, State.FOREIGN)
    strange = mails.plain(to, "Still \x00 here \x07 and \u202egnp.exe", Subject="=?utf-8?q?=ff=00?= =?no?x?y?=")
    assert arrives(strange).state == State.TAKEN
    assert words()[-1] == "Still  here  and gnp.exe"


def test_the_door_takes_what_is_signed_now_and_nothing_else(to, settings):
    body = {"raw": mails.plain(to, "Hello.").decode()}
    now = int(time.time())
    assert knock(body, secret="guessed").status_code == 400
    assert knock(body, at=now - 600).status_code == 400 and knock(body, at=now + 600).status_code == 400
    assert knock(body, **{"Recourse-Signature": "t=1,v1=\u00e9"}).status_code == 400
    for bad in (
        {},
        {"raw": 1},
        {"raw": "x", "raw_base64": "eA=="},
        {"raw_base64": "!"},
        [],
        {"raw": "x", "recipient": 5},
    ):
        assert knock(bad).status_code == 400
    settings.MAIL_MAX_BYTES = 100
    assert knock(body).status_code == 413
    assert not ReceivedMail.objects.exists()
    settings.MAIL_MAX_BYTES = 10_000
    assert knock(body).json() == {"received": 1} and knock(body).json() == {"received": 0}
    settings.MAIL_IN_SECRETS = []
    assert knock(body).status_code == 404


def test_a_file_is_delivered_by_command(waiting, to, tmp_path, capsys):
    file = tmp_path / "answer.eml"
    file.write_bytes(mails.plain(to, "From a file."))
    call_command("deliver_mail", str(file))
    call_command("deliver_mail", str(file))
    assert words() == ["From a file."]
    assert f"Taken into a case: {waiting.reference}." in capsys.readouterr().out


def test_the_mailbox_is_looked_into_and_nothing_is_deleted(waiting, to, settings, capsys):
    large = mails.plain(to, "x" * 5000)
    with Mailbox(mails.plain(to, "By IMAP."), mails.plain(to, "And again."), large) as box:
        settings.IMAP_URL = f"imap://desk:s%40cret@127.0.0.1:{box.port}/In%20box"
        settings.MAIL_MAX_BYTES = 4000
        call_command("poll_mailbox")
        assert look_for_mail() == 0  # all of them are marked as seen, the large one too
        assert 'LOGIN desk "s@cret"' in box.said and 'SELECT "In box"' in box.said
        assert not any("EXPUNGE" in said or "Deleted" in said for said in box.said)
    assert words() == ["By IMAP.", "And again."] and box.seen == {1, 2, 3}
    assert look_for_mail() == 0  # the mailbox is away; the next look finds what is there
    with pytest.raises(CommandError, match="could not be read"):
        call_command("poll_mailbox")


def test_an_answer_stands_below_the_mail_that_it_answers(waiting, ana, to, arrives, reply, mailoutbox):
    arrives(mails.plain(to, "When?", Message_ID="<one@home.example>"))
    reply(ana, waiting, "Tomorrow.")
    deliver_due()
    sent = mailoutbox[-1]
    assert sent.extra_headers["In-Reply-To"] == "<one@home.example>" and sent.reply_to == [to]
    arrives(mails.plain(to, "And?", Message_ID="<two@home.example>\r\n Bcc: all@home.example"))
    reply(ana, waiting, "At noon.")
    deliver_due()
    assert mailoutbox[-1].extra_headers.get("In-Reply-To", "") in ("", "<two@home.example>")


def test_in_the_demo_a_letter_is_answered_on_its_page(waiting, ana, sign_in, settings):
    letter = Message.objects.get(kind="refund_received")
    desk, address = sign_in(ana), f"/staff/mail/{letter.pk}/answer/"
    assert desk.post(address, {"text": "Hello"}).status_code == 404
    settings.RECOURSE_ENV = "demo"
    assert "Answer it, as the customer" in desk.get(f"/staff/mail/{letter.pk}/").content.decode()
    assert desk.post(address, {"text": "From my telephone."}).status_code == 302
    assert desk.post(address, {"text": "From the office.", "other": "yes"}).status_code == 302
    states = Message.objects.filter(direction="in").order_by("id").values_list("words", "state")
    assert list(states) == [("From my telephone.", "received"), ("From the office.", "doubted")]
