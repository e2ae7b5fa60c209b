"""Who hears of a dispute outside the desk: the customer by letter and in the portal, the shop's systems by message."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from customers.actors import Actor
from customers.models import Message
from disputes.actions.sign_statement import sign_statement
from disputes.models import CustomerStatement
from refunds.models import Announcement, StaffNotice
from refunds.outgoing.body import write_body
from tests.disputes.conftest import BACK, TAKEN, kinds
from tests.disputes.packet.test_packet import words_on
from tests.refunds.outgoing.conftest import subscribe, system  # noqa: F401 - fixtures
from tests.refunds.portal.conftest import phone  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db


def letters(dispute) -> list[str]:
    return list(Message.objects.filter(about=dispute.reference).order_by("id").values_list("kind", flat=True))


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "is disputed"), ("de", "reklamiert"), ("fr", "contest"), ("es", "disputa")],
)
def test_the_customer_hears_in_their_language_that_it_opened_and_how_it_ended(says, payment, mila, language, words):
    mila.language = language
    mila.save()
    dispute = says("needs_response", movements=[TAKEN])
    says("won", movements=[TAKEN, BACK])
    assert letters(dispute) == ["dispute_opened", "dispute_ended"]
    opened = Message.objects.get(kind="dispute_opened")
    assert opened.language == language and words in opened.body_text
    assert payment.order_reference in opened.body_text


def test_nobody_is_written_about_what_was_brought_in_long_after(says):
    old = says("needs_response", opened_at=timezone.now() - timedelta(days=90))
    says("lost", opened_at=timezone.now() - timedelta(days=90))
    assert letters(old) == []


def test_the_same_word_twice_writes_nothing_more(says):
    dispute = says("lost")
    says("lost")
    assert letters(dispute).count("dispute_opened") <= 1
    assert StaffNotice.objects.filter(about_case=dispute.reference).count() <= 1


def test_the_shops_systems_are_told_that_it_opened_changed_and_ended(says, subscribe, ana):  # noqa: F811
    subscribe()
    dispute = says("needs_response")
    says("needs_response", respond_by=timezone.now() + timedelta(days=7))
    says("under_review")
    says("lost")
    told = list(Announcement.objects.filter(about=dispute.reference).order_by("id"))
    assert [each.kind for each in told] == ["dispute.opened", "dispute.changed", "dispute.changed", "dispute.ended"]
    body = write_body(told[-1])
    assert '"state":"lost"' in body and '"to_state":"lost"' in body
    assert "ana@" not in body and "Mila" not in body, "no person is named"


def test_the_customer_follows_the_dispute_in_the_portal(says, payment, mila, phone):  # noqa: F811
    dispute = says("needs_response")
    browser = phone(mila)
    own_payment = browser.get(f"/portal/payments/{payment.reference}/").content.decode()
    address = f"/portal/disputes/{dispute.reference}/"
    assert address in own_payment
    page = browser.get(address).content.decode()
    assert "We prepare our answer." in page and "Was it a mistake?" in page
    says("lost")
    page = browser.get(address).content.decode()
    assert "has given the money back to you" in page and "Was it a mistake?" not in page


def test_what_we_answered_stands_there_in_plain_words(says, mila, phone):  # noqa: F811
    dispute = says("needs_response")
    pieces = ["earlier_payments", "delivery_confirmed", "signature", "purchase_trace"]
    answer = dispute.answers.create(round=1, kind="evidence", key="k1", pieces=pieces)
    answer.send()
    answer.save()
    answer.take()
    answer.save()
    page = phone(mila).get(f"/portal/disputes/{dispute.reference}/").content.decode()
    assert "What we answered" in page and "the papers about this order" in page
    shown = "what was bought and how it was paid; that it was delivered, when and where to."
    assert f"We have shown: {shown}" in page, "in words, once each, and nothing of devices or sign-ins"


def test_an_offer_stands_there_with_its_terms(says, mila, phone):  # noqa: F811
    dispute = says("inquiry", "inquiry")
    offer = {"kind": "refund", "amount_minor": 2000, "currency": "EUR", "words": "Would this do?"}
    answer = dispute.answers.create(round=1, kind="offer", key="k2", offer=offer)
    answer.send()
    answer.save()
    answer.take()
    answer.save()
    page = phone(mila).get(f"/portal/disputes/{dispute.reference}/").content.decode().replace("\xa0", " ")
    assert "We have made you an offer." in page and "Money back, all or a part: 20.00 EUR." in page


def test_a_mistake_is_signed_once_and_the_desk_hears_of_it(says, mila, ana, phone, sign_in):  # noqa: F811
    dispute = says("needs_response")
    browser, address = phone(mila), f"/portal/disputes/{dispute.reference}/statement/"
    sent = browser.post(address, {"name": "Mila Novak", "words": "My son bought it.", "agreed": "on"})
    assert sent.status_code == 302
    signed = CustomerStatement.objects.get()
    assert (signed.name, signed.words) == ("Mila Novak", "My son bought it.")
    assert "by mistake" in signed.text
    assert kinds(dispute)[-1] == "dispute.customer_withdraws"
    assert StaffNotice.objects.filter(person=ana, kind="dispute_mistake").count() == 1
    assert browser.post(address, {"name": "Mila Novak", "agreed": "on"}).status_code == 409
    desk = sign_in(ana).get(reverse("disputes:dispute", args=[dispute.reference])).content.decode()
    assert "The customer has signed that it was a mistake" in desk


@pytest.mark.parametrize("language", ["en", "de"])
def test_what_was_signed_can_be_shown_to_the_bank(says, mila, tom, ana, phone, program_of, language):  # noqa: F811
    dispute = says("needs_response")
    browser, address = phone(mila), f"/portal/disputes/{dispute.reference}/statement/"
    assert browser.get(f"{address}paper/").status_code == 404, "nothing is signed yet"
    with translation.override(language):
        signed = sign_statement(
            actor=Actor.customer(mila), reference=dispute.reference, name="Mila Novak", words="My son bought it."
        )
    page = browser.get(f"/portal/disputes/{dispute.reference}/").content.decode()
    assert f"{address}paper/" in page
    paper = browser.get(f"{address}paper/")
    assert paper["Content-Type"] == "application/pdf" and f"{dispute.reference}-statement.pdf" in str(paper.headers)
    (sheet,) = words_on(paper.content)
    words = " ".join(sheet.replace("\xa0", " ").split())
    assert " ".join(signed.text.replace("\xa0", " ").split()) in words, "in the language in which it was signed"
    assert "My son bought it." in words and "Mila Novak" in words and dispute.reference in words
    assert phone(tom).get(f"{address}paper/").status_code == 404
    told = program_of(ana).get(f"disputes/{dispute.reference}/").json()["statement"]
    assert (told["name"], told["words"], told["language"]) == ("Mila Novak", "My son bought it.", language)


@pytest.mark.parametrize(
    "typed",
    [
        {"name": "", "agreed": "on"},
        {"name": "Mila"},
        {"name": "x" * 121, "agreed": "on"},
        {"name": "a\x00b", "agreed": "on"},
        {"name": "Mila", "words": "x" * 1001, "agreed": "on"},
    ],
)
def test_a_statement_that_is_not_signed_rightly_changes_nothing(says, mila, phone, typed):  # noqa: F811
    dispute = says("needs_response")
    response = phone(mila).post(f"/portal/disputes/{dispute.reference}/statement/", typed)
    assert response.status_code == 400
    assert not CustomerStatement.objects.exists()


def test_somebody_elses_dispute_looks_like_none(says, tom, phone):  # noqa: F811
    dispute = says("needs_response")
    browser = phone(tom)
    assert browser.get(f"/portal/disputes/{dispute.reference}/").status_code == 404
    sent = browser.post(f"/portal/disputes/{dispute.reference}/statement/", {"name": "Tom", "agreed": "on"})
    assert sent.status_code == 404
    assert not CustomerStatement.objects.exists()


def test_an_ended_dispute_is_not_signed_away_any_more(says, mila, phone):  # noqa: F811
    dispute = says("won")
    sent = phone(mila).post(f"/portal/disputes/{dispute.reference}/statement/", {"name": "Mila", "agreed": "on"})
    assert sent.status_code == 409
