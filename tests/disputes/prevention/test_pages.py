"""The pages of early warnings: the list with its tabs and filters, and one alert with its sums, moves and story."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from customers.portal.links import make_link
from disputes.models import Alert
from refunds.models import StaffNotice
from tests.desk import ask, known_to_sandbox
from tests.disputes.prevention.desk import again, alerted, kinds, warned

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_sandbox")]

MOST_IN_LIST, MOST_ON_PAGE = 12, 30


@pytest.fixture
def payment(make_payment, mila):
    return known_to_sandbox(make_payment(mila, total_minor=45_000))


@pytest.fixture
def alert(payment, fatima, ana):
    return alerted(payment, fatima)


def address(alert: Alert, move: str = "") -> str:
    return reverse(f"disputes:alert{move}", args=[alert.reference])


def page_of(client, where: str, status: int = 200, **query: str) -> str:
    response = client.get(where, query)
    assert response.status_code == status
    return unescape(response.content.decode())


def test_the_list_shows_what_is_due_first(alert, payment, ana, sign_in):
    warning = warned(payment)
    client = sign_in(ana)
    page = page_of(client, reverse("disputes:alerts"))
    assert page.index(alert.reference) != page.index(warning.reference)
    for words in ("Mastercard Ethoca", "Fraud warning of the gateway", "Mila Novak", "yours", "left"):
        assert words in page, words
    for query in ({"tab": "mine"}, {"tab": "all"}, {"provider": "ethoca"}, {"state": "received"}, {"owner": "me"}):
        assert alert.reference in page_of(client, reverse("disputes:alerts"), **query), query
    assert alert.reference not in page_of(client, reverse("disputes:alerts"), provider="rdr")
    assert "No alert fits this filter." in page_of(client, reverse("disputes:alerts"), provider="rdr")


@pytest.mark.parametrize("query", [{"provider": "nobody"}, {"state": "\x00"}, {"owner": "7"}])
def test_a_filter_that_cannot_be_meant_is_said_so(alert, ana, sign_in, query):
    assert "This address cannot be meant" in page_of(sign_in(ana), reverse("disputes:alerts"), 400, **query)


def test_a_number_leads_to_its_alert(alert, ana, sign_in):
    client, where = sign_in(ana), reverse("disputes:alerts")
    for words in (alert.reference.lower(), alert.provider_reference):
        assert client.get(where, {"q": words})["Location"] == address(alert)
    for words in ("AL-1999-1", "a\x00b", "x" * 300):
        assert "No alert has this number." in page_of(client, where, q=words)


def test_the_list_asks_a_fixed_number_of_questions(
    make_payment, mila, fatima, ana, sign_in, django_assert_max_num_queries
):
    for number in range(8):
        alerted(make_payment(mila), fatima, number=f"e{number}")
    client = sign_in(ana)
    with django_assert_max_num_queries(MOST_IN_LIST):
        page_of(client, reverse("disputes:alerts"))


def test_a_page_tells_the_sums_in_plain_words(alert, ana, sign_in, django_assert_max_num_queries):
    client = sign_in(ana)
    with django_assert_max_num_queries(MOST_ON_PAGE):
        page = page_of(client, address(alert))
    for words in (
        "Mila Novak may dispute 450.00", "Refund now or wait", "Paying back now costs", "20.00", "Chance of a dispute",
        "9 of 10 is assumed", "Far from the limit", "To be decided here by", "UTC", "Pay back now", "Leave it alone",
        "A colleague must approve it first.", "Alert received",
    ):  # fmt: skip
        assert words in page, words


def test_a_warning_is_told_as_what_it_is(payment, ana, sign_in):
    page = page_of(sign_in(ana), address(warned(payment)))
    for words in ("takes this payment for fraud", "Paid with a stolen card", "The gateway says yes", "about 80 %"):
        assert words in page, words


def test_the_moves_are_made_and_told(alert, payment, ana, sign_in):
    client = sign_in(ana)
    sent = client.post(address(alert, "_refunding"), follow=True)
    assert "A colleague must approve it before the money leaves." in unescape(sent.content.decode())
    refund = payment.refunds.get()
    assert (again(alert).state, again(alert).refund) == ("refunding", refund)
    twice = client.post(address(alert, "_refunding"))
    assert twice.status_code == 409
    assert "Nothing was changed" in twice.content.decode()
    assert payment.refunds.count() == 1


def test_leaving_it_needs_a_reason_and_keeps_what_was_typed(alert, ana, sign_in):
    client = sign_in(ana)
    for typed in ("", "x" * 501, "a\x00b"):
        assert client.post(address(alert, "_leaving"), {"words": typed}).status_code == 400
        assert again(alert).state == "received"
    client.post(address(alert, "_leaving"), {"words": "A regular of ten years."})
    assert "A regular of ten years." in page_of(client, address(alert))
    late = client.post(address(alert, "_leaving"), {"words": "My words stay."})
    assert late.status_code == 409
    assert "already “Left alone”" in unescape(late.content.decode())


def test_a_refund_that_is_there_is_offered_as_the_answer(alert, payment, ana, sign_in):
    refund = ask(payment)
    client = sign_in(ana)
    page = page_of(client, address(alert))
    assert f"Count {refund.reference} as the answer" in page
    assert f"{refund.reference} is under way on this payment" in page
    assert client.post(address(alert, "_answering"), {"refund": refund.reference}).status_code == 302
    assert again(alert).refund == refund
    assert client.post(address(alert, "_answering"), {"refund": "x" * 33}).status_code == 400


def test_a_payment_is_named_by_hand(make_payment, mila, fatima, ana, sign_in):
    payment = known_to_sandbox(make_payment(mila, total_minor=8_900, card_last4="4242"))
    alert = alerted(payment, fatima, "rdr", payment_reference="", card_last4="4242", number="r1")
    client = sign_in(ana)
    page = page_of(client, address(alert))
    assert "Payments with this card that may be meant" in page and payment.reference in page
    wrong = client.post(address(alert, "_matching"), {"payment": "PM-0000-000000"})
    assert wrong.status_code == 400
    assert "PM-0000-000000" in wrong.content.decode(), "what was typed is kept"
    client.post(address(alert, "_matching"), {"payment": payment.reference})
    assert again(alert).state == "resolved"
    assert "It is booked as a refund made outside" in page_of(client, address(alert))


def test_what_another_role_may_do_is_said(alert, ayaka, boris, lena, sign_in):
    page = page_of(sign_in(ayaka), address(alert))
    assert "Your role does not allow this." in page
    assert "Take it over" not in page
    assert sign_in(ayaka).post(address(alert, "_leaving"), {"words": "No"}).status_code == 403
    assert sign_in(boris).post(address(alert, "_taking")).status_code == 403
    assert sign_in(lena).post(address(alert, "_taking")).status_code == 302
    assert again(alert).owner == lena


def test_it_is_handed_over_with_words_that_the_colleague_reads(alert, ana, boris, sign_in):
    assert "Hand it over" in page_of(sign_in(ana), address(alert))
    sent = sign_in(ana).post(address(alert, "_handing_over"), {"to": boris.email, "words": "You know this customer."})
    assert sent.status_code == 302
    assert (again(alert).owner, kinds(alert)[-1]) == (boris, "alert.handed_over")
    notice = StaffNotice.objects.get(person=boris, kind="dispute_alert_handed")
    assert (notice.about, notice.words, notice.sender) == (alert.reference, "You know this customer.", "Ana Lima")
    assert notice.path == address(alert)
    inbox = page_of(sign_in(boris), "/staff/notices/")
    assert "An alert was handed to you" in inbox and alert.reference in inbox
    assert "You know this customer." in page_of(sign_in(boris), address(alert))


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
def test_a_bad_hand_over_is_refused_and_changes_nothing(alert, ana, boris, fatima, sign_in, typed):
    response = sign_in(ana).post(address(alert, "_handing_over"), typed)
    assert response.status_code == 400 and '<details class="confirm" open' in response.content.decode()
    assert again(alert).owner == ana


def test_only_its_owner_or_a_lead_hands_it_over_and_only_while_it_waits(alert, ana, boris, lena, sign_in):
    words = {"to": boris.email, "words": "Yours."}
    refused = sign_in(boris).post(address(alert, "_handing_over"), {**words, "to": lena.email})
    assert refused.status_code == 403 and "This is the alert of Ana Lima." in refused.content.decode()
    assert sign_in(lena).post(address(alert, "_handing_over"), words).status_code == 302
    assert "already with Boris" in unescape(sign_in(lena).post(address(alert, "_handing_over"), words).content.decode())
    sign_in(boris).post(address(alert, "_leaving"), {"words": "A regular."})
    assert sign_in(boris).post(address(alert, "_handing_over"), {**words, "to": ana.email}).status_code == 409
    assert "Hand it over" not in page_of(sign_in(boris), address(alert))
    assert again(alert).owner == boris


def test_payment_refund_and_inbox_lead_to_it(alert, payment, mila, ana, sign_in):
    refund = ask(payment, amount_minor=1_000)
    client, link = sign_in(ana), address(alert)
    assert link in page_of(client, reverse("refunds:payment", args=[payment.reference]))
    assert link in page_of(client, reverse("refunds:refund", args=[refund.reference]))
    assert reverse("disputes:alerts") in page_of(client, reverse("disputes:inbox"))
    phone = Client()
    phone.post(f"/portal/link/{make_link(mila)}/")
    assert alert.reference not in page_of(phone, f"/portal/payments/{payment.reference}/"), "the customer is not told"


@pytest.mark.parametrize("reference", ["AL-0000-000000", "x" * 300])
def test_what_is_not_there_is_not_found(ana, sign_in, reference):
    assert sign_in(ana).get(f"/staff/disputes/alerts/{reference}/").status_code == 404
