"""How sure a share is: Wilson's interval, with numbers that were computed by hand."""

from __future__ import annotations

import pytest

from disputes.results.odds import share
from disputes.templatetags.disputes import interval, won_of


@pytest.mark.parametrize(
    ("hits", "cases", "low", "high"),
    [
        (2, 3, 0.2077, 0.9385),
        (0, 1, 0.0, 0.7935),
        (5, 10, 0.2366, 0.7634),
        (50, 100, 0.4038, 0.5962),
        (100, 100, 0.9630, 1.0),
    ],
)
def test_the_interval_is_wilsons(hits, cases, low, high):
    found = share(hits, cases)
    assert (found.low, found.high) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))


def test_without_a_case_anything_may_be_true():
    none = share(0, 0)
    assert (none.rate, none.low, none.high) == (None, 0.0, 1.0)
    assert (won_of(none), interval(none)) == ("–", "")


def test_few_cases_are_counted_and_not_turned_into_a_rate():
    assert (won_of(share(2, 3)), interval(share(2, 3))) == ("2 of 3", "21\u00a0% to 94\u00a0%; too few to tell")
    assert (won_of(share(15, 20)), interval(share(15, 20))) == ("75\u00a0% (15 of 20)", "53\u00a0% to 89\u00a0%")
