"""Figures and rates for a program: the same numbers as everywhere, and a clear no to what nobody can mean."""

from __future__ import annotations

import base64
import time
from collections import Counter
from datetime import UTC, datetime

import pytest
import time_machine

from customers import doorbell
from customers.shop_days import shop_day
from reporting.facts.measures import MEASURES
from reporting.facts.read import read
from reporting.facts.slices import Slice
from reporting.models import ExchangeRate, FigureMark
from tests.reporting.facts.test_rates import CSV
from tests.reporting.facts.test_read import WHOLE

pytestmark = pytest.mark.django_db
DAYS = {"since": "2025-10-01", "until": "2027-01-31"}


def test_a_program_reads_the_same_figures_and_follows_them_down_to_the_single_refund(past, program_of, fatima):
    past(6, steps=20)
    program = program_of(fatima)
    told = program.get("figures/", **{**DAYS, "by": ["month", "reason"], "measures": "refunded,refunds,net"}).json()
    rows = read(WHOLE, ["month", "reason"], ["refunded", "refunds", "net"])
    assert [row["values"] for row in told["rows"]] == [row.values for row in rows]
    assert told["rows"][0]["key"]["month"] == rows[0].key["month"].isoformat() and told["counted_at"] is None
    sums, cursor, seen = Counter(), "", []
    while cursor is not None:
        found = program.get(
            "figures/movements/", **{**DAYS, "measure": "refunded", "limit": 3, "cursor": cursor}
        ).json()
        seen += [thing["reference"] for thing in found["results"]]
        for thing in found["results"]:
            sums[thing["currency"]] += thing["value"]
        cursor = found["next"]
    whole = read(Slice(WHOLE.period), [], ["refunded"])
    assert sums == {row.currency: row.values["refunded"] for row in whole if row.values["refunded"]}
    assert len(seen) > 3 and all(reference.startswith("RF-") for reference in seen)
    narrow = program.get("figures/", **{**DAYS, "measures": "gross", "country": ["DE", "FR"], "currency": "EUR"}).json()
    assert [row["key"] for row in narrow["rows"]] == [{"currency": "EUR"}]


@pytest.mark.parametrize("query", [
    {}, {"measures": "profit"}, {"measures": "gross", "by": "shoe_size"}, {"measures": "gross", "colour": "red"},
    {"measures": "gross", "since": "2026-02-30"}, {"measures": "gross", "since": "2000-01-01", "until": "2026-01-01"},
    {"measures": "gross", "by": "day,week,month,year,reason"},
    {"measures": "gross", "person": [str(n) for n in range(60)]},
    {"measures": "gross", "reason": "x" * 200}, {"measures": "gross", "day": "2026-01-01"},
    {"measures": "gross", "country": "\x00"},
])  # fmt: skip
def test_what_nobody_can_mean_is_refused_in_words(program_of, fatima, query):
    answer = program_of(fatima).get("figures/", **query)
    assert answer.status_code == 400, answer.content


@pytest.mark.parametrize("query", [
    {}, {"measure": "profit"}, {"measure": "gross", "cursor": "x"}, {"measure": "gross", "limit": "0"},
    {"measure": "gross", "limit": "501"}, {"measure": "gross", "limit": "٣"},
    {"measure": "gross", "cursor": "2026-01-01T00:00:00+00:00~1~1~\x00"},
])  # fmt: skip
def test_a_list_begins_where_it_can(program_of, fatima, query):
    answer = program_of(fatima).get("figures/movements/", **query)
    assert answer.status_code == 400, answer.content


def test_the_agent_reads_no_figures(program_of, ana):
    for address in ("figures/", "figures/movements/", "rates/", "reporting-currency/"):
        assert program_of(ana).get(address).status_code == 403


def test_a_program_brings_the_ecbs_file_and_rates_of_its_own(program_of, fatima):
    program = program_of(fatima)
    file = {"name": "eurofxref-hist.csv", "content": base64.b64encode(CSV).decode()}
    assert program.post("rates/files/", file).json()["taken"] == 12
    rate = {"day": "2026-09-23", "currency": "USD", "per_euro": "1.25", "source": "Treasury"}
    assert program.post("rates/", rate).status_code == 201
    assert ExchangeRate.objects.get(day="2026-09-23", currency="USD").kind == "api"
    assert program.post("rates/files/", file).json()["kept"] == 1
    (newest,) = program.get("rates/", currency="USD", since="2026-09-23").json()["results"]
    assert newest["per_euro"] == "1.25"
    assert program.post(f"rates/{newest['id']}/removal/", {}).json()["per_euro"] == "1.25"
    assert program.post("reporting-currency/", {"currency": "USD"}).json() == {"currency": "USD"}
    for bad in ({**rate, "per_euro": "-1"}, {**rate, "currency": "EUR"}, {**rate, "day": "2026-02-30"}):
        assert program.post("rates/", bad).status_code == 400
    assert program.post("rates/files/", {"name": "x", "content": "!"}).status_code == 400


def test_a_figure_of_today_says_how_new_it_is(program_of, fatima, make_payment, mila):
    from reporting.tasks import count_figures

    make_payment(mila)
    with time_machine.travel(datetime.now(UTC), tick=False):
        count_figures()
        count_figures()
        today = shop_day(datetime.now(UTC)).isoformat()
        told = program_of(fatima).get("figures/", since="2026-01-01", until=today, measures=list(MEASURES))
    assert told.json()["counted_at"] is not None


def test_a_busy_day_rests_before_it_is_summed_up_again(make_payment, mila, settings):
    from reporting.tasks import count_figures

    count_figures()
    settings.FIGURES_REST_TIMES = 1_000_000
    make_payment(mila)
    try:
        assert count_figures() > 0 and not FigureMark.objects.exists()
        make_payment(mila)
        assert count_figures() == 0 and FigureMark.objects.exists()
    finally:
        doorbell.rest(count_figures.name, 0.001)
    settings.FIGURES_REST_TIMES = 0
    time.sleep(0.01)
    assert count_figures() > 0 and not FigureMark.objects.exists()
