"""Refund now or wait: the sums are right, few cases are called few, and where it is not clear nothing is advised."""

from __future__ import annotations

import pytest
from django.urls import reverse

from disputes.models import WeighingTally
from disputes.prevention.shares import Prior, share_of
from disputes.prevention.weighing import cost_of_waiting, weigh
from disputes.weighing.fees import dispute_fee_minor
from tests.disputes.prevention.desk import alerted, warned

ASSUMED = Prior(4, 1, "somebody says so")


def test_without_own_cases_the_assumption_stands_and_is_wide():
    share = share_of(0, 0, ASSUMED)
    assert share.mean == pytest.approx(0.8)
    assert share.low == pytest.approx(0.3976, abs=1e-3), "Beta(4, 1): x**4 = 0.025"
    assert share.high == pytest.approx(0.9937, abs=1e-3)


@pytest.mark.parametrize(("hits", "cases"), [(0, 10), (10, 10), (3, 10), (300, 1_000), (0, 1_000)])
def test_more_cases_make_it_narrower_and_hold_it_within_bounds(hits, cases):
    share = share_of(hits, cases, ASSUMED)
    assert 0 <= share.low < share.mean < share.high <= 1
    assert share.high - share.low < share_of(0, 0, ASSUMED).high - share_of(0, 0, ASSUMED).low


def test_own_cases_outweigh_the_assumption():
    assert share_of(100, 1_000, ASSUMED).mean == pytest.approx(104 / 1_005)


@pytest.mark.parametrize(
    ("amount", "fee", "chance", "winning", "cost"),
    [(10_000, 2_000, 0.8, 0.5, 5_600), (2_000, 2_000, 0.8, 0.5, 2_400), (10_000, 0, 1, 0, 10_000), (1, 0, 0.0, 0, 0)],
)
def test_what_waiting_costs(amount, fee, chance, winning, cost):
    assert cost_of_waiting(amount, fee, chance, winning) == cost


def test_stripes_own_rule_comes_out_of_its_own_numbers():
    """Paying back pays up to about 35 % above the fee, as Stripe advises."""
    fee = 2_000
    breaks_even = next(a for a in range(1, 10_000) if cost_of_waiting(a, fee, 0.8, 0.5) < a)
    assert 1.25 * fee < breaks_even < 1.45 * fee


def test_a_fee_that_nobody_knows_is_not_made_up():
    assert dispute_fee_minor("adyen", "EUR") is None


@pytest.mark.django_db
def test_a_small_payment_is_better_paid_back_and_a_large_one_not(make_payment, mila, ana):
    assert weigh(warned(make_payment(mila, total_minor=500), "w1")).advice == "refund"
    assert weigh(warned(make_payment(mila, total_minor=500_000), "w2")).advice == "wait"
    close = weigh(warned(make_payment(mila, total_minor=2_500), "w3"))
    assert close.advice == "close"
    assert "too few" in close.sentence


@pytest.mark.django_db
def test_what_is_gone_is_not_weighed(make_payment, mila, fatima, ana):
    assert weigh(alerted(make_payment(mila), fatima, "rdr")) is None


COUNTED = {
    "visa": {"disputes": 900, "warnings": 200, "payments": 60_000, "payments_before": 1},
    "mastercard": {"disputes": 50, "warnings": 900, "payments": 1, "payments_before": 20_000},
}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("brand", "says"),
    [
        ("visa", ("Near the limit", "Visa: 1100 cases this month, 1.83 % of the sales.")),
        ("mastercard", ("Far from the limit", "Mastercard: 50 cases this month, 0.25 % of the sales.")),
    ],
)
def test_an_alert_of_a_card_tells_the_limit_of_its_own_network_as_the_worker_counted(
    make_payment, mila, ana, sign_in, brand, says
):
    WeighingTally.objects.create(networks=COUNTED)
    alert = warned(make_payment(mila, card_brand=brand))
    page = sign_in(ana).get(reverse("disputes:alert", args=[alert.reference])).content.decode()
    for words in says:
        assert words in page


@pytest.mark.django_db
def test_an_alert_of_a_network_that_watches_nobody_says_nothing_of_limits(make_payment, mila, ana, sign_in):
    WeighingTally.objects.create(networks=COUNTED)
    alert = warned(make_payment(mila, card_brand="amex"))
    assert "monitoring" not in sign_in(ana).get(reverse("disputes:alert", args=[alert.reference])).content.decode()


@pytest.mark.django_db
def test_programs_read_the_same_pressure_of_an_alert_as_of_a_dispute(make_payment, mila, ana, program_of):
    WeighingTally.objects.create(networks=COUNTED)
    alert = warned(make_payment(mila, card_brand="visa"))
    pressure = program_of(ana).get(f"alerts/{alert.reference}/").json()["weighed"]["pressure"]
    assert (pressure["programme"], pressure["cases"], pressure["level"]) == ("VAMP", 1_100, "near")
    assert pressure == program_of(ana).get("disputes/weighing/").json()["pressures"][0]
