"""How long after delivery something may still be given back."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from refunds.policy.verdicts import Verdict
from tests.refunds.policy.examples import (
    COURSE,
    LAMP,
    SHIPPING,
    ask,
    asked_for,
    days_after_delivery,
    only_an_amount,
    request,
)

ALLOW, REVIEW, DENY = Verdict


@pytest.mark.parametrize(
    ("asked_at", "verdict"),
    [
        (datetime(2026, 3, 1, 9, tzinfo=UTC), ALLOW),
        (datetime(2026, 3, 31, 0, 0, tzinfo=UTC), ALLOW),
        (datetime(2026, 3, 31, 23, 59, 59, 999999, tzinfo=UTC), ALLOW),
        (datetime(2026, 4, 1, 0, 0, tzinfo=UTC), DENY),
        # half past midnight in Berlin is still the last day in UTC
        (datetime(2026, 4, 1, 0, 30, tzinfo=timezone(timedelta(hours=1))), ALLOW),
        # and the last evening in New York is already the day after
        (datetime(2026, 3, 31, 20, 30, tzinfo=timezone(timedelta(hours=-4))), DENY),
    ],
)
def test_the_last_day_counts_in_full_in_utc(asked_at, verdict):
    assert ask("return_window", asked_for(LAMP, asked_at=asked_at)).verdict == verdict


def test_mila_reads_until_when_the_window_was_open():
    answer = ask("return_window", asked_for(LAMP, asked_at=days_after_delivery(31)))

    assert answer.sentence == "Asked after the window for “Lamp” (until 31 March 2026)."
    assert answer.customer_sentence == (
        "The return window has ended for “Lamp” (until 31 March 2026). "
        "If something was wrong with it, please choose that as the reason."
    )
    assert answer.detail == {"last_days": {"1": "2026-03-31"}}


def test_mila_reads_how_long_the_window_is_still_open():
    answer = ask("return_window", asked_for(LAMP))

    assert answer.customer_sentence == "You asked in time: your return window is open until 31 March 2026."
    assert answer.detail == {"last_on": "2026-03-31"}


@pytest.mark.parametrize(
    ("delivered_on", "delivered_at", "last_day"),
    [
        (date(2026, 3, 4), datetime(2026, 3, 1, tzinfo=UTC), "2026-03-14"),
        (None, datetime(2026, 3, 1, 23, 59, tzinfo=UTC), "2026-03-11"),
        (None, datetime(2026, 3, 1, 0, 30, tzinfo=timezone(timedelta(hours=1))), "2026-03-10"),
        (None, None, "2026-03-09"),
    ],
    ids=["the line's own day", "the order's day", "the order's day in UTC", "the day of payment"],
)
def test_the_window_starts_with_the_best_known_day(delivered_on, delivered_at, last_day):
    line = replace(LAMP, delivered_on=delivered_on)
    facts = asked_for(line, delivered_at=delivered_at, asked_at=datetime(2026, 3, 2, tzinfo=UTC))

    assert ask("return_window", facts, days=10).detail["last_on"] == last_day


def test_a_window_of_no_days_is_open_on_the_day_of_delivery():
    assert ask("return_window", asked_for(LAMP, asked_at=days_after_delivery(0)), days=0).verdict == ALLOW
    assert ask("return_window", asked_for(LAMP, asked_at=days_after_delivery(1)), days=0).verdict == DENY


KIND = {"product_kind": "physical", "days": 1}
CHANNEL = {"channel": "web", "days": 2}
COUNTRY = {"country": "DE", "days": 3}
KIND_CHANNEL = {"product_kind": "physical", "channel": "web", "days": 4}
KIND_COUNTRY = {"product_kind": "physical", "country": "DE", "days": 5}
CHANNEL_COUNTRY = {"channel": "web", "country": "DE", "days": 6}
ALL_THREE = {"product_kind": "physical", "channel": "web", "country": "DE", "days": 7}
OTHERS = [{"product_kind": "ticket", "days": 98}, {"channel": "web", "country": "FR", "days": 99}]


@pytest.mark.parametrize(
    ("windows", "days"),
    [
        ([], 30),
        ([COUNTRY], 3),
        ([COUNTRY, CHANNEL], 2),
        ([COUNTRY, CHANNEL, KIND], 1),
        ([KIND, CHANNEL_COUNTRY], 6),
        ([CHANNEL_COUNTRY, KIND_COUNTRY], 5),
        ([CHANNEL_COUNTRY, KIND_COUNTRY, KIND_CHANNEL], 4),
        ([KIND, CHANNEL, COUNTRY, KIND_CHANNEL, KIND_COUNTRY, CHANNEL_COUNTRY, ALL_THREE], 7),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_the_most_specific_window_wins_in_whatever_order_they_are_written(windows, days, turned):
    written = [*OTHERS, *windows]
    answer = ask(
        "return_window",
        asked_for(LAMP, asked_at=days_after_delivery(0)),
        windows=written[::-1] if turned else written,
    )

    assert answer.detail["last_on"] == (date(2026, 3, 1) + timedelta(days=days)).isoformat()


@pytest.mark.parametrize("reason", ["damaged", "not_received", "duplicate"])
def test_what_was_wrong_does_not_lapse_but_goes_to_a_person(reason):
    answer = ask("return_window", asked_for(LAMP, reason=reason, asked_at=days_after_delivery(300)))

    assert answer.verdict == REVIEW
    assert "colleague" in answer.customer_sentence


def test_one_late_thing_stops_the_request_and_mila_reads_that_the_rest_is_fine():
    facts = asked_for(LAMP, COURSE, asked_at=days_after_delivery(20))
    answer = ask("return_window", facts)

    assert answer.verdict == DENY
    assert answer.customer_sentence == (
        "The return window has ended for “Course” (until 15 March 2026). You can still ask for the rest of your order."
    )


def test_an_amount_without_lines_goes_to_a_person_when_some_things_are_late():
    assert ask("return_window", only_an_amount(LAMP, COURSE, asked_at=days_after_delivery(20))).verdict == REVIEW


def test_an_amount_without_lines_is_refused_when_everything_is_late():
    facts = only_an_amount(LAMP, COURSE, SHIPPING, asked_at=days_after_delivery(31))

    assert ask("return_window", facts).verdict == DENY


def test_shipping_follows_the_things_it_was_paid_for():
    windows = [{"product_kind": "shipping", "days": 0}]
    late = days_after_delivery(20)

    assert ask("return_window", asked_for(LAMP, SHIPPING, asked_at=late), windows=windows).verdict == ALLOW
    assert ask("return_window", asked_for(SHIPPING, asked_at=late), windows=windows).verdict == DENY


@pytest.mark.parametrize(("days", "verdict"), [(30, ALLOW), (31, DENY)])
def test_a_payment_without_known_lines_has_a_window_as_well(days, verdict):
    answer = ask("return_window", request(lines=(), asked_at=days_after_delivery(days)))

    assert answer.verdict == verdict
