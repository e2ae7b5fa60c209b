"""What finance sees: figures that equal the ledger, drawn without a script."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from customers import clock
from refunds.ledger.balances import lines_between, paid_back
from refunds.models import Refund
from reporting import queries
from reporting.dashboard import read_dashboard
from reporting.periods import Period, last_months, last_weeks
from reporting.queries import MONTH, WEEK, Captured, Decided
from tests.desk import approve, ask

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
WEDNESDAY = datetime(2026, 11, 11, 12, tzinfo=UTC)
MONDAY = date(2026, 11, 9)


def test_a_quiet_shop_is_told_so(fatima, sign_in):
    page = sign_in(fatima).get("/staff/finance/")
    assert page.status_code == 200 and "Nothing to count yet" in page.content.decode()


def test_fatima_sees_drawings_with_their_numbers(fatima, sign_in, make_payment, mila, transferred):
    now = clock.now()
    transferred(make_payment(mila, captured_at=now - timedelta(days=9)), now, amount_minor=4310)
    page = sign_in(fatima).get("/staff/finance/").content.decode()
    assert page.count("<svg xmlns") == 14
    assert "43.10" in page and "Show the numbers" in page
    assert " style=" not in page and not re.search(r"<script(?![^>]*\bsrc=)", page)


def test_each_currency_has_its_own_board(fatima, sign_in, make_payment, mila, tom):
    make_payment(mila), make_payment(mila), make_payment(tom, total_minor=1200, currency="JPY")
    browser = sign_in(fatima)
    assert browser.get("/staff/finance/").context["board"].currency == "EUR"
    assert browser.get("/staff/finance/?currency=JPY").context["board"].currency == "JPY"
    assert browser.get("/staff/finance/?currency=%00<b>").context["board"].currency == "EUR"


def test_a_page_asks_the_database_at_most_fifteen_times(fatima, sign_in, make_payment, mila, transferred):
    transferred(make_payment(mila), clock.now(), amount_minor=4310)
    browser = sign_in(fatima)
    browser.get("/staff/finance/")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        browser.get("/staff/finance/")
    assert len(asked) <= 15


def test_months_and_weeks_add_up_to_the_ledger(make_payment, mila, tom, transferred):
    for days in (1, 8, 30, 200):
        transferred(make_payment(mila, captured_at=NOW - timedelta(days=days)), NOW - timedelta(days=days))
    start, end = NOW - timedelta(days=300), NOW
    for step in (WEEK, MONTH):
        total = sum(bucket.net_minor for bucket in queries.paid_back_by(step, start, end).values())
        assert total == paid_back(lines_between(start, end))["EUR"] == 4 * 8900


def test_a_month_on_the_board_equals_its_statement(make_payment, mila, transferred):
    """The first moment of November in Berlin is 23:00 UTC of 31 October: it belongs to November on both."""
    transferred(make_payment(mila), datetime(2026, 10, 31, 22, 59, tzinfo=UTC), amount_minor=100)
    transferred(make_payment(mila), datetime(2026, 10, 31, 23, 0, tzinfo=UTC), amount_minor=7)
    by_month = queries.paid_back_by(MONTH, datetime(2026, 1, 1, tzinfo=UTC), NOW)
    october = Period(date(2026, 10, 1), date(2026, 10, 31))
    assert by_month[(date(2026, 10, 1), "EUR")].net_minor == 100
    assert by_month[(date(2026, 11, 1), "EUR")].net_minor == 7
    assert paid_back(lines_between(october.start, october.end)) == {"EUR": 100}


def test_money_that_came_back_is_taken_off(make_payment, mila, sent_and_returned):
    now = clock.now()
    sent_and_returned(make_payment(mila, total_minor=4000))
    (week,) = queries.paid_back_by(WEEK, now - timedelta(days=20), now + timedelta(days=1)).values()
    assert (week.count, week.amount_minor, week.returned_count, week.returned_minor) == (1, 4000, 1, 4000)
    assert week.net_minor == 0


def test_turnaround_runs_from_the_request_to_the_money(make_payment, mila, boris, fatima):
    from customers.actors import Actor
    from refunds.actions.pay_by_transfer import pay_by_transfer

    for hours in (2, 4, 30):
        with clock.clock_at(WEDNESDAY):
            refund = approve(ask(make_payment(mila), rail="bank_transfer", amount_minor=100), boris)
        with clock.clock_at(WEDNESDAY + timedelta(hours=hours)):
            pay_by_transfer(actor=Actor.user(fatima), reference=refund.reference, bank_reference="SEPA")
    took = queries.turnaround_by(WEEK, WEDNESDAY - timedelta(days=7), NOW, "EUR")[MONDAY]
    assert took.median == timedelta(hours=4)
    assert took.p90 == timedelta(hours=24, minutes=48)


def test_the_approval_rate_counts_what_was_decided(make_payment, mila, boris):
    from customers.actors import Actor
    from refunds.actions.reject_refund import reject_refund
    from refunds.fingerprint import seen_hash

    with clock.clock_at(WEDNESDAY):
        approve(ask(make_payment(mila), rail="bank_transfer", amount_minor=100), boris)
        refused = ask(make_payment(mila), rail="bank_transfer", amount_minor=200)
        reject_refund(
            actor=Actor.user(boris), reference=refused.reference, seen=seen_hash(refused), explanation="It was worn."
        )
        ask(make_payment(mila), rail="bank_transfer", amount_minor=300)
    assert Refund.objects.count() == 3
    decided = queries.decided_by(WEEK, WEDNESDAY - timedelta(days=7), NOW, "EUR")
    assert decided == {MONDAY: Decided(approved=1, rejected=1)}


def test_captured_money_is_counted_once_per_currency(make_payment, mila):
    for currency in ("EUR", "EUR", "JPY"):
        make_payment(mila, total_minor=500, currency=currency, captured_at=WEDNESDAY)
    captured = queries.captured_by(WEEK, WEDNESDAY - timedelta(days=7), NOW)
    assert captured == {(MONDAY, "EUR"): Captured(2, 1000), (MONDAY, "JPY"): Captured(1, 500)}


def test_weeks_and_months_end_with_the_one_that_runs():
    assert last_weeks(date(2026, 1, 1), 2) == [date(2025, 12, 22), date(2025, 12, 29)]
    assert last_months(date(2026, 1, 31), 3) == [date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1)]


def test_drawings_of_one_page_never_share_a_clip_path(make_payment, mila, transferred):
    from reporting.charts import draw

    transferred(make_payment(mila), clock.now(), amount_minor=4310)
    drawings = draw("test", read_dashboard(clock.now(), "EUR").specs())
    ids = [found for svg in drawings.values() for found in re.findall(r'\bid="([^"]+)"', svg)]
    assert len(ids) == len(set(ids))
