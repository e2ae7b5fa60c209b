"""An amount spread over payments: it adds up exactly, and no payment gives more than is left on it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.errors import BadInput
from customers.money import exponent, parse_amount, to_decimal
from refunds.allocation import STRATEGIES, Source, allocate

DAY = datetime(2026, 5, 1, tzinfo=UTC)


def sources(*left: int) -> list[Source]:
    return [Source(number, DAY + timedelta(days=number), minor) for number, minor in enumerate(left, start=1)]


@pytest.mark.parametrize(
    ("strategy", "parts"),
    [
        ("newest_first", {3: 300, 2: 200}),
        ("oldest_first", {1: 100, 2: 200, 3: 200}),
        ("in_proportion", {1: 83, 2: 167, 3: 250}),
    ],
)
def test_each_strategy_spreads_as_it_says(strategy, parts):
    assert allocate(500, sources(100, 200, 300), strategy) == parts


@given(
    left=st.lists(st.integers(0, 10**13), min_size=1, max_size=20),
    share=st.integers(1, 1_000),
    strategy=st.sampled_from(STRATEGIES),
    currency=st.sampled_from(["JPY", "EUR", "KWD"]),
)
def test_it_adds_up_in_every_currency_and_never_exceeds_what_is_left(left, share, strategy, currency):
    total = sum(left) * share // 1_000
    if total == 0:
        return
    amount = parse_amount(f"{to_decimal(total, currency):.{exponent(currency)}f}", currency)
    parts = allocate(amount, sources(*left), strategy)
    assert sum(parts.values()) == total
    assert all(0 < part <= left[number - 1] for number, part in parts.items())


@given(left=st.lists(st.integers(0, 1_000), max_size=5), strategy=st.sampled_from(STRATEGIES))
def test_more_than_all_of_them_hold_is_refused(left, strategy):
    with pytest.raises(BadInput, match="more than is left"):
        allocate(sum(left) + 1, sources(*left), strategy)


def test_an_unknown_way_to_spread_is_refused():
    with pytest.raises(BadInput, match="from the list"):
        allocate(1, sources(1), "by_mood")
