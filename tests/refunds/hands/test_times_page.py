"""The page of times and hands: the manager sets times, the lead writes rules, everybody reads both."""

from __future__ import annotations

import pytest
from django.urls import reverse

from customers.actors import Actor
from refunds.actions.set_rules import save_rule
from refunds.models import AnswerTime, AssignmentRule
from tests.desk import again, ask

pytestmark = pytest.mark.django_db

TIMES = {
    "reason": "damaged",
    "country": "fr",
    "hours": "4",
    "remind_hours": "1",
    "days": ["1", "2", "3", "4", "5"],
    "opens_at": "08:00",
    "closes_at": "16:00",
    "holidays_in": "FR",
    "ask_again_days": "2",
    "back_after_days": "3",
    "appeal_days": "14",
    "appeal_hours": "24",
}
PAGE = "/staff/times/"


def text_of(response) -> str:
    return response.content.decode()


def add(client, **typed):
    return client.post(reverse("refunds:answer_times"), {**TIMES, **typed})


def add_rule(client, **typed):
    return client.post(reverse("refunds:assignment_rules"), typed)


def test_marta_adds_an_exception_and_requests_follow_it(wednesday, office, make_payment, mila, marta, sign_in):
    assert add(sign_in(marta)).status_code == 302
    row = AnswerTime.objects.get(reason="damaged")
    assert (row.country, row.hours, row.days, row.holidays_in) == ("FR", 4, [1, 2, 3, 4, 5], "FR")
    assert row.history.get().history_actor == f"user:{marta.pk}"
    refund = ask(make_payment(mila, total_minor=45_000, country="FR"), reason="damaged")
    assert refund.decide_by.hour == 13
    assert "France" in text_of(sign_in(marta).get(PAGE))


def test_marta_changes_the_times_for_everything_else_and_open_requests_keep_theirs(waiting, office, marta, sign_in):
    client = sign_in(marta)
    address = reverse("refunds:answer_time", args=[office.pk])
    assert "Change these times" in text_of(client.get(address))
    assert client.post(address, {**TIMES, "hours": "30"}).status_code == 302
    office.refresh_from_db()
    assert (office.reason, office.country, office.hours) == ("", "", 30)
    assert again(waiting).decide_by == waiting.decide_by


def test_trying_says_when_it_would_be_due_and_saves_nothing(wednesday, office, marta, sign_in):
    response = add(sign_in(marta), **{"try": "yes"})
    assert response.status_code == 200
    assert "“It arrived damaged”, France, would be due on 25 November 2026, 14:00" in text_of(response)
    assert AnswerTime.objects.count() == 1


def test_the_page_works_an_example_out(office, ayaka, sign_in):
    page = text_of(sign_in(ayaka).get(PAGE, {"reason": "damaged", "country": "FR", "asked_at": "2026-11-26T16:40"}))
    assert (
        "A request of 26 November 2026, 16:40, “It arrived damaged”, France, would be due on 27 November 2026" in page
    )


@pytest.mark.parametrize(
    "asked_at", ["", "yesterday", "0001-01-01T00:00", "9999-12-31T23:59", "2026-13-01T00:00", "\x00"]
)
def test_an_example_that_cannot_be_meant_is_said_at_its_field(office, ayaka, sign_in, asked_at):
    response = sign_in(ayaka).get(PAGE, {"reason": "damaged", "asked_at": asked_at})
    assert response.status_code == 200
    assert 'id="example-asked_at_error"' in text_of(response)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"hours": "0"}, "hours"),
        ({"hours": "721"}, "hours"),
        ({"hours": "9" * 30}, "hours"),
        ({"remind_hours": "4"}, "remind_hours"),
        ({"days": []}, "days"),
        ({"days": ["8"]}, "days"),
        ({"opens_at": "25:00"}, "opens_at"),
        ({"closes_at": "07:00"}, "closes_at"),
        ({"country": "XX"}, "country"),
        ({"country": "\x00"}, "country"),
        ({"holidays_in": "XX"}, "holidays_in"),
        ({"reason": "boredom"}, "reason"),
        ({"ask_again_days": "61"}, "ask_again_days"),
    ],
)
def test_times_that_nobody_could_keep_are_refused_at_their_field(office, marta, sign_in, typed, field):
    response = add(sign_in(marta), **typed)
    assert response.status_code == 400
    assert f'id="time-{field}_error"' in text_of(response)
    assert AnswerTime.objects.count() == 1


def test_two_times_for_the_same_are_refused(office, marta, sign_in):
    add(sign_in(marta))
    response = add(sign_in(marta))
    assert response.status_code == 409
    assert "There already are times for this reason and country." in text_of(response)


def test_an_exception_can_be_removed_and_the_rest_cannot(office, marta, sign_in):
    add(sign_in(marta))
    exception = AnswerTime.objects.get(reason="damaged")
    assert sign_in(marta).post(reverse("refunds:answer_time_removal", args=[exception.pk])).status_code == 302
    assert sign_in(marta).post(reverse("refunds:answer_time_removal", args=[office.pk])).status_code == 409
    assert list(AnswerTime.objects.all()) == [office]


def test_each_sets_only_what_is_theirs(office, marta, lena, ana, boris, sign_in):
    for person in (lena, ana, boris):
        assert add(sign_in(person)).status_code == 403
        assert sign_in(person).get(reverse("refunds:answer_time", args=[office.pk])).status_code == 403
    for person in (marta, ana):
        assert add_rule(sign_in(person), to=boris.email).status_code == 403
    assert AnswerTime.objects.count() == 1
    assert not AssignmentRule.objects.exists()
    assert "Add a rule" not in text_of(sign_in(marta).get(PAGE))
    assert "Add an exception" not in text_of(sign_in(lena).get(PAGE))


def test_lena_writes_rules_and_orders_them(waiting, lena, boris, sign_in):
    client = sign_in(lena)
    assert add_rule(client, reason="damaged", country="de", to=boris.email).status_code == 302
    assert add_rule(client, currency="eur", from_amount="400.00", role="approver").status_code == 302
    first, second = AssignmentRule.objects.all()
    assert (first.person, first.country) == (boris, "DE")
    assert (second.role, second.from_minor) == ("approver", 40_000)
    assert 'value="400.00"' in text_of(client.get(reverse("refunds:assignment_rule", args=[second.pk])))
    client.post(reverse("refunds:assignment_rule_earlier", args=[second.pk]))
    assert list(AssignmentRule.objects.all()) == [second, first]
    assert client.post(reverse("refunds:assignment_rule_earlier", args=[second.pk])).status_code == 409
    client.post(reverse("refunds:assignment_rule", args=[first.pk]), {"to": boris.email})
    first.refresh_from_db()
    assert first.reason == ""
    client.post(reverse("refunds:assignment_rule_removal", args=[second.pk]))
    assert list(AssignmentRule.objects.all()) == [first]


def test_trying_a_rule_shows_who_would_have_got_what_and_saves_nothing(waiting, lena, boris, sign_in):
    page = text_of(sign_in(lena).get(PAGE))
    assert "Nobody, until somebody takes it" in page
    tried = add_rule(sign_in(lena), to=boris.email, **{"try": "yes"})
    assert "<dt>Boris Meyer</dt><dd>1</dd>" in text_of(tried)
    assert not AssignmentRule.objects.exists()
    assert again(waiting).assignee is None


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({}, "to"),
        ({"to": "boris@shop.example", "role": "approver"}, "to"),
        ({"to": "nobody@shop.example"}, "to"),
        ({"role": "auditor"}, "role"),
        ({"role": "approver", "from_amount": "10.00"}, "currency"),
        ({"role": "approver", "from_amount": "10,00", "currency": "EUR"}, "from_amount"),
        ({"role": "approver", "from_amount": "9" * 25, "currency": "EUR"}, "from_amount"),
        ({"role": "approver", "from_amount": "1", "currency": "QQQ"}, "currency"),
        ({"role": "approver", "currency": "QQQ"}, "currency"),
        ({"role": "approver", "country": "XX"}, "country"),
        ({"role": "approver", "gateway_account": "elsewhere"}, "gateway_account"),
        ({"role": "approver", "product_kind": "air"}, "product_kind"),
    ],
)
def test_a_rule_that_cannot_be_meant_is_refused_at_its_field(office, lena, boris, sign_in, typed, field):
    response = add_rule(sign_in(lena), **typed)
    assert response.status_code == 400
    assert f'id="rule-{field}_error"' in text_of(response)
    assert not AssignmentRule.objects.exists()


def test_the_page_takes_few_queries(
    office, make_payment, mila, lena, boris, chidi, sign_in, django_assert_max_num_queries
):
    for _ in range(6):
        ask(make_payment(mila, total_minor=45_000))
    for _ in range(3):
        save_rule(actor=Actor.user(lena), role="approver")
    client = sign_in(lena)
    with django_assert_max_num_queries(15):
        assert client.get(PAGE).status_code == 200


def test_a_suggested_question_goes_out_with_ones_own_words(waiting, ana, sign_in):
    address = reverse("refunds:question", args=[waiting.reference])
    assert sign_in(ana).post(address, {"suggestion": "photo", "question": ""}).status_code == 302
    asked = waiting.events.get(kind="refund.asked").data["question"]
    assert "send us a photo" in asked


def test_a_question_without_any_text_is_refused(waiting, ana, sign_in):
    address = reverse("refunds:question", args=[waiting.reference])
    response = sign_in(ana).post(address, {"suggestion": "", "question": " "})
    assert response.status_code == 400
    assert sign_in(ana).post(address, {"suggestion": "bribe", "question": "?"}).status_code == 400
    assert again(waiting).state == "under_review"
