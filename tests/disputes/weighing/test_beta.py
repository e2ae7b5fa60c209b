"""The beta distribution against what is known exactly: simple shapes, and sums of the binomial distribution."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disputes.weighing.beta import below, quantile

shares = st.fractions(min_value=Fraction(1, 1000), max_value=Fraction(999, 1000), max_denominator=1000)


def exactly_below(share: Fraction, a: int, b: int) -> Fraction:
    """I_x(a, b) for whole a and b: at least a hits in a + b - 1 throws."""
    throws = a + b - 1
    return sum((comb(throws, hits) * share**hits * (1 - share) ** (throws - hits) for hits in range(a, throws + 1)),
               Fraction(0))  # fmt: skip


@given(share=shares, a=st.integers(1, 60), b=st.integers(1, 60))
def test_it_is_the_sum_of_the_binomial_distribution(share, a, b):
    assert below(float(share), a, b) == pytest.approx(float(exactly_below(share, a, b)), abs=1e-11)


@given(share=shares, a=st.floats(0.3, 5_000), b=st.floats(0.3, 5_000))
def test_both_sides_add_up_to_one(share, a, b):
    assert below(float(share), a, b) + below(1 - float(share), b, a) == pytest.approx(1, abs=1e-9)


@given(probability=st.floats(0.01, 0.99), a=st.floats(0.5, 2_000), b=st.floats(0.5, 2_000))
def test_the_way_back_leads_back(probability, a, b):
    assert below(quantile(probability, a, b), a, b) == pytest.approx(probability, abs=1e-6)


@pytest.mark.parametrize(
    ("probability", "a", "b", "share"),
    [
        (0.05, 1, 1, 0.05),  # even: every share is as likely
        (0.95, 1, 1, 0.95),
        (0.05, 2, 1, 0.05**0.5),  # x squared
        (0.95, 1, 4, 1 - 0.05**0.25),
        (0.5, 7, 7, 0.5),
        (0.025, 8, 4, 0.390_257_440_427_575),  # 7 of 10 with an even prior, as published tables have it
    ],
)
def test_known_quantiles(probability, a, b, share):
    assert quantile(probability, a, b) == pytest.approx(share, abs=1e-6)


def test_the_ends():
    assert [below(share, 3, 4) for share in (-1, 0, 1, 2)] == [0, 0, 1, 1]


def test_a_great_many_cases_still_have_an_interval():
    assert quantile(0.05, 60_001, 40_001) == pytest.approx(0.6 - 1.645 * (0.24 / 100_000) ** 0.5, abs=1e-4)
