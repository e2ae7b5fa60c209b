"""The results: what the disputes of a period became, per currency, to the cent, and where each number leads."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from disputes.models import DisputeResult, ResultDay, ResultToCount
from disputes.results.count import last_counted
from disputes.results.mark import mark_all
from disputes.tasks import count_results
from tests.disputes.results.conftest import NOW, counted, moved

pytestmark = pytest.mark.django_db

PAGE = "/staff/disputes/results/"
ALL = {"since": "2026-10-01", "until": "2026-12-31", "currency": "EUR"}


def shown(client, **query):
    response = client.get(PAGE, {**ALL, **query})
    assert response.status_code == 200, response.content
    return response.context["results"]


def test_each_number_is_what_one_adds_up_by_hand(quarter, lena, sign_in):
    results = shown(sign_in(lena))
    total = results.total
    assert list(results.totals) == ["EUR", "USD"]
    assert (total.cases, total.ended, total.won) == (3, 2, 1), "the inquiry was opened in September"
    assert total.disputed_minor == 8900 + 8900 + 5000
    assert (total.win_rate.hits, total.win_rate.cases) == (1, 2)
    assert (total.recovered_minor, total.lost_minor) == (8900, 8900), "what is open is neither"
    assert total.fees_minor == 2000 + 2000 + 2000 + 1500, "the fee of the dispute in dollars was taken in euros"
    assert (total.counter_fees_minor, total.fees_returned_minor) == (3000, 1500)
    assert total.cost_minor == 8900 + 7500 + 3000 - 1500
    assert total.days_to_answer == pytest.approx(2.0)


def test_currencies_are_never_added_to_each_other(quarter, lena, sign_in):
    dollars = shown(sign_in(lena), currency="USD").total
    assert (dollars.cases, dollars.disputed_minor, dollars.lost_minor, dollars.fees_minor) == (1, 7000, 7000, 0)


def test_the_sides_split_the_same_numbers(quarter, lena, sign_in):
    sides = shown(sign_in(lena)).sides
    reasons = {line.value: line for line in sides["category"]}
    assert {name: line.cases for name, line in reasons.items() if line.cases} == {
        "fraudulent": 1, "product_not_received": 2,
    }  # fmt: skip
    assert (reasons["product_not_received"].fought_won, reasons["product_not_received"].fought) == (0, 1)
    for side in ("category", "network", "account"):
        assert sum(line.cases for line in sides[side]) == 3
        assert sum(line.cost_minor for line in sides[side]) == 17_900


def test_by_the_day_that_they_ended_it_is_another_table(quarter, lena, sign_in):
    ended = {"since": "2026-11-18", "until": "2026-11-18"}
    assert shown(sign_in(lena), **ended, by="ended").total.cases == 2
    assert "No dispute falls into these days" in sign_in(lena).get(PAGE, {**ALL, **ended}).content.decode()


def test_a_day_is_one_of_the_shop(says, today, make_payment, mila, lena, sign_in, settings):
    """Half past eleven at night in UTC is the next day in Berlin."""
    says("needs_response", about=make_payment(mila), reference="late", opened_at=NOW.replace(day=9, hour=23, minute=30))
    count_results()
    assert DisputeResult.objects.get().opened_on == date(2026, 11, 10)
    assert shown(sign_in(lena), since="2026-11-10", until="2026-11-10").total.cases == 1


def test_every_number_leads_to_its_cases(quarter, lena, sign_in):
    client = sign_in(lena)
    page = client.get(PAGE, ALL)
    total = page.context["total"]
    listed = client.get(total.url).context["rows"]
    assert {row["dispute"].gateway_reference for row in listed} == {"won", "lost", "open"}
    assert [row["dispute"].gateway_reference for row in client.get(total.won_url).context["rows"]] == ["won"]
    (reasons,) = [table for table in page.context["tables"] if table["side"] == "category"]
    for row in reasons["rows"]:
        found = client.get(row.url).context["rows"]
        assert len(found) == row.line.cases


def test_what_changes_later_is_counted_anew_and_nothing_twice(quarter, says, today, lena, sign_in):
    payment = quarter["lost"].payment
    late = [moved("reinstated", 8900, NOW)]
    says("won", about=payment, reference="lost", movements=late, reason="product_not_received", network_code="",
         opened_at=quarter["lost"].opened_at, network="visa")  # fmt: skip
    assert ResultToCount.objects.exists()
    count_results()
    total = shown(sign_in(lena)).total
    assert (total.won, total.lost_minor, total.recovered_minor) == (2, 0, 17_800)
    assert not ResultToCount.objects.exists()
    before = list(ResultDay.objects.order_by("basis", "day", "currency", "side", "value").values_list("cases", "day"))
    mark_all()
    count_results()
    after = list(ResultDay.objects.order_by("basis", "day", "currency", "side", "value").values_list("cases", "day"))
    assert before == after
    assert counted() == 5


def test_money_that_came_back_and_was_taken_again_is_lost(today, says, payment, lena, sign_in):
    """Adyen gives it back when a defence is in, and takes it for a second chargeback."""
    at = NOW - timedelta(days=9)
    moves = [moved("withdrawn", 8900, at), moved("reinstated", 8900, at + timedelta(days=1)),
             moved("withdrawn", 8900, at + timedelta(days=2))]  # fmt: skip
    says("under_review", movements=moves[:2], opened_at=at)
    count_results()
    assert shown(sign_in(lena)).total.recovered_minor == 0, "it has not ended"
    says("lost", movements=moves, opened_at=at)
    count_results()
    total = shown(sign_in(lena)).total
    assert (total.recovered_minor, total.lost_minor) == (0, 8900)


def test_the_page_says_up_to_when_it_is_counted(quarter, lena, sign_in):
    assert last_counted().counted_at == timezone.now()
    assert "counted up to" in sign_in(lena).get(PAGE, ALL).content.decode()


@pytest.mark.parametrize(
    "query",
    [
        {"since": "2026-12-01", "until": "2026-11-01"},
        {"since": "nonsense"},
        {"since": "0001-01-01"},
        {"until": "9999-12-31"},
        {"until": "0001-01-01"},
        {"since": "2001-01-01", "until": "2026-01-01"},
        {"since": "2026-01-01\x00"},
    ],
)
def test_days_that_cannot_be_meant_are_said_so(query, lena, sign_in):
    response = sign_in(lena).get(PAGE, query)
    assert response.status_code == 400
    assert "These days cannot be meant" in response.content.decode()


def test_who_answered_is_for_those_who_read_reports(quarter, ana, lena, sign_in):
    assert "person" in shown(sign_in(lena)).sides
    assert "person" not in shown(sign_in(ana)).sides


def test_the_table_for_other_programs(quarter, ana, fatima, sign_in):
    response = sign_in(fatima).get(f"{PAGE}table.csv", ALL)
    lines = response.content.decode().splitlines()
    assert response["Content-Disposition"] == 'attachment; filename="disputes-2026-10-01-2026-12-31.csv"'
    assert lines[1].startswith('"All disputes","All disputes","EUR",3,2,"228.00",1,2,1,')
    assert '"179.00"' in lines[1]
    assert sign_in(ana).get(f"{PAGE}table.csv", ALL).status_code == 403


def test_over_the_api(quarter, ana, lena, program_of):
    told = program_of(lena).get("disputes/results/", since="2026-10-01", until="2026-12-31").json()
    totals = {one["currency"]: one["total"] for one in told["totals"]}
    assert (totals["EUR"]["cases"], totals["EUR"]["cost_minor"]) == (3, 17_900)
    assert totals["EUR"]["win_rate"]["rate"] == 0.5
    assert told["currency"] == "EUR"
    assert {line["side"] for line in told["sides"]} >= {"category", "network", "account"}
    refused = program_of(lena).get("disputes/results/", since="2026-10-01", until="2026-09-01")
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "days_reversed")
    listed = program_of(ana).get("disputes/", opened_from="2026-10-01", opened_to="2026-12-31", currency="EUR").json()
    assert len(listed["results"]) == 3


def test_few_questions_whatever_the_number_of_days(quarter, lena, sign_in, django_assert_max_num_queries):
    client = sign_in(lena)
    with django_assert_max_num_queries(14):
        client.get(PAGE, {"since": "2024-01-01", "until": "2026-12-31"})
