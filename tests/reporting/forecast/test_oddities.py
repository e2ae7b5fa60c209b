"""A strange week is explained by the part of the business that moved it."""

from __future__ import annotations

import numpy as np

from reporting.forecasting.oddities import Part, explain


def test_the_reason_and_the_product_that_moved_are_named_with_what_is_usual():
    usual = np.full(20, 1000.0)
    burst = usual.copy()
    burst[15] = 9000.0
    sides = {"reason": {"damaged": burst, "withdrawal": usual}, "country": {"DE": usual + burst}}
    assert explain(15, sides) == [Part("reason", "damaged", 9000, 1000)]


def test_a_part_that_went_the_other_way_is_not_named():
    usual = np.full(12, 1000.0)
    more, less = usual.copy(), usual.copy()
    more[10], less[10] = 5000.0, 200.0
    assert [part.value for part in explain(10, {"product": {"LAMP": more, "VASE": less}})] == ["LAMP"]
