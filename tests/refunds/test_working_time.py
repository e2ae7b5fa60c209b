"""Working time: by when an answer is due, over nights, weekends, holidays and the days on which the clock jumps."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from refunds.working_time import Calendar, NoWorkingTime, countries_with_holidays, holidays_of

BERLIN = ZoneInfo("Europe/Berlin")
WEEK = frozenset({1, 2, 3, 4, 5})
OFFICE = Calendar(WEEK, time(9), time(17), BERLIN, "DE")
HOUR = timedelta(hours=1)


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("asked", "hours", "due"),
    [
        ("2026-11-25 10:00", 4, "2026-11-25 14:00"),  # a Wednesday
        ("2026-11-25 15:00", 4, "2026-11-26 11:00"),  # over the night
        ("2026-11-27 16:40", 8, "2026-11-30 16:40"),  # over the weekend
        ("2026-11-28 12:00", 1, "2026-11-30 10:00"),  # asked on a Saturday
        ("2026-11-25 03:00", 1, "2026-11-25 10:00"),  # before opening
        ("2026-11-25 22:00", 1, "2026-11-26 10:00"),  # after closing
        ("2026-11-25 09:00", 8, "2026-11-25 17:00"),  # exactly a day
        ("2026-12-24 16:00", 2, "2026-12-28 10:00"),  # Christmas, and then a weekend
        ("2026-12-31 16:00", 2, "2027-01-04 10:00"),  # over the new year
        ("2026-03-27 16:00", 2, "2026-03-30 10:00"),  # the clock jumps on the Sunday between
    ],
)
def test_an_answer_is_due_when_its_working_hours_have_passed(asked, hours, due):
    assert OFFICE.add(berlin(asked), hours * HOUR) == berlin(due)


@pytest.mark.parametrize(
    ("until", "hours", "begins"),
    [
        ("2026-11-25 14:00", 4, "2026-11-25 10:00"),  # a Wednesday
        ("2026-11-26 11:00", 4, "2026-11-25 15:00"),  # over the night
        ("2026-11-30 16:40", 8, "2026-11-27 16:40"),  # over the weekend
        ("2026-11-29 12:00", 1, "2026-11-27 16:00"),  # until a Sunday
        ("2026-12-28 10:00", 2, "2026-12-24 16:00"),  # over Christmas
    ],
)
def test_what_must_be_done_by_then_is_begun_so_much_working_time_before(until, hours, begins):
    assert OFFICE.before(berlin(until), hours * HOUR) == berlin(begins)


def test_holidays_are_those_of_the_chosen_country():
    french = Calendar(WEEK, time(9), time(17), BERLIN, "FR")
    asked = berlin("2026-07-13 16:00")  # the 14th is free in France
    assert OFFICE.add(asked, 2 * HOUR) == berlin("2026-07-14 10:00")
    assert french.add(asked, 2 * HOUR) == berlin("2026-07-15 10:00")


def test_the_hours_are_the_shops_and_not_the_readers():
    tokyo = Calendar(WEEK, time(9), time(17), ZoneInfo("Asia/Tokyo"))
    assert tokyo.add(datetime(2026, 11, 25, 1, 0, tzinfo=UTC), HOUR) == datetime(2026, 11, 25, 2, 0, tzinfo=UTC)


def test_a_night_shift_loses_the_hour_that_the_clock_skips():
    every_day = Calendar(frozenset(range(1, 8)), time(0), time(0), BERLIN)
    spring, autumn = berlin("2026-03-29 00:00"), berlin("2026-10-25 00:00")
    assert every_day.between(spring, spring + timedelta(days=1)) == 23 * HOUR  # by the wall clock a whole day
    assert every_day.between(autumn, autumn + timedelta(days=1)) == 25 * HOUR
    assert every_day.add(spring, 3 * HOUR) == datetime(2026, 3, 29, 2, 0, tzinfo=UTC)


def test_an_opening_in_the_skipped_hour_is_the_hour_after():
    early = Calendar(frozenset(range(1, 8)), time(2, 30), time(4), BERLIN)
    assert early.between(berlin("2026-03-29 00:00"), berlin("2026-03-29 12:00")) == timedelta(minutes=30)


def test_work_until_midnight_ends_with_the_day():
    late = Calendar(WEEK, time(16), time(0), BERLIN)
    due = late.add(berlin("2026-11-25 20:00"), 4 * HOUR)
    assert due == berlin("2026-11-26 00:00")
    assert late.is_open(due)


def test_days_are_counted_from_the_next_one_that_is_open():
    assert OFFICE.add_days(berlin("2026-11-25 11:30"), 3) == berlin("2026-11-30 11:30")
    assert OFFICE.add_days(berlin("2026-11-28 08:00"), 1) == berlin("2026-12-01 09:00")
    assert OFFICE.add_days(berlin("2026-11-25 16:59"), 0) == berlin("2026-11-25 16:59")


def test_a_calendar_without_a_day_ends_with_a_word_instead_of_never():
    with pytest.raises(NoWorkingTime):
        Calendar(frozenset(), time(9), time(17), BERLIN).add(berlin("2026-11-25 10:00"), HOUR)


def test_a_negative_span_is_refused():
    with pytest.raises(ValueError, match="not negative"):
        OFFICE.add(berlin("2026-11-25 10:00"), -HOUR)


def test_countries_are_known_by_two_letters_and_unknown_ones_have_no_holidays():
    assert {"DE", "FR", "US", "JP"} <= countries_with_holidays()
    assert date(2026, 10, 3) in holidays_of("DE", 2026)
    assert holidays_of("XX", 2026) == frozenset()
    assert holidays_of("DE", 2026) is holidays_of("DE", 2026)  # worked out once


# --- whatever the calendar -----------------------------------------------------------------------

unhurried = settings(deadline=None)  # a country's holidays are worked out once, at the first look
moments = st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))
spans = st.timedeltas(timedelta(0), timedelta(hours=200))
calendars = st.builds(
    lambda days, opens, length, zone, country: Calendar(
        frozenset(days), time(opens // 60, opens % 60), _closing(opens, length), ZoneInfo(zone), country
    ),
    st.sets(st.integers(1, 7), min_size=1),
    st.integers(0, 22 * 60),
    st.integers(60, 24 * 60),
    st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Tokyo", "Australia/Lord_Howe", "Pacific/Apia"]),
    st.sampled_from(["", "DE", "US", "JP"]),
)


def _closing(opens: int, length: int) -> time:
    closes = min(opens + length, 24 * 60)
    return time(closes // 60 % 24, closes % 60)


@unhurried
@given(calendars, moments, spans)
def test_an_answer_is_never_due_outside_working_time(calendar, asked, span):
    assert calendar.is_open(calendar.add(asked, span))


@unhurried
@given(calendars, moments, spans, spans)
def test_more_time_is_never_due_earlier(calendar, asked, one, other):
    short, long = sorted((one, other))
    assert calendar.add(asked, short) <= calendar.add(asked, long)


@unhurried
@given(calendars, moments, moments, spans)
def test_who_asks_later_is_never_answered_earlier(calendar, one, other, span):
    early, late = sorted((one, other))
    assert calendar.add(early, span) <= calendar.add(late, span)


@unhurried
@given(calendars, moments, spans, spans)
def test_two_spans_one_after_the_other_are_their_sum(calendar, asked, one, other):
    assert calendar.add(calendar.add(asked, one), other) == calendar.add(asked, one + other)


@unhurried
@given(calendars, moments, spans)
def test_what_was_added_lies_between(calendar, asked, span):
    assert calendar.between(asked, calendar.add(asked, span)) == span


@unhurried
@given(calendars, moments, moments, moments)
def test_time_between_moments_adds_up(calendar, one, other, third):
    first, second, last = sorted((one, other, third))
    assert calendar.between(first, second) + calendar.between(second, last) == calendar.between(first, last)
