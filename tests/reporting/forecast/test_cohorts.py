"""How old sales were when they went back is kept week by week, and read again only where a week has changed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from customers.models import Payment, PaymentLine
from customers.shop_days import day_start
from refunds.models import JournalEntry
from reporting.foresight.cohorts import keep_cohorts, read_triangle
from reporting.foresight.history import MEASURES, read_history
from reporting.models import CohortWeek
from tests.reporting.conftest import guards_down

pytestmark = pytest.mark.django_db


def kept(history) -> dict[str, int]:
    """How many weeks of each measure were read."""
    return {measure: sum(keep_cohorts(history, measure)) for measure in MEASURES}


def test_the_triangle_holds_every_sale_and_all_that_went_back_of_it(past):
    history = read_history(past(12))
    kept(history)
    triangle = read_triangle(history, "refunded", "EUR")
    assert [sum(week) for week in zip(*triangle.sold, strict=True)] == history.series["EUR"]["gross"]
    back = [0] * len(history.weeks)
    for group in triangle.back:
        for week, ages in enumerate(group):
            for age, amount in enumerate(ages):
                if amount:
                    back[week + age] += amount
    assert back == history.series["EUR"]["refunded"] and sum(back) > 0


def test_only_weeks_that_changed_are_read_again(past, mila):
    until_on = past(12)
    history = read_history(until_on)
    assert kept(history) == {"refunded": 12, "charged_back": 0, "gross": 12}
    assert set(kept(read_history(until_on)).values()) == {0}, "nothing happened since"

    late_at = day_start(history.weeks[3]) + timedelta(hours=50)
    with guards_down():
        sale = Payment.objects.create(
            reference="PM-LATE", customer=mila, gateway="sandbox", gateway_account="sandbox", gateway_reference="late",
            currency="EUR", captured_minor=77_700, captured_at=late_at,
        )  # fmt: skip
        PaymentLine.objects.create(payment=sale, position=1, description="x", net_minor=77_700, product_kind="digital")
        JournalEntry.objects.filter(kind="settle", posted_at__gte=day_start(history.weeks[9])).update(posted_at=late_at)
    history = read_history(until_on)
    assert kept(history) == {"refunded": 4, "charged_back": 0, "gross": 1}
    mended = [list(CohortWeek.objects.order_by(*_ORDER).values_list(*_ORDER, "cells")), _triangles(history)]
    CohortWeek.objects.all().delete()
    kept(history)
    assert [list(CohortWeek.objects.order_by(*_ORDER).values_list(*_ORDER, "cells")), _triangles(history)] == mended


_ORDER = ("measure", "currency", "week")


def _triangles(history):
    return [read_triangle(history, measure, "EUR") for measure in ("refunded", "charged_back")]
