"""A payment that becomes known when its day is closed counts on the day on which it did, in sums, lists and proof."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta

import pytest

from customers import clock
from customers.actors import Actor
from customers.shop_days import Period, shop_day
from reporting.actions.close_period import close_period, prepare_closing
from reporting.actions.reopen_period import propose_reopening, release_reopening
from reporting.closing.figures import read_figures
from reporting.facts.count import count_figures
from reporting.facts.movements import movements
from reporting.facts.prove import prove_all
from reporting.facts.read import totals
from reporting.facts.rebuild import rebuild
from reporting.facts.slices import Slice
from reporting.models import LatePayment, PeriodClosing
from reporting.tasks import finish_closings

pytestmark = pytest.mark.django_db

OCTOBER = Slice(Period(date(2026, 10, 1), date(2026, 10, 31)))
IN_OCTOBER = datetime(2026, 10, 14, 12, tzinfo=UTC)


def counted() -> None:
    while count_figures(time.monotonic() + 60):
        pass


def gross(asked: Slice) -> int:
    listed = sum(movement.value for movement in movements(asked, "gross"))
    assert totals(asked, ["gross"]).get("EUR", {"gross": 0})["gross"] == listed
    return listed


def test_it_lands_where_the_closing_says_and_moves_back_when_the_month_opens(make_payment, mila, fatima, marta):
    today = Slice(Period(shop_day(clock.now()) - timedelta(days=1), shop_day(clock.now())))
    make_payment(mila, total_minor=8_900, captured_at=IN_OCTOBER)
    list(rebuild())
    closing = prepare_closing(actor=Actor.user(fatima), first_on=OCTOBER.period.first_on, last_on=date(2026, 10, 31))
    close_period(actor=Actor.user(fatima), reference=closing.reference)
    finish_closings()
    assert PeriodClosing.objects.get().state == "closed" and not LatePayment.objects.exists()

    late = make_payment(mila, total_minor=11_900, captured_at=IN_OCTOBER)
    counted()

    assert (gross(OCTOBER), gross(today)) == (8_900, 11_900)
    books = read_figures(today.period, closing.zone)["totals"][0]
    assert books["gross_minor"] == 11_900, "as tax and closing say"
    assert LatePayment.objects.get().payment == late and not list(prove_all())
    list(rebuild(anew=True))
    assert (gross(OCTOBER), gross(today)) == (8_900, 11_900)

    propose_reopening(actor=Actor.user(fatima), reference=closing.reference, reason="A payment came late.")
    release_reopening(actor=Actor.user(marta), reference=closing.reference)
    counted()
    assert (gross(OCTOBER), gross(today)) == (20_800, 0)
    assert not list(prove_all())
