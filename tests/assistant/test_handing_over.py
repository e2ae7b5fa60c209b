"""What the assistant cannot do goes to people: on the case, in the inbox, on a page of its own, and over the API."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from customers.models import Customer, Message, User
from refunds.models import AskedQuestion, Refund, StaffNotice
from refunds.tasks import forget_questions
from tests.assistant.conftest import Asks
from tests.desk import kinds
from tests.refunds.portal.test_asking import text_of

Phone = Callable[[Customer], Client]
SignIn = Callable[[User], Client]
pytestmark = pytest.mark.django_db

CARD = "4242 4242 4242 4242"


def test_who_asks_for_a_person_gets_one(asks: Asks, mila: Customer, lamp: Refund, lena: User, sign_in: SignIn) -> None:
    asked = asks(mila, f"let me talk to a human, my card is {CARD}, mail me at mila@home.example")
    assert asked.outcome == "handed_over"
    assert "I passed your question on to a colleague, who writes to you." in asked.answer
    assert kinds(lamp)[-1] == "refund.question_asked"
    words = lamp.events.last().data["question"]
    assert words == asked.question
    assert CARD not in words and "mila@home" not in words and "[card ending 4242]" in words
    notice = StaffNotice.objects.get(person=lena)
    assert (notice.kind, notice.refund, notice.words) == ("question", lamp, words)
    page = text_of(sign_in(lena).get(f"/staff/refunds/{lamp.reference}/"))
    assert "The customer asks for a person" in page
    said = Message.objects.get(about=lamp.reference, direction="in")
    assert (said.words, said.customer) == (words, mila)
    assert lamp.conversation.answer_by is not None, "it waits for words of ours"


def test_what_is_not_understood_is_handed_over_and_never_guessed(asks: Asks, mila: Customer, lamp: Refund) -> None:
    asked = asks(mila, "qwertz blorp fnord zzz")
    assert (asked.intent, asked.outcome) == ("", "handed_over")
    assert asked.answer[0] == "I am not sure what you mean, so I do not guess."
    assert kinds(lamp)[-1] == "refund.question_asked"


def test_a_person_after_all_is_called_once(phone: Phone, asks: Asks, mila: Customer, lamp: Refund) -> None:
    asked = asks(mila, "where is my refund?")
    browser = phone(mila)
    for _ in range(2):
        assert browser.post(f"/portal/questions/{asked.key}/person/").status_code == 302
    assert kinds(lamp).count("refund.question_asked") == 1


def test_the_manager_sees_what_went_wrong_and_takes_words_out(
    asks: Asks, phone: Phone, mila: Customer, lamp: Refund, marta: User, sign_in: SignIn
) -> None:
    asks(mila, "hello")
    unhelpful = asks(mila, "where is my refund?")
    phone(mila).post(f"/portal/questions/{unhelpful.key}/help/", {"helped": "no"})
    handed = asks(mila, "give me a real person")
    browser = sign_in(marta)
    page = text_of(browser.get("/staff/questions/"))
    assert "where is my refund?" in page and "give me a real person" in page and "It did not help" in page
    browser.post(f"/staff/questions/{handed.key}/settlement/")
    browser.post(f"/staff/questions/{handed.key}/redaction/")
    handed.refresh_from_db()
    assert (handed.question, handed.settled_by, handed.redacted_by) == ("", marta, marta)
    page = text_of(browser.get("/staff/questions/"))
    assert "The words were taken out." in page and "Settled by Marta Silva" in page
    assert "where is my refund?" in text_of(browser.get(f"/staff/customers/{mila.reference}/"))


def test_the_auditor_does_not_read_along(ayaka: User, sign_in: SignIn) -> None:
    assert sign_in(ayaka).get("/staff/questions/").status_code == 403


def test_the_list_costs_as_much_for_many_as_for_one(
    asks: Asks, mila: Customer, lamp: Refund, marta: User, sign_in: SignIn, django_assert_max_num_queries: Callable
) -> None:
    for number in range(8):
        asks(mila, f"a human please {'!' * number}", lamp.reference)
    browser = sign_in(marta)
    with django_assert_max_num_queries(16):
        browser.get("/staff/questions/")


def test_questions_are_forgotten_after_ninety_days(asks: Asks, mila: Customer) -> None:
    asks(mila, "hello")
    with time_machine.travel(timezone.now() + timedelta(days=89), tick=False):
        assert forget_questions() == 0
    with time_machine.travel(timezone.now() + timedelta(days=91), tick=False):
        assert forget_questions() == 1
    assert not AskedQuestion.objects.exists()


def test_a_chat_of_the_shop_asks_in_the_customers_name(
    program_of: Callable, mila: Customer, lamp: Refund, ana: User
) -> None:
    shop = program_of(ana, "questions:read", "questions:write")
    body = {"customer": mila.reference, "question": "where is my refund?", "about": lamp.reference}
    answer = shop.post("questions/", body, key="chat-1")
    assert answer.status_code == 201
    said = answer.json()
    assert (said["intent"], said["outcome"], said["refund"], said["door"]) == (
        "where_is_my_refund", "answered", lamp.reference, "api",
    )  # fmt: skip
    assert shop.post("questions/", body, key="chat-1").json() == said
    assert AskedQuestion.objects.count() == 1
    assert shop.post(f"questions/{said['key']}/help/", {"helped": False}).json()["helped"] is False
    assert shop.post(f"questions/{said['key']}/person/", {}).json()["outcome"] == "handed_over"
    assert [row["key"] for row in shop.get("questions/").json()["results"]] == [said["key"]]
    assert shop.post(f"questions/{said['key']}/settlement/", {}).json()["settled_at"]
    assert shop.post(f"questions/{said['key']}/redaction/", {}).json()["question"] == ""
    for who, words in (("CU-0", "x"), (mila.reference, "x" * 501), (mila.reference, "a\x00"), (mila.reference, 7)):
        bad = {"customer": who, "question": words}
        assert shop.post("questions/", bad).status_code in (400, 404), bad
    assert program_of(ana, "refunds:write").post("questions/", body).status_code == 403
