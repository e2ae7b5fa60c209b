"""Anybody withdraws from a contract at the portal, without signing in, and has a receipt at once."""

from __future__ import annotations

import hashlib
import io
from datetime import timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from django.test import Client
from pypdfium2 import PdfDocument

from customers import clock
from customers.dates import LONG, day
from customers.models import Message
from customers.notifications.send import deliver_due
from customers.portal.links import make_link
from customers.shop_days import shop_day
from refunds.models import Refund, WithdrawalDeclaration, WithdrawalPaper
from refunds.tasks import work_withdrawals
from tests.desk import kinds, letters
from tests.refunds.withdrawal.conftest import CONFIRM, DOOR, key_in, said

pytestmark = pytest.mark.django_db

State = WithdrawalDeclaration.State


def text_of(response) -> str:
    return response.content.decode()


def words_on(pdf: bytes) -> str:
    paper = PdfDocument(io.BytesIO(pdf))
    return " ".join("".join(page.get_textpage().get_text_bounded() for page in paper).split())


def test_mila_withdraws_and_it_becomes_a_request_that_a_person_decides(laws, make_payment, mila, withdraw):
    payment = make_payment(mila, 8900)
    declaration = withdraw(payment.order_reference.lower())
    refund = declaration.refund
    assert declaration.state == State.MATCHED and declaration.payment == payment
    assert (refund.state, refund.reason, refund.amount_minor) == (Refund.State.UNDER_REVIEW, "withdrawal", 8900)
    assert (refund.requester, refund.origin) == (None, Refund.Origin.PORTAL)
    assert kinds(refund) == ["refund.requested", "refund.sent_to_review", "refund.withdrawal_declared"]
    assert letters(refund) == ["received"]
    assert declaration.is_in_time and declaration.law.name == "European Union"
    assert (declaration.pay_back_on - declaration.received_on).days == 14


def test_the_receipt_comes_at_once_by_mail_and_page_with_the_same_words_and_hash(
    laws, make_payment, mila, withdraw, settings
):
    client = Client()
    declaration = withdraw(make_payment(mila).order_reference, client)
    assert hashlib.sha256(declaration.content.encode()).hexdigest() == declaration.content_sha256
    deliver_due()
    (letter,) = [one for one in mail.outbox if "received your withdrawal" in one.subject]
    assert letter.to == ["mila@home.example"]
    ((name, pdf, media_type),) = letter.attachments
    assert (name, media_type) == (f"{declaration.reference}.pdf", "application/pdf")
    page = client.get(f"/portal/withdrawal/{declaration.key}/")
    for words in (text_of(page), letter.body, words_on(pdf)):
        assert declaration.content_sha256 in words.replace(" ", "") and "Mila Novak" in words
        assert "(UTC+0" in words and declaration.reference in words
    downloaded = client.get(f"/portal/withdrawal/{declaration.key}/paper/").content
    assert downloaded == pdf == bytes(WithdrawalPaper.objects.get().pdf)


def test_a_double_click_and_the_way_back_are_one_declaration_and_other_words_another(laws, make_payment, mila):
    client, order = Client(), make_payment(mila).order_reference
    typed = {**said(order), "request_key": key_in(client.get(DOOR))}
    first, second = client.post(CONFIRM, typed), client.post(CONFIRM, typed)
    changed = client.post(DOOR, {**typed, "change": "yes"})
    assert key_in(changed) == typed["request_key"] and order in text_of(changed)
    third = client.post(CONFIRM, typed)
    assert first["Location"] == second["Location"] == third["Location"]
    other = client.post(CONFIRM, {**typed, "items": "Only the shade"})
    assert other["Location"] != first["Location"]
    work_withdrawals()
    work_withdrawals()
    assert WithdrawalDeclaration.objects.count() == 2
    assert Message.objects.filter(kind="withdrawal_received").count() == 2


def test_nothing_tells_a_stranger_whether_there_is_such_an_order(laws, make_payment, mila, lena, withdraw):
    order = make_payment(mila).order_reference
    known, guessed = withdraw(order), withdraw(order, email="eve@elsewhere.example")
    pages = [
        text_of(Client().get(f"/portal/withdrawal/{one.key}/")).replace(one.email, "").replace(one.content_sha256, "")
        for one in (known, guessed)
    ]
    for word, page in zip((known, guessed), pages, strict=True):
        pages[pages.index(page)] = page.replace(word.reference, "").replace(word.key, "")
    assert len({page.split("nonce")[0].count("<") for page in pages}) == 1
    assert (known.state, guessed.state) == (State.MATCHED, State.RECEIVED)
    assert Refund.objects.count() == 1
    to_eve = Message.objects.get(to_address="eve@elsewhere.example")
    assert to_eve.customer is None and "RF-" not in to_eve.body_text
    assert [(notice.person, notice.kind) for notice in lena.notices.all()] == [(lena, "withdrawal_new")]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"name": ""}, "This field is required"),
        ({"name": "\x00"}, "Null characters are not allowed"),
        ({"name": "x" * 121}, "at most 120 characters"),
        ({"name": "See http://evil.example"}, "leave out the address of a web page"),
        ({"order_reference": "#"}, "Please fill this in"),
        ({"email": "nobody"}, "valid email address"),
        ({"items": "y" * 501}, "at most 500 characters"),
        ({"request_key": "short"}, "open the page afresh"),
    ],
)
def test_what_cannot_be_meant_is_said_at_its_field_and_nothing_is_kept(db, typed, words):
    client = Client()
    form = {**said("R-1"), "request_key": key_in(client.get(DOOR)), **typed}
    for address in (DOOR, CONFIRM):
        response = client.post(address, form)
        assert response.status_code == 400 and words in text_of(response)
    assert not WithdrawalDeclaration.objects.exists()


def test_nobody_declares_without_end(db):
    client = Client()
    form = {**said("R-1"), "request_key": key_in(client.get(DOOR))}
    answers = [client.post(CONFIRM, {**form, "items": str(n)}).status_code for n in range(11)]
    assert answers == [302] * 10 + [429]
    assert WithdrawalDeclaration.objects.count() == 10


def test_what_was_declared_is_never_changed_nor_deleted(laws, make_payment, mila, withdraw):
    declaration = withdraw(make_payment(mila).order_reference)
    rows = WithdrawalDeclaration.objects.filter(pk=declaration.pk)
    for change in (lambda: rows.update(content="Nothing"), lambda: rows.update(name="Eve"), rows.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    with pytest.raises(DatabaseError), transaction.atomic():
        WithdrawalPaper.objects.update(pdf=b"")


def test_the_way_to_it_stands_on_the_first_page_and_in_every_foot(db):
    for page in ("/portal/", "/portal/policy/", "/portal/sign-in-link/sent/"):
        assert f'href="{DOOR}"' in text_of(Client().get(page))
    assert text_of(Client().get("/portal/")).count("Withdraw from contract here") == 2


def test_on_her_order_mila_reads_until_when_and_finds_the_form_filled_in(laws, make_payment, mila):
    browser = Client()
    browser.post(f"/portal/link/{make_link(mila)}/")
    came, old = clock.now() - timedelta(days=3), clock.now() - timedelta(days=20)
    fresh = make_payment(mila, order_reference="R-1001", delivered_at=came)
    page = text_of(browser.get(f"/portal/payments/{fresh.reference}/"))
    assert f"until {day(shop_day(came) + timedelta(days=14), LONG)}" in page
    assert 'href="/portal/withdrawal/?order=R-1001"' in page
    form = text_of(browser.get("/portal/withdrawal/?order=R-1001"))
    assert 'value="R-1001"' in form and 'value="Mila Novak"' in form

    assert "when everything has arrived" in text_of(
        browser.get(f"/portal/payments/{make_payment(mila, delivered_at=None).reference}/")
    )
    for none in (make_payment(mila, delivered_at=old), make_payment(mila, delivered_at=came, country="CH")):
        assert "Withdrawing by law" not in text_of(browser.get(f"/portal/payments/{none.reference}/"))
    assert text_of(browser.get(DOOR, {"order": "<b>\x00" + "x" * 500})).count("<b>") == 0
