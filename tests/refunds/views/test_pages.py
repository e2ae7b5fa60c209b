"""The staff pages: who may read them, what they say, how little they ask the database, how they stay true."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from customers.actors import Actor
from customers.models import Message, Payment
from refunds.actions.hold_by_hand import place_hold
from refunds.actions.settle import call_a_person
from refunds.models import Refund
from tests.cast import staff_member
from tests.desk import again, approve, ask, known_to_sandbox, worker_runs

pytestmark = pytest.mark.django_db

MOST_QUERIES = 15


def text_of(response) -> str:
    return response.content.decode()


@pytest.fixture
def addresses(waiting: Refund) -> list[str]:
    letter = Message.objects.filter(about=waiting.reference).first()
    return [
        reverse("refunds:queue"),
        reverse("refunds:refunds"),
        reverse("refunds:refund", args=[waiting.reference]),
        reverse("refunds:new") + f"?payment={waiting.payment.reference}",
        reverse("refunds:payments"),
        reverse("refunds:payment", args=[waiting.payment.reference]),
        reverse("refunds:customers"),
        reverse("refunds:customer", args=[waiting.customer.reference]),
        reverse("refunds:mail"),
        reverse("refunds:letter", args=[letter.pk]),
        reverse("refunds:paper", args=[letter.pk]),
    ]


def test_nobody_reads_without_signing_in(addresses):
    for address in addresses:
        response = Client().get(address)
        assert response.status_code == 302 and response["Location"].startswith("/accounts/login/"), address


def test_an_account_without_a_role_sees_a_page_that_says_so(addresses):
    stranger = staff_member("Nobody", "Yet")
    client = Client()
    client.force_login(stranger)
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 403, address
        assert "Mila" not in text_of(response)


def test_an_expired_session_sends_a_polling_page_to_the_sign_in(waiting):
    response = Client().get(reverse("refunds:refund", args=[waiting.reference]), headers={"HX-Request": "true"})
    assert response.headers["HX-Redirect"] == "/accounts/login/"


def test_every_page_opens_for_an_approver(addresses, boris, sign_in):
    for address in addresses:
        assert sign_in(boris).get(address).status_code == 200, address


def test_only_who_may_ask_gets_the_form_for_a_new_refund(waiting, ayaka, sign_in):
    response = sign_in(ayaka).get(reverse("refunds:new") + f"?payment={waiting.payment.reference}")
    assert response.status_code == 403


def test_pages_ask_little_and_not_more_with_more_rows(
    addresses, waiting, make_payment, mila, boris, sign_in, django_assert_max_num_queries
):
    client = sign_in(boris)
    for _number in range(12):
        ask(make_payment(mila, total_minor=45_000))
    for address in addresses:
        with django_assert_max_num_queries(MOST_QUERIES):
            assert client.get(address).status_code == 200


def test_a_finished_refund_asks_no_more_than_an_open_one(
    make_payment, mila, boris, sign_in, django_assert_max_num_queries
):
    refund = approve(ask(known_to_sandbox(make_payment(mila, total_minor=45_000))), boris)
    worker_runs()
    client = sign_in(boris)
    with django_assert_max_num_queries(MOST_QUERIES):
        page = text_of(client.get(reverse("refunds:refund", args=[refund.reference]) + "?part=money"))
    assert "refunds_payable" in page


# --- the queue -----------------------------------------------------------------------------------


def test_the_queue_says_why_the_oldest_waits_first(make_payment, mila, tom, boris, sign_in):
    first, second = (ask(make_payment(person, total_minor=45_000)) for person in (mila, tom))
    page = text_of(sign_in(boris).get(reverse("refunds:queue")))
    assert page.index(first.reference) < page.index(second.reference)
    why = next(rule["sentence"] for rule in first.decisions.get().rule_verdicts if rule["verdict"] == "review")
    assert why.split("’")[0][:40] in page


def test_what_needs_a_look_has_its_own_tab(waiting, boris, sign_in):
    call_a_person(waiting, Actor.system("worker"), "Look into the gateway's console.")
    page = text_of(sign_in(boris).get(reverse("refunds:queue") + "?tab=attention"))
    assert "Look into the gateway&#x27;s console." in page


@pytest.mark.parametrize("words", ["reference", "order", "payment", "email"])
def test_a_refund_is_found_by_its_numbers_and_by_mail_address(waiting, make_payment, tom, boris, sign_in, words):
    other = ask(make_payment(tom, total_minor=45_000, card_last4="1881"))
    typed = {
        "reference": waiting.reference.lower(),
        "order": waiting.payment.order_reference,
        "payment": waiting.payment.reference,
        "email": "MILA@home.example",
    }[words]
    response = sign_in(boris).get(reverse("refunds:queue"), {"q": typed}, follow=True)
    assert waiting.reference in text_of(response)
    assert other.reference not in text_of(response)


def test_a_long_queue_is_read_forth_and_back_by_key(make_payment, mila, boris, sign_in, monkeypatch):
    monkeypatch.setattr("refunds.views.queue.LIST_ROWS", 2)
    refunds = [ask(make_payment(mila, total_minor=45_000)) for _number in range(5)]
    client, seen, url = sign_in(boris), [], reverse("refunds:queue")
    while url:
        page = client.get(url).context["page"]
        seen.append([refund.pk for refund in page.rows])
        last, url = page, page.next_url
    assert seen == [[refunds[0].pk, refunds[1].pk], [refunds[2].pk, refunds[3].pk], [refunds[4].pk]]
    back = client.get(last.previous_url).context["page"]
    assert [refund.pk for refund in back.rows] == seen[1]
    first = client.get(back.previous_url).context["page"]
    assert [refund.pk for refund in first.rows] == seen[0] and first.previous_url == ""


@pytest.mark.parametrize("key", ["x", "1-", "-1", "99999999999999999999-1", "1-99999999999999999999", "١-١"])
def test_a_page_key_that_nobody_wrote_means_the_first_page(waiting, boris, sign_in, key):
    response = sign_in(boris).get(reverse("refunds:queue"), {"after": key})
    assert response.status_code == 200


# --- staying true --------------------------------------------------------------------------------


def test_an_open_page_is_drawn_again_only_when_the_case_changed(waiting, boris, sign_in):
    client, address = sign_in(boris), reverse("refunds:refund", args=[waiting.reference])
    page = client.get(address).context
    asks = {"stamp": page["stamp"], "moves": page["moves_stamp"]}
    polls = {"HX-Request": "true"}
    assert client.get(address, asks, headers=polls).status_code == 204

    place_hold(actor=Actor.user(boris), payment_reference=waiting.payment.reference, reason="Parcel in doubt")
    changed = client.get(address, asks, headers=polls)
    assert "Parcel in doubt" in text_of(changed) and 'id="moves"' not in text_of(changed)

    call_a_person(again(waiting), Actor.system("worker"), "Look")
    waiting = again(waiting)
    waiting.reject()
    waiting.save()
    ended = text_of(client.get(address, asks, headers=polls))
    assert 'id="moves"' in ended and "Rejected" in ended and "<html" not in ended


def test_a_delivered_letter_changes_the_stamp(waiting, boris, sign_in):
    client, address = sign_in(boris), reverse("refunds:refund", args=[waiting.reference])
    asks = {"stamp": client.get(address).context["stamp"]}
    Message.objects.filter(about=waiting.reference).update(state="sent")
    assert client.get(address, asks, headers={"HX-Request": "true"}).status_code == 200


def test_the_queue_asks_for_itself_again(waiting, boris, sign_in):
    page = text_of(sign_in(boris).get(reverse("refunds:queue"), headers={"HX-Request": "true"}))
    assert waiting.reference in page and "<html" not in page


# --- times and words -----------------------------------------------------------------------------


def test_times_stand_in_the_readers_own_zone(make_payment, mila, boris, sign_in):
    noon = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0) - timedelta(days=2)
    payment = make_payment(mila, captured_at=noon)
    boris.time_zone = "Asia/Tokyo"
    boris.save()
    page = text_of(sign_in(boris).get(reverse("refunds:payment", args=[payment.reference])))
    assert "21:00" in page and f"{noon:%Y-%m-%d} 12:00:00 UTC" in page


def test_hostile_words_of_a_customer_are_only_words(make_payment, mila, boris, sign_in):
    mila.name = "<img src=x onerror=alert(1)>"
    mila.save()
    refund = ask(make_payment(mila, total_minor=45_000), reason_text='"><script>alert(1)</script>')
    for address in (
        reverse("refunds:queue"),
        reverse("refunds:refund", args=[refund.reference]),
        reverse("refunds:customer", args=[mila.reference]),
        reverse("refunds:payment", args=[refund.payment.reference]),
    ):
        page = text_of(sign_in(boris).get(address))
        assert "<img src=x" not in page and "<script>alert" not in page


def test_payments_are_listed_newest_first(make_payment, mila, boris, sign_in):
    old = make_payment(mila, captured_at=timezone.now() - timedelta(days=9))
    new = make_payment(mila)
    page = text_of(sign_in(boris).get(reverse("refunds:payments")))
    assert page.index(new.reference) < page.index(old.reference)
    assert Payment.objects.count() == 2
