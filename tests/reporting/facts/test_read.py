"""Every figure is the sum of its single things, and money is what the ledger says, whatever the past was."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db.models import Sum
from django.http import QueryDict

from customers.models import Payment
from customers.shop_days import Period, shop_day
from refunds.ledger.accounts import DISPUTED, STORE_CREDIT
from refunds.ledger.balances import lines_between, paid_back
from refunds.models import JournalLine, Refund
from reporting.facts.measures import MEASURES
from reporting.facts.movements import BadPlace, movements, page
from reporting.facts.read import read, totals
from reporting.facts.slices import BadSlice, Slice
from reporting.tax.report import tax_report

pytestmark = pytest.mark.django_db

WHOLE = Slice(Period(date(2025, 10, 1), date(2027, 1, 31)))
SEEDS = range(int(os.environ.get("RECOURSE_TEST_PASTS", "1")))
BY = [
    (),
    ("day",),
    ("month", "reason"),
    ("week", "account", "country"),
    ("product",),
    ("person", "method"),
    ("channel",),
]
COUNTED_PER_PRODUCT = {name for name, measure in MEASURES.items() if not measure.is_money}


def added_up(asked: Slice, name: str) -> dict[str, int]:
    sums: Counter[str] = Counter()
    for movement in movements(asked, name):
        sums[movement.currency] += movement.value
    return {currency: value for currency, value in sums.items() if value}


def told(asked: Slice, name: str) -> dict[str, int]:
    return {currency: values[name] for currency, values in totals(asked, [name]).items() if values[name]}


def account_moved(period: Period, account: str) -> dict[str, int]:
    lines = lines_between(period.start, period.end).filter(account=account)
    return dict(lines.values_list("currency").annotate(Sum("amount_minor")))


def tax_given_back(period: Period) -> dict[str, int]:
    """As the tax report says."""
    back: Counter[str] = Counter()
    for row in tax_report(period):
        back[row.currency] += row.refunds.tax_minor - row.reversals.tax_minor
    return that_moved(back)


def that_moved(sums: Mapping[str, int]) -> dict[str, int]:
    return {currency: value for currency, value in sums.items() if value}


@pytest.mark.parametrize("seed", SEEDS)
def test_things_sums_and_ledger_are_one_number(past, seed):
    history = past(seed)
    some_days = WHOLE.within(Period(date(2026, 2, 3), date(2026, 8, 31)))
    for asked in (WHOLE, some_days, WHOLE.narrowed(country="DE"), WHOLE.narrowed(product="SKU-1")):
        for name in MEASURES:
            assert added_up(asked, name) == told(asked, name), (name, asked, history.acts)
    for asked in (WHOLE, some_days):
        start, end = asked.period.start, asked.period.end
        assert told(asked, "net_refunded") == that_moved(paid_back(lines_between(start, end)))
        owed: Counter[str] = Counter()
        for name, sign in (("credit_granted", -1), ("credit_spent", 1), ("credit_expired", 1)):
            for currency, value in told(asked, name).items():
                owed[currency] += sign * value
        assert that_moved(owed) == that_moved(account_moved(asked.period, STORE_CREDIT))
        assert told(asked, "tax_back") == tax_given_back(asked.period)
        captured = Payment.objects.filter(captured_at__gte=start, captured_at__lt=end).order_by()
        assert told(asked, "gross") == dict(captured.values_list("currency").annotate(Sum("captured_minor")))
    taken: Counter[str] = Counter(told(WHOLE, "charged_back"))
    taken.subtract(told(WHOLE, "recovered"))
    taken.subtract(told(WHOLE, "written_off"))
    assert that_moved(taken) == that_moved(account_moved(WHOLE.period, DISPUTED))


def test_told_apart_in_any_way_the_parts_are_the_whole(past):
    past(7, steps=25)
    for by in BY:
        require_parts_are_the_whole(by)


def require_parts_are_the_whole(by: tuple[str, ...]) -> None:
    names = [name for name in MEASURES if by != ("product",) or name not in COUNTED_PER_PRODUCT]
    rows = read(WHOLE, by, names)
    parts: dict[str, Counter[str]] = {}
    for row in rows:
        assert set(row.key) == {*by, "currency"}
        parts.setdefault(row.currency, Counter()).update(row.values)
    assert {currency: dict(sums) for currency, sums in parts.items()} == totals(WHOLE, names)
    assert [tuple(row.key.values()) for row in rows] == sorted(tuple(row.key.values()) for row in rows)
    for row in rows[:12]:
        times = {name: row.key[name] for name in by if name in ("day", "week", "month")}
        others = {name: value for name, value in row.key.items() if name not in times}
        asked = WHOLE.within(days_of(times)).narrowed(**others) if times else WHOLE.narrowed(**others)
        assert told(asked, "refunded").get(row.currency, 0) == row.values["refunded"]


def days_of(times: dict[str, date]) -> Period:
    (name, first), *_ = times.items()
    after = {"day": first + timedelta(1), "week": first + timedelta(7), "month": (first + timedelta(32)).replace(day=1)}
    return Period(first, after[name] - timedelta(1))


def test_a_late_reversal_lands_on_the_day_on_which_it_happened(sent_and_returned, transferred, make_payment, mila):
    refund = sent_and_returned(make_payment(mila, 5000))
    settled, reversed_ = refund.journal.get(kind="settle"), refund.journal.get(kind="reverse")
    assert settled.posted_at < reversed_.posted_at
    transferred(make_payment(mila, 4300), datetime(2026, 5, 31, 22, 30, tzinfo=UTC))
    by_month = {row.key["month"]: row.values for row in read(WHOLE, ["month"], ["refunded", "net_refunded"])}
    assert by_month[date(2026, 6, 1)] == {"refunded": 4300, "net_refunded": 4300}, "half past midnight in Berlin"
    today = Slice(Period(shop_day(reversed_.posted_at), shop_day(reversed_.posted_at)))
    assert totals(today, ["came_back", "reversals", "tax_back"])["EUR"]["came_back"] == 5000


def test_reading_on_behind_a_place_misses_nothing_and_repeats_nothing(past):
    past(3, steps=25)
    for name in ("net", "refunded", "requests"):
        whole, seen, key = [movement.key for movement in movements(WHOLE, name)], [], ""
        while True:
            found = page(WHOLE, name, key, size=3)
            seen += [movement.key for movement in found.movements]
            key = found.next_key
            if not key:
                break
        assert seen == whole and len(set(whole)) == len(whole) > 3
    for place in (
        "nonsense",
        "2026-01-01~1~1~",
        "2026-01-01T00:00:00+00:00~99~1~",
        f"2026-01-01T00:00:00+00:00~1~{2**64}~",
    ):
        with pytest.raises(BadPlace):
            page(WHOLE, "net", place)


def test_a_movement_leads_to_its_page(past, lena, sign_in):
    past(5, steps=20)
    found = next(movement for movement in movements(WHOLE, "refunded"))
    assert (
        found.url_name == "refunds:refund"
        and Refund.objects.get(reference=found.reference).payment.reference == found.payment
    )
    assert found.amount_minor == found.value > 0
    assert JournalLine.objects.filter(amount_minor=-found.value, currency=found.currency).exists()


def test_a_slice_stays_the_same_through_an_address():
    asked = Slice(Period(date(2026, 1, 1), date(2026, 3, 31)), {"reason": ("damaged", "fraud"), "country": ("",)})
    assert Slice.from_query(QueryDict(asked.query())).query() == asked.query()
    assert asked.before().period == Period(date(2025, 10, 1), date(2025, 12, 31))
    assert asked.year_before().period == Period(date(2025, 1, 1), date(2025, 3, 31))
    days = asked.within(Period(date(2026, 3, 5), date(2026, 3, 11)))
    assert days.before().period == Period(date(2026, 2, 26), date(2026, 3, 4))
    assert asked.within(Period(date(2028, 2, 1), date(2028, 2, 29))).year_before().period.last_on == date(2027, 2, 28)


@pytest.mark.parametrize("query", [
    "since=2026-02-30", "since=x", "since=2026-02-02&until=2026-02-01", "since=1990-01-01&until=2026-01-01",
    "reason=" + "x" * 200, "&".join(f"person={n}" for n in range(60)),
])  # fmt: skip
def test_a_bad_address_is_refused(query):
    with pytest.raises(BadSlice):
        Slice.from_query(QueryDict(query))
