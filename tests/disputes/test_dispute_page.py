"""A dispute's page: the countdown, the words, what may be done and why not, the money, the one line of time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from customers.models import Message
from disputes.models import Dispute
from refunds.models import StaffNotice
from tests.desk import ask
from tests.disputes.conftest import FEE, TAKEN, again, kinds

pytestmark = pytest.mark.django_db

MOST_QUERIES = 15


@pytest.fixture
def dispute(says, ana) -> Dispute:
    return says("needs_response", movements=[TAKEN, FEE], respond_by=timezone.now() + timedelta(days=9))


def page_of(client, dispute: Dispute, status: int = 200) -> str:
    response = client.get(reverse("disputes:dispute", args=[dispute.reference]))
    assert response.status_code == status
    return response.content.decode()


def test_it_tells_how_long_there_is_who_wants_what_and_why(dispute, ana, sign_in):
    page = page_of(sign_in(ana), dispute)
    for words in (
        "Mila Novak", "fraudulent", "10.4", "The cardholder says that it was not they who paid.", "UTC",
        "To be answered here by", "The gateway&#x27;s deadline", "dp_1", "Taken for the dispute", "Fee for the dispute",
    ):  # fmt: skip
        assert words in page or words.replace("&#x27;", "'") in page, words


def test_the_gateways_own_word_bars_what_it_does_not_take(says, ana, sign_in):
    dispute = says("needs_response", can_respond=False, can_accept=False)
    page = page_of(sign_in(ana), dispute)
    assert "The gateway takes no answer in this case." in page
    assert "Only an inquiry ends with a refund." in page


def test_what_another_role_may_do_is_said(dispute, ayaka, sign_in):
    page = page_of(sign_in(ayaka), dispute)
    assert "Your role does not allow this." in page
    assert "Take it over" not in page and "Hand it over" not in page


def test_everything_stands_in_one_line_of_time(dispute, payment, mila, ana, sign_in):
    refund = ask(payment, amount_minor=1_000)
    page = page_of(sign_in(ana), dispute)
    for words in ("Paid: 89.00", "Delivered", "Dispute opened", f"{refund.reference}: ", "Letter: "):
        assert words in page, words


def test_it_shows_what_the_customer_was_written_and_where_to_read_it(dispute, says, ana, sign_in):
    says("lost")
    opened, ended = Message.objects.filter(about=dispute.reference).order_by("id")
    client = sign_in(ana)
    shown = page_of(client, dispute).partition('id="letters-title"')[2].partition("</section>")[0]
    for letter in (opened, ended):
        link = reverse("refunds:letter", args=[letter.pk])
        assert f'<a href="{link}">{escape(letter.subject)}</a>' in shown
        assert escape(letter.subject) in client.get(link).content.decode()


def test_an_old_case_tells_that_the_customer_was_written_nothing(says, ana, sign_in):
    old = says("needs_response", opened_at=timezone.now() - timedelta(days=40))
    assert "The customer was written nothing about this." in page_of(sign_in(ana), old)


def test_earlier_and_later_cases_of_the_customer_are_linked(dispute, says, make_payment, mila, ana, sign_in):
    other = says("lost", about=make_payment(mila), reference="dp_2")
    page = page_of(sign_in(ana), dispute)
    assert reverse("disputes:dispute", args=[other.reference]) in page


def test_the_payment_and_the_refund_link_to_it(dispute, payment, ana, sign_in):
    refund = ask(payment, amount_minor=1_000)
    link = reverse("disputes:dispute", args=[dispute.reference])
    client = sign_in(ana)
    assert link in client.get(reverse("refunds:payment", args=[payment.reference])).content.decode()
    assert link in client.get(reverse("refunds:refund", args=[refund.reference])).content.decode()


def test_a_full_case_asks_a_fixed_number_of_questions(
    dispute, says, make_payment, payment, mila, ana, sign_in, django_assert_max_num_queries
):
    for number in range(5):
        ask(payment, amount_minor=1_000)
        says("lost", about=make_payment(mila), reference=f"dp_more_{number}")
    client = sign_in(ana)
    with django_assert_max_num_queries(MOST_QUERIES):
        page_of(client, dispute)


def test_a_lead_takes_a_colleagues_dispute_and_an_agent_does_not(dispute, ana, boris, lena, sign_in):
    taking = reverse("disputes:taking", args=[dispute.reference])
    refused = sign_in(boris).post(taking)
    assert refused.status_code == 403
    assert "This is the dispute of Ana Lima." in refused.content.decode()
    assert again(dispute).owner == ana
    assert sign_in(lena).post(taking).status_code == 302
    assert again(dispute).owner == lena
    assert kinds(dispute)[-1] == "dispute.taken"


def test_it_is_handed_over_with_words_that_the_colleague_reads(dispute, ana, boris, sign_in):
    address = reverse("disputes:handing_over", args=[dispute.reference])
    sent = sign_in(ana).post(address, {"to": boris.email, "words": "You know this customer."})
    assert sent.status_code == 302
    assert again(dispute).owner == boris
    notice = StaffNotice.objects.get(person=boris, kind="dispute_hand_over")
    assert (notice.about, notice.words, notice.sender) == (dispute.reference, "You know this customer.", "Ana Lima")
    assert notice.path == reverse("disputes:dispute", args=[dispute.reference])
    inbox = sign_in(boris).get("/staff/notices/").content.decode()
    assert "A dispute was handed to you" in inbox and dispute.reference in inbox


@pytest.mark.parametrize(
    "typed",
    [
        {"to": "", "words": "x"},
        {"to": "fatima@shop.example", "words": "x"},
        {"to": "boris@shop.example", "words": ""},
        {"to": "boris@shop.example", "words": "x" * 501},
        {"to": "boris@shop.example", "words": "a\x00b"},
        {"to": "\x00", "words": "x"},
    ],
)
def test_a_bad_hand_over_is_refused_and_changes_nothing(dispute, ana, boris, fatima, sign_in, typed):
    response = sign_in(ana).post(reverse("disputes:handing_over", args=[dispute.reference]), typed)
    assert response.status_code == 400
    assert again(dispute).owner == ana


def test_an_ended_dispute_is_in_nobodys_hands_any_more(says, ana, lena, sign_in):
    dispute = says("lost")
    response = sign_in(lena).post(reverse("disputes:taking", args=[dispute.reference]))
    assert response.status_code == 409
    assert "already “Lost”" in response.content.decode()


def test_an_inquiry_asks_no_more(says, payment, ana, sign_in, django_assert_max_num_queries):
    inquiry = says("inquiry", "inquiry", respond_by=timezone.now() + timedelta(days=9))
    client = sign_in(ana)
    with django_assert_max_num_queries(MOST_QUERIES):
        page_of(client, inquiry)
    ask(payment, amount_minor=1_000)
    with django_assert_max_num_queries(MOST_QUERIES):
        assert "is under way on this payment" in page_of(client, inquiry)


def test_a_refund_that_was_refused_stands_open_with_its_price(says, make_payment, tom, ana, sign_in):
    inquiry = says("inquiry", "inquiry", about=make_payment(tom), reference="dp_refused")
    client = sign_in(ana)
    tried = client.post(reverse("disputes:refunding", args=[says("needs_response").reference]))
    assert tried.status_code == 409 and "it would be paid twice" in tried.content.decode()
    assert client.post(reverse("disputes:refunding", args=[inquiry.reference])).status_code == 302


@pytest.mark.parametrize("reference", ["DP-0000-000000", "x" * 300, "%00"])
def test_what_is_not_there_is_not_found(ana, sign_in, reference):
    assert sign_in(ana).get(f"/staff/disputes/{reference}/").status_code == 404
