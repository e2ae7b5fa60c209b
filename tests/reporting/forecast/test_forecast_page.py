"""Fatima asks what the coming weeks will cost; a worker finds it, and the page says how far it is to be trusted."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta

import pytest

from customers.actors import Actor
from reporting.actions.order_forecast import order_forecast
from reporting.facts.read import read
from reporting.facts.slices import Slice
from reporting.foresight.history import read_history
from reporting.models import ForecastBacktest, ForecastRun, SeriesForecast
from reporting.tasks import make_forecasts

pytestmark = pytest.mark.django_db
PAGE = "/staff/finance/forecast/"


def test_fatima_orders_a_forecast_follows_it_and_reads_it(fatima, sign_in, past, program_of):
    until_on = past(60)
    browser = sign_in(fatima)
    assert "Nothing is foreseen yet" in browser.get(PAGE).content.decode()
    answer = browser.post(PAGE, follow=True).content.decode()
    assert "The new forecast waits for a worker." in answer

    make_forecasts()

    run = ForecastRun.objects.get()
    assert (run.state, run.until_on, run.done_steps) == ("ready", until_on, run.total_steps)
    series = SeriesForecast.objects.get(measure="refunded", currency="EUR")
    rows = read(Slice(read_history(until_on).period), ("week",), ("refunded",))
    assert sum(series.values) == sum(row.values["refunded"] for row in rows) > 0
    assert len(series.values) == 60 and len(series.ahead) == 13
    assert date.fromisoformat(series.ahead[0]["week"]) == until_on
    usual = sum(series.values) / 60
    assert all(week["low80"] < usual < week["high80"] for week in series.ahead)
    assert [test.weeks_ahead for test in ForecastBacktest.objects.filter(series=series)] == list(range(1, 14))

    page = browser.get(PAGE).content.decode()
    assert "Did the ranges hold?" in page and "chart-fan-wide" in page
    assert "It saw 60 whole weeks." in page
    assert "Whether the year has a season cannot be known" in page
    disputes = browser.get(f"{PAGE}?measure=charged_back&currency=EUR").content.decode()
    assert "This cannot be known" in disputes and "Nothing of this kind has happened in EUR" in disputes

    told = program_of(fatima, "reports:read").get("forecast/").json()
    assert told["ahead"] == series.ahead and told["grade"] == series.grade
    assert [test["judged"] for test in told["backtest"]] == [test.judged for test in series.backtests.all()]


def test_a_shop_of_five_weeks_is_told_that_it_cannot_be_known(fatima, sign_in, past):
    past(5)
    make_forecasts()
    series = SeriesForecast.objects.get(measure="refunded")
    assert (series.grade, series.ahead) == ("unknown", [])
    page = sign_in(fatima).get(PAGE).content.decode()
    assert "Something happened in 5 weeks only; 8 are needed to foresee anything." in page
    assert "Approved, not paid yet" in page, "what is known is shown"
    assert "NaN" not in page


def test_a_strange_week_is_explained_by_its_reason(past, fatima, sign_in):
    past(45, burst=2)
    make_forecasts()
    series = SeriesForecast.objects.get(measure="refunded")
    week = (ForecastRun.objects.get().until_on - timedelta(weeks=2)).isoformat()
    (odd,) = [one for one in series.oddities if one["week"] == week]
    assert odd["value"] > odd["high"]
    assert {(part["side"], part["value"]) for part in odd["parts"]} <= {
        ("reason", "damaged"), ("product", "LAMP"), ("country", "DE"), ("account", "sandbox"),
    }  # fmt: skip
    assert "Weeks that nobody expected" in sign_in(fatima).get(PAGE).content.decode()


def test_asked_twice_it_is_worked_out_once_and_the_calendar_asks_once_a_day(fatima, past):
    past(3)
    first, second = (order_forecast(actor=Actor.user(fatima)) for _ in range(2))
    assert first.pk == second.pk
    make_forecasts()
    make_forecasts()
    assert ForecastRun.objects.count() == 1, "today's is there already"


def test_what_goes_wrong_three_times_is_told_and_can_be_asked_for_again(fatima, sign_in, past, monkeypatch):
    from reporting.actions import make_forecast

    past(3)
    order_forecast(actor=Actor.user(fatima))
    monkeypatch.setattr(make_forecast, "MOST_CURRENCIES", None.__class__)  # breaks where the currencies are counted
    make_forecasts()
    run = ForecastRun.objects.get()
    assert (run.state, run.tries) == ("failed", 3) and "three times" in run.trouble
    page = sign_in(fatima).get(PAGE).content.decode()
    assert "three times" in page and "Work it out" in page


def test_an_empty_shop_has_a_page_too(fatima, sign_in):
    make_forecasts()
    assert ForecastRun.objects.get().state == "ready"
    assert "Nothing is foreseen yet" in sign_in(fatima).get(PAGE).content.decode()


def test_neither_the_pages_nor_the_checks_load_what_only_workers_need():
    """A fresh interpreter: all routes and tasks are loaded, and none of the heavy libraries with them."""
    code = (
        "import os, sys, django\n"
        "os.environ['DJANGO_SETTINGS_MODULE'] = 'config.settings'\n"
        "django.setup()\n"
        "from django.urls import get_resolver\n"
        "get_resolver().url_patterns\n"
        "import reporting.tasks, reporting.views.forecast, reporting.views.cash, reporting.api.forecast\n"
        "print([name for name in ('statsmodels', 'ruptures', 'scipy', 'pandas', 'numpy') if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout.strip().splitlines()[-1] == "[]"
