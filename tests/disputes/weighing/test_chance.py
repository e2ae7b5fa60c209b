"""The chance by own history: few cases say little, near ones more than far ones, and each counts once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disputes.weighing.beta import quantile
from disputes.weighing.chance import MOST_BORROWED, WHOLE, Cell, chance_of, interval_of

NOT_RECEIVED = ("product_not_received", "visa", "strong")

cells = st.lists(
    st.builds(
        Cell,
        st.sampled_from(["fraudulent", "product_not_received"]),
        st.sampled_from(["visa", "mastercard"]),
        st.sampled_from(["", "weak", "fair", "strong"]),
        st.integers(0, 40),
        st.integers(0, 40),
    ),
    max_size=12,
)


def test_without_any_history_it_is_anything():
    chance = chance_of([], *NOT_RECEIVED)
    assert (chance.likely, chance.low, chance.high, chance.cases) == (5000, 500, 9500, 0)


def test_three_of_three_are_no_certainty():
    chance = chance_of([Cell(*NOT_RECEIVED, 3, 0)], *NOT_RECEIVED)
    assert chance.likely == 8000, "(3 + 1) / (3 + 2), each case counted once"
    assert chance.low == round(quantile(0.05, 4, 1) * WHOLE) == 4729


def test_far_cases_count_for_eight_at_most():
    far = Cell("fraudulent", "mastercard", "weak", 300, 100)
    chance = chance_of([far], *NOT_RECEIVED)
    assert chance.likely == pytest.approx(7488, abs=2), "their share, 301 of 402"
    assert chance.high - chance.low > 4000, "as wide as eight cases"
    near = Cell(*NOT_RECEIVED, 0, 8)
    share = MOST_BORROWED * 301 / 402
    assert chance_of([far, near], *NOT_RECEIVED).likely == round(share / 16 * WHOLE)


def test_each_level_narrows_the_last():
    history = [
        Cell("fraudulent", "visa", "weak", 2, 8),
        Cell("product_not_received", "mastercard", "strong", 3, 1),
        Cell("product_not_received", "visa", "weak", 1, 2),
        Cell(*NOT_RECEIVED, 6, 1),
    ]
    chance = chance_of(history, *NOT_RECEIVED)
    assert [(level.name, level.won, level.lost) for level in chance.levels] == [
        ("all", 12, 12), ("reason", 10, 4), ("network", 7, 3), ("evidence", 6, 1),
    ]  # fmt: skip
    a, b = 1 + 2, 1 + 8  # the others
    a, b = a * 8 / 12 + 3, b * 8 / 12 + 1  # the same reason elsewhere
    a, b = a * 8 / 12 + 1, b * 8 / 12 + 2  # the same reason and network, other evidence
    a, b = a * 8 / 11 + 6, b * 8 / 11 + 1  # its own
    assert chance.likely == round(a / (a + b) * WHOLE)


def test_without_a_strength_it_is_that_of_reason_and_network():
    history = [Cell(*NOT_RECEIVED, 6, 1), Cell("product_not_received", "visa", "", 0, 3)]
    chance = chance_of(history, "product_not_received", "visa", "")
    assert chance.likely == round(7 / 12 * WHOLE)
    assert [level.name for level in chance.levels] == ["all", "reason", "network"]


@given(history=cells)
def test_it_lies_in_its_interval_and_between_none_and_all(history):
    chance = chance_of(history, *NOT_RECEIVED)
    assert 0 <= chance.low < chance.likely < chance.high <= WHOLE


@given(history=cells)
def test_a_further_win_raises_it_and_a_further_loss_lowers_it(history):
    before = chance_of(history, *NOT_RECEIVED).likely
    assert chance_of([*history, Cell(*NOT_RECEIVED, 1, 0)], *NOT_RECEIVED).likely > before - 1
    assert chance_of([*history, Cell(*NOT_RECEIVED, 0, 1)], *NOT_RECEIVED).likely < before + 1


@given(won=st.integers(0, 500), lost=st.integers(0, 500))
def test_more_cases_make_it_surer(won, lost):
    few, many = interval_of(won, lost), interval_of(won * 3 + 2, lost * 3 + 2)
    assert many.high - many.low < few.high - few.low
