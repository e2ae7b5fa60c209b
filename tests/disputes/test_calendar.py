"""The calendar: what is due on which day, how much of it, the first by name, and the way to all."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from customers.clock import clock_at
from customers.shop_days import shop_day

pytestmark = pytest.mark.django_db

CALENDAR = "/staff/disputes/calendar/"
MOST_QUERIES = 6


@pytest.fixture
def many(says, make_payment, mila, ana):
    """Seven of one day, due a minute after another: five in euros, two in dollars."""
    noon = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=9)
    return [
        says(
            "needs_response",
            about=make_payment(mila, total_minor=1_000 + number, currency="USD" if number in (1, 5) else "EUR"),
            reference=f"dp_{number}",
            respond_by=noon + timedelta(minutes=number),
        )
        for number in range(7)
    ]


def shares_of(response) -> dict[str, object]:
    """What each deadline puts on the only day that it falls on."""
    found = [share for week in response.context["weeks"] for day in week for share in day.shares]
    assert len(found) == len({share.whose for share in found})
    return {share.whose: share for share in found}


def test_a_day_tells_number_and_sums_and_names_the_first(many, ana, sign_in):
    response = sign_in(ana).get(CALENDAR)
    shares = shares_of(response)
    for whose, named in (("ours", 3), ("theirs", 2)):
        due = shares[whose].due
        assert (due.cases, due.sums) == (7, {"EUR": 5_000 + 0 + 2 + 3 + 4 + 6, "USD": 2_006})
        assert due.first == many[:named], "whose time is up first, of whatever currency"
        assert due.more == 7 - named
    page = response.content.decode().replace("\xa0", " ")
    for words in ("4 more", "5 more", "50.15", "20.06", "Mila Novak"):
        assert words in page


def test_the_rest_of_a_day_is_in_the_inbox(many, says, make_payment, tom, ana, sign_in):
    says("needs_response", about=make_payment(tom), reference="later", respond_by=timezone.now() + timedelta(days=20))
    client = sign_in(ana)
    days = [day for week in client.get(CALENDAR).context["weeks"] for day in week]
    for whose, moment in (("ours", many[0].answer_by), ("theirs", many[0].respond_by)):
        (day,) = (day for day in days if day.on == shop_day(moment))
        (share,) = (share for share in day.shares if share.whose == whose)
        listed = client.get(share.url).context["rows"]
        assert [row["dispute"] for row in listed] == many


def test_it_asks_few_questions_and_draws_few_rows_however_many_are_due(
    many, says, make_payment, mila, ana, sign_in, django_assert_max_num_queries
):
    client = sign_in(ana)
    before = client.get(CALENDAR).content.count(b"<li>")
    for number in range(10):
        says("needs_response", about=make_payment(mila), reference=f"dp_more_{number}", respond_by=many[0].respond_by)
    with django_assert_max_num_queries(MOST_QUERIES):
        response = client.get(CALENDAR)
    assert response.content.count(b"<li>") == before
    assert shares_of(response)["ours"].due.cases == 17


def test_an_answered_dispute_is_due_no_more(says, many, ana, sign_in):
    for dispute in many:
        says("under_review", about=dispute.payment, reference=dispute.gateway_reference)
    assert "Nothing is due in these weeks." in sign_in(ana).get(CALENDAR).content.decode()


def test_what_is_overdue_stands_above_and_the_inbox_begins_with_it(many, ana, sign_in):
    with clock_at(many[6].answer_by + timedelta(hours=1)):
        response = sign_in(ana).get(CALENDAR)
    assert response.context["overdue"] == many[:5]
    assert "The inbox begins with all of them" in response.content.decode()


def test_a_late_evening_counts_to_the_shops_own_day(says, payment, ana, sign_in, settings):
    settings.SHOP_TIME_ZONE = "Europe/Berlin"
    dispute = says("needs_response", respond_by=timezone.now().replace(hour=23, minute=30) + timedelta(days=9))
    days = [day for week in sign_in(ana).get(CALENDAR).context["weeks"] for day in week]
    on = [day.on for day in days for share in day.shares if share.whose == "theirs"]
    assert on == [dispute.respond_by.date() + timedelta(days=1)], "half past eleven in UTC is the next day in Berlin"


def test_any_weeks_can_be_asked_for(many, ana, sign_in):
    client = sign_in(ana)
    page = client.get(CALENDAR).content.decode()
    assert page.count(reverse("disputes:dispute", args=[many[0].reference])) == 2, "our day and the gateway's"
    for asked in ("nonsense", "9999-99-99", "1000-01-01", "\x00", "2026-02-30"):
        assert client.get(CALENDAR, {"from": asked}).status_code == 200
    later = client.get(CALENDAR, {"from": "2031-01-01"}).content.decode()
    assert "Nothing is due in these weeks." in later


def test_a_program_gets_the_same_days_and_sums_and_counts_them_as_the_shop_does(
    many, says, make_payment, tom, ana, program_of, settings
):
    settings.SHOP_TIME_ZONE = "Asia/Tokyo"
    night = many[0].respond_by.replace(hour=16)  # one o'clock of the next day in Tokyo
    says("needs_response", about=make_payment(tom, total_minor=900), reference="dp_night", respond_by=night)
    first, program = shop_day(many[0].respond_by), program_of(ana)

    answer = program.get("disputes/deadlines/days/", since=f"{first}", until=f"{first + timedelta(days=2)}").json()

    theirs = [(day["on"], day["cases"]) for day in answer["days"] if day["whose"] == "theirs"]
    assert theirs == [(f"{first}", 7), (f"{first + timedelta(days=1)}", 1)]
    sums = next(day["sums"] for day in answer["days"] if day["whose"] == "theirs")
    assert sums == [{"currency": "EUR", "amount_minor": 5_015}, {"currency": "USD", "amount_minor": 2_006}]

    due = shop_day(many[0].answer_by)
    listed = program.get("disputes/deadlines/", since=f"{due}", until=f"{due + timedelta(days=1)}").json()["results"]
    assert {dispute.reference for dispute in many} <= {row["reference"] for row in listed}


@pytest.mark.parametrize("until", ["2026-11-01", "2026-10-31", "2027-03-01"])
def test_a_program_that_asks_for_no_days_or_too_many_is_told(ana, program_of, until):
    answer = program_of(ana).get("disputes/deadlines/days/", since="2026-11-01", until=until)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bad_days")
