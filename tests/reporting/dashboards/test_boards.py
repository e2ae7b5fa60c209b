"""What finance sees: the same figures on the page, over the API and from the facts, each with the way to its list."""

from __future__ import annotations

import html
import re
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from customers import clock
from customers.models import Payment
from customers.shop_days import shop_day
from reporting.boards.discovery import all_dashboards
from reporting.boards.parts import share
from reporting.boards.presets import PRESETS
from reporting.customer_months.count import count_months
from reporting.facts.read import totals
from reporting.facts.rebuild import rebuild
from reporting.facts.slices import Slice
from reporting.networks.count import count_networks
from tests.disputes.desk import disputed

pytestmark = pytest.mark.django_db

NAMES = ("revenue", "refunds", "performance", "disputes", "causes", "customers", "networks")


@pytest.fixture
def ten_refunds(make_payment, mila, tom, transferred, sent_and_returned, fresh_sandbox) -> None:
    """Nine that stay paid, of two customers, in two currencies and some months, and one that came back."""
    now = clock.now()
    for nth, days in enumerate((2, 9, 16, 40, 75, 120, 200, 400)):
        paid_at = now - timedelta(days=days)
        payment = make_payment(mila if nth % 2 else tom, captured_at=paid_at, ordered_at=paid_at)
        transferred(payment, paid_at, amount_minor=1_000 + nth, reason="damaged" if nth % 3 else "changed_mind")
    make_payment(tom, total_minor=1_200, currency="JPY", captured_at=now - timedelta(days=3))
    sent_and_returned(make_payment(mila, total_minor=4_000))
    count_months(time.monotonic() + 10)
    count_networks()


def test_every_dashboard_is_found_and_in_order():
    assert tuple(all_dashboards()) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_quiet_shop_is_told_so(name, fatima, sign_in, program_of):
    page = sign_in(fatima).get(f"/staff/finance/dashboards/{name}/")
    assert page.status_code == 200 and re.search("Nothing to count yet|No network to watch yet", page.content.decode())
    told = program_of(fatima).get(f"dashboards/{name}/").json()
    assert told["figures"] == [] and told["tables"] == []


@pytest.mark.parametrize("name", NAMES)
def test_page_and_program_tell_the_same(name, ten_refunds, fatima, sign_in, program_of):
    page = sign_in(fatima).get(f"/staff/finance/dashboards/{name}/?currency=EUR")
    text = page.content.decode()
    assert " style=" not in text and not re.search(r"<script(?![^>]*\bsrc=)", text)
    told = program_of(fatima).get(f"dashboards/{name}/", currency="EUR").json()
    assert [table["name"] for table in told["tables"]] == [panel["table"].name for panel in page.context["panels"]]
    for table, panel in zip(told["tables"], page.context["panels"], strict=True):
        assert table["rows"] == [
            {
                column.name: value.isoformat() if hasattr(value := cell.value, "isoformat") else value
                for column, cell in zip(panel["table"].columns, row, strict=True)
            }
            for row in panel["table"].rows
        ]
    assert len(told["figures"]) == len(page.context["figures"])


def test_the_figures_are_those_of_the_facts(ten_refunds, fatima, program_of):
    today = shop_day(clock.now())
    slice_ = Slice(PRESETS["twelve_months"].of(today), {"currency": ("EUR",)})
    measures = ["gross", "net_refunded", "net", "refunds", "came_back"]
    facts = totals(slice_, measures)["EUR"]
    program = program_of(fatima)
    revenue = {f["name"]: f for f in program.get("dashboards/revenue/", currency="EUR").json()["figures"]}
    assert {name: revenue[name]["value"] for name in ("gross", "net_refunded", "net")} == {
        name: facts[name] for name in ("gross", "net_refunded", "net")
    }
    refunds = program.get("dashboards/refunds/", currency="EUR").json()
    assert {f["name"]: f["value"] for f in refunds["figures"]}["came_back"] == facts["came_back"] == 4_000
    (value,) = (table for table in refunds["tables"] if table["name"] == "value")
    assert sum(row["net_refunded"] for row in value["rows"]) == facts["net_refunded"] > 0


def test_every_link_leads_to_a_list_that_adds_up(ten_refunds, fatima, sign_in):
    """From each mark and each cell of money: the list behind it makes the figure, to the minor unit."""
    browser = sign_in(fatima)
    page = browser.get("/staff/finance/dashboards/revenue/?currency=EUR")
    marks = set(re.findall(r'<a href="(/staff/finance/figures/[^"]+)" tabindex="-1">', page.content.decode()))
    assert marks
    checked = 0
    for panel in page.context["panels"]:
        for row in panel["table"].rows:
            for column, cell in zip(panel["table"].columns, row, strict=True):
                if column.unit != "money" or not cell.value or not cell.url or checked > 25:
                    continue
                listed = browser.get(cell.url)
                assert listed.context["totals"] == [("EUR", cell.value)], (panel["table"].name, column.name)
                rows = listed.context["rows"]
                assert sum(one["row"].value for one in rows) == cell.value
                checked += 1
    assert checked > 10
    assert browser.get(html.unescape(marks.pop())).status_code == 200


def panel_of(page, name: str):
    return next(panel["table"] for panel in page.context["panels"] if panel["table"].name == name)


@pytest.mark.parametrize("query", ["", "&reason=damaged", "&country=DE"])
def test_every_field_of_the_cohorts_leads_to_its_refunds(query, ten_refunds, fatima, sign_in):
    browser = sign_in(fatima)
    page = browser.get(f"/staff/finance/dashboards/refunds/?period=twelve_months&currency=EUR{query}")
    checked = 0
    for month, gross, *cells in panel_of(page, "cohorts").rows:
        for cell in cells:
            if cell.value:
                listed = dict(browser.get(cell.url).context["totals"])["EUR"]
                assert share(listed, gross.value) == cell.value, month.value
                checked += 1
    assert checked > 4
    assert "/staff/finance/figures/net_refunded/" in page.content.decode()


REFUSED = "No sums are kept"
OF_PAYMENTS = ("account", "gateway", "method", "country", "channel")
NOT_KEPT = {("refunds", "person"), *(("causes", name) for name in OF_PAYMENTS)}
"""Pairs of reason and product with a third one, and products or months of purchase by person."""


def test_a_large_shop_reads_kept_sums_alone(ten_refunds, fatima, sign_in, monkeypatch):
    """Where single things are too many to be added up, each dashboard answers with any one filter all the same."""
    list(rebuild())
    monkeypatch.setattr("reporting.facts.size.QUICKLY_LOOKED_AT", -1)
    browser, values = sign_in(fatima), {"account": "sandbox", "gateway": "sandbox", "method": "card", "country": "DE"}
    for name, dashboard in all_dashboards().items():
        for chosen in ("", *dashboard.filters):
            query = f"&{chosen}={values.get(chosen, '1')}" if chosen else ""
            page = browser.get(f"/staff/finance/dashboards/{name}/?period=twelve_months&currency=EUR{query}")
            assert (REFUSED in page.content.decode()) == ((name, chosen) in NOT_KEPT), (name, chosen)
    page = browser.get("/staff/finance/dashboards/refunds/?currency=EUR&reason=damaged&country=DE")
    assert not panel_of(page, "cohorts").rows and not panel_of(page, "net_refunded-by-product").rows
    assert REFUSED in page.content.decode() and panel_of(page, "value").rows
    page = browser.get("/staff/finance/dashboards/refunds/?reason=damaged&country=DE&product=SKU-1")
    assert page.status_code == 200 and REFUSED in page.content.decode()


def test_rates_by_day_of_the_charge_and_counts_of_networks_lead_to_their_lists(ten_refunds, fatima, sign_in, tom):
    charged = list(Payment.objects.filter(currency="EUR").order_by("-captured_at"))[:3]
    for payment in charged:
        disputed(payment, "needs_response", network="visa", opened_at=clock.now())
    count_networks()
    browser = sign_in(fatima)
    page = browser.get("/staff/finance/dashboards/disputes/?period=twelve_months&currency=EUR&account=sandbox")
    rate = panel_of(page, "disputes-rate")
    assert sum(row[2].value for row in rate.rows) == 3
    radar = panel_of(browser.get("/staff/finance/dashboards/networks/"), "radar")
    counted = [(row[2], row[3]) for row in rate.rows] + [(row[1], row[2]) for row in radar.rows]
    checked = 0
    for cell in (cell for pair in counted for cell in pair if cell.value):
        assert sum(value for _code, value in browser.get(cell.url).context["totals"]) == cell.value, cell.url
        checked += 1
    assert checked > 4 and radar.rows


def test_customers_are_counted_of_one_filter_and_say_so_of_two(ten_refunds, fatima, program_of):
    program = program_of(fatima)
    asked = {"currency": "EUR", "period": "twelve_months"}
    told = [
        program.get("dashboards/customers/", **asked, **where).json()
        for where in ({}, {"reason": "damaged"}, {"reason": "damaged", "country": "DE"})
    ]
    people = [next((f["value"] for f in one["figures"] if f["name"] == "customers"), None) for one in told]
    assert people[0] > people[1] > 0 and people[2] is None
    assert any("one filter" in note for note in told[2]["notes"])


def test_filters_stay_in_the_address(ten_refunds, fatima, sign_in, program_of):
    address = "/staff/finance/dashboards/refunds/?period=twelve_months&reason=damaged&currency=EUR"
    page = sign_in(fatima).get(address)
    text = html.unescape(page.content.decode())
    assert "period=last_month&currency=EUR&reason=damaged" in text, "the next period keeps the filter"
    assert 'value="damaged" selected' in text
    assert "/staff/finance/dashboards/causes/?period=twelve_months&currency=EUR&reason=damaged" in text
    all_of = program_of(fatima).get("dashboards/refunds/", currency="EUR").json()
    some = program_of(fatima).get("dashboards/refunds/", currency="EUR", reason="damaged").json()
    count = {
        name: next(f["value"] for f in told["figures"] if f["name"] == "refunds")
        for name, told in (("all", all_of), ("some", some))
    }
    assert 0 < count["some"] < count["all"]


@pytest.mark.parametrize(
    "query",
    ["period=fortnight", "since=2026-11-30&until=2026-11-01", "since=1066-10-14", "since=x", "currency=EURO",
     "since=2000-01-01&until=2020-01-01", "reason=" + "x" * 200, "reason=a%00b"],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_in_words(query, fatima, sign_in, program_of, make_payment, mila):
    make_payment(mila)
    page = sign_in(fatima).get(f"/staff/finance/dashboards/refunds/?{query}")
    assert page.status_code == 400 and "This cannot be shown" in page.content.decode()
    words = dict(pair.split("=", 1) for pair in query.replace("%00", "\x00").split("&"))
    assert program_of(fatima).get("dashboards/refunds/", **words).status_code == 400


def test_what_is_not_there_is_not_found(fatima, sign_in, program_of, make_payment, mila):
    make_payment(mila)
    assert sign_in(fatima).get("/staff/finance/dashboards/nowhere/").status_code == 404
    assert sign_in(fatima).get("/staff/finance/figures/nothing/").status_code == 400
    assert program_of(fatima).get("dashboards/nowhere/").status_code == 404
    assert program_of(fatima).get("dashboards/refunds/", colour="red").status_code == 400
    assert sign_in(fatima).get("/staff/finance/figures/refunded/?after=x").status_code == 400


def test_the_list_behind_a_figure_is_paged_by_key(fatima, sign_in, program_of, make_payment, mila):
    for nth in range(60):
        make_payment(mila, total_minor=100 + nth)
    browser = sign_in(fatima)
    first = browser.get("/staff/finance/figures/gross/")
    second = browser.get(f"/staff/finance/figures/gross/{first.context['next_url']}")
    seen = [one["row"].payment for page in (first, second) for one in page.context["rows"]]
    assert len(seen) == len(set(seen)) == 60 and not second.context["next_url"]
    assert f'href="/staff/payments/{seen[0]}/"' in first.content.decode()
    told = program_of(fatima).get("figures/movements/", measure="gross").json()
    assert [row["payment"] for row in told["results"]] == seen


def test_a_dashboard_asks_the_database_a_bounded_number_of_times(ten_refunds, fatima, sign_in):
    browser = sign_in(fatima)
    for name in NAMES:
        browser.get(f"/staff/finance/dashboards/{name}/?currency=EUR")
        with CaptureQueriesContext(connection) as asked:
            browser.get(f"/staff/finance/dashboards/{name}/?currency=EUR")
        assert len(asked) <= 75, (name, len(asked))


def test_the_agent_sees_no_dashboard(ana, sign_in, program_of):
    assert sign_in(ana).get("/staff/finance/dashboards/revenue/").status_code == 403
    assert program_of(ana).get("dashboards/revenue/").status_code == 403
