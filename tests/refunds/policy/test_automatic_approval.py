"""What goes out by itself may differ by product, channel, country, reason, way and door; the most specific wins."""

from __future__ import annotations

from dataclasses import replace

import pytest

from refunds.policy.parameters import validate
from refunds.policy.verdicts import Verdict
from tests.refunds.policy.examples import COURSE, LAMP, ask, asked_for, only_an_amount, request

ALLOW, REVIEW = Verdict.ALLOW, Verdict.REVIEW
CODE = "automatic_approval"


def verdict(facts, *exceptions, **parameters):
    return ask(CODE, facts, exceptions=list(exceptions), **parameters).verdict


def up_to(minor, currency="EUR", **about):
    return {**about, "currency": currency, "up_to_minor": minor}


NEVER_DIGITAL = {"product_kind": "digital", "up_to_minor": 0}


def test_an_exception_lets_more_out_for_its_reason():
    large = request(amount_minor=6000, reason="damaged", lines=(replace(LAMP, asked_minor=6000),))
    assert verdict(large) == REVIEW
    assert verdict(large, up_to(6000, reason="damaged")) == ALLOW
    assert verdict(large, up_to(6000, reason="wrong_item")) == REVIEW
    assert verdict(large, up_to(5999, reason="damaged")) == REVIEW
    assert verdict(large, up_to(6000, "USD", reason="damaged")) == REVIEW


def test_what_an_exception_names_need_not_be_in_the_lists():
    lost = request(reason="not_received", rail="bank_transfer")
    assert verdict(lost) == REVIEW
    assert verdict(lost, up_to(5000, reason="not_received")) == REVIEW
    assert verdict(lost, up_to(5000, reason="not_received", rail="bank_transfer")) == ALLOW


def test_the_most_specific_exception_wins_in_whatever_order():
    facts = request(amount_minor=3000)
    narrow, wide = up_to(1000, country="DE", reason="changed_mind"), up_to(9000, country="DE")
    assert verdict(facts, narrow, wide) == verdict(facts, wide, narrow) == REVIEW
    assert verdict(facts, wide) == ALLOW


def test_among_equals_the_product_comes_before_the_country():
    facts = asked_for(COURSE)
    assert verdict(facts, up_to(9000, country="DE"), NEVER_DIGITAL) == REVIEW


def test_the_smallest_amount_of_all_lines_counts():
    both = asked_for(replace(LAMP, asked_minor=500), replace(COURSE, asked_minor=500))
    assert verdict(both) == ALLOW
    assert verdict(both, NEVER_DIGITAL) == REVIEW
    assert verdict(only_an_amount(LAMP, COURSE), NEVER_DIGITAL) == REVIEW
    assert verdict(asked_for(replace(LAMP, asked_minor=500)), NEVER_DIGITAL) == ALLOW


def test_product_kinds_and_countries_may_be_chosen():
    assert verdict(request(), product_kinds=["digital"]) == REVIEW
    assert verdict(request(), product_kinds=["physical"]) == ALLOW
    assert verdict(request(lines=()), product_kinds=["physical"]) == REVIEW
    assert verdict(request(), countries=["AT"]) == REVIEW
    assert verdict(request(), countries=["AT", "DE"]) == ALLOW
    assert verdict(request(), up_to(5000, country="DE"), countries=["AT"]) == ALLOW
    assert verdict(request(), up_to(5000, product_kind="physical"), product_kinds=["digital"]) == ALLOW


def test_a_customers_history_may_be_a_condition():
    assert verdict(request(customer_refunds_90d=2), refunds_90d=3) == ALLOW
    assert verdict(request(customer_refunds_90d=3), refunds_90d=3) == REVIEW
    assert verdict(request(customer_refunds_90d=900)) == ALLOW


@pytest.mark.parametrize(
    "row",
    [
        up_to(5000),
        {"reason": "damaged", "currency": "EUR"},
        {"reason": "damaged", "up_to_minor": 5000},
        {"reason": "mood", "up_to_minor": 0},
        up_to(-1, reason="damaged"),
        up_to(5000, "XXQ", reason="damaged"),
        up_to(5000, ["EUR"], reason="damaged"),
        up_to([], reason="damaged"),
        up_to(5000, reason=["damaged"]),
        up_to(5000, country=["DE"]),
        up_to(5000, country="XQ"),
        up_to(5000, channel="x" * 61),
        up_to(5000, channel="a\x00b"),
        up_to(5000, weekday="Monday"),
    ],
)
def test_an_exception_that_cannot_be_meant_is_refused(row):
    assert len(validate({CODE: {"exceptions": [row]}})) == 1


def test_the_same_exception_twice_and_endless_lists_are_refused():
    assert len(validate({CODE: {"exceptions": [up_to(1, country="DE"), up_to(2, country="DE")]}})) == 1
    rows = [up_to(1, channel=f"shop {number}") for number in range(31)]
    assert len(validate({CODE: {"exceptions": rows}})) == 1
    assert validate({CODE: {"exceptions": rows[:30]}}) == []


def test_a_window_may_be_about_a_reason():
    late = request(reason="goodwill", asked_at=request().asked_at.replace(month=4))
    assert ask("return_window", late).verdict == Verdict.DENY
    assert ask("return_window", late, windows=[{"reason": "goodwill", "days": 90}]).verdict == ALLOW
