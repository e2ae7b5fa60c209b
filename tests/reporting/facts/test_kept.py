"""What the worker keeps is what the single things say: after a rebuild, after every change, and for any question."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction

from customers.actors import Actor
from customers.shop_days import Period, shop_day
from refunds.actions.settle import apply_refund_outcome
from refunds.gateways.types import Outcome, OutcomeState
from refunds.models import RefundAttempt
from reporting.facts import closed
from reporting.facts.cohorts import cohorts
from reporting.facts.count import count_figures
from reporting.facts.kept import parts_of
from reporting.facts.measures import MEASURES
from reporting.facts.read import read, totals
from reporting.facts.rebuild import rebuild
from reporting.facts.slices import Slice
from reporting.facts.turnaround import ERROR_PERCENT, STEPS, seconds_of, turnaround
from reporting.models import Figure, FigureMark, FiguresState, FigureStep
from reporting.tasks import count_figures as count_task
from tests import desk
from tests.reporting.facts.history import ENDS

pytestmark = pytest.mark.django_db

WHOLE = Slice(Period(date(2025, 11, 10), date(2026, 12, 17)))
QUESTIONS: list[tuple[tuple[str, ...], dict[str, tuple[str, ...]]]] = [
    ((), {}),
    (("month",), {}),
    (("day", "reason"), {}),
    (("week",), {"country": ("DE", ""), "reason": ("damaged", "")}),
    (("month", "account", "gateway"), {"method": ("card",)}),
    (("product", "month"), {}),
    (("product", "reason"), {"currency": ("EUR",)}),
    (("product",), {"account": ("sandbox", "")}),
    (("person", "year"), {"account": ("sandbox",)}),
    (("channel", "country"), {"reason": ("changed_mind",), "method": ("wallet",), "account": ("sandbox",)}),
    (("person", "country"), {}),
    (("reason",), {"person": ("",), "product": ("SKU-1", "")}),
    (("network", "month"), {"account": ("sandbox", "")}),
    (("bought", "year"), {"product": ("SKU-1",)}),
]


def answers() -> list[Any]:
    """Everything that can be asked, in a form that can be compared."""
    said: list[Any] = []
    for by, where in QUESTIONS:
        for asked in (Slice(WHOLE.period, where), Slice(Period(date(2026, 2, 1), date(2026, 8, 31)), where)):
            said += [(by, where, row.key, row.values) for row in read(asked, by, list(MEASURES))]
    said += cohorts(WHOLE)
    said += cohorts(WHOLE.narrowed(reason="damaged"))
    for step in STEPS:
        for side in ("all", "account", "person"):
            said += turnaround(WHOLE.period, step, side=side, time="month")
    return said


def answers_of_the_things() -> list[Any]:
    """As long as the sums are not whole, nothing reads them."""
    built = FiguresState.objects.values_list("built_at", flat=True).get()
    FiguresState.objects.update(built_at=None)
    said = answers()
    FiguresState.objects.update(built_at=built)
    return said


def counted() -> None:
    while count_figures(time.monotonic() + 60):
        pass


def test_kept_sums_say_what_the_things_say_and_go_on_doing_so(past):
    history = past(11, steps=22)
    with time_machine.travel(ENDS, tick=False):
        before = answers()
        assert before and not Figure.objects.exists()
        steps = list(rebuild())
        assert steps[-1].done == steps[-1].steps
        assert answers() == before
        assert Figure.objects.filter(grain="m").exists()
        counted()
        assert answers() == before, "marks from before the rebuild change nothing"
    history.play(18, ENDS - timedelta(days=70), ENDS + timedelta(days=20))
    with time_machine.travel(ENDS + timedelta(days=40), tick=False):
        assert FigureMark.objects.exists()
        counted()
        assert not FigureMark.objects.exists()
        now = answers()
        assert now != before
        assert now == answers_of_the_things()
        rows = set(Figure.objects.values_list("pk", flat=True))
        list(rebuild(anew=True))
        assert answers() == now
        days = Figure.objects.filter(grain="d")
        assert set(days.values_list("pk", flat=True)) <= rows, "a day that is as it was is not written again"


def test_a_new_refund_is_in_the_figures_after_the_next_tick(make_payment, transferred, mila):
    count_task()
    today = Slice(Period(shop_day(datetime.now(UTC)), shop_day(datetime.now(UTC))))
    refund = transferred(make_payment(mila), datetime.now(UTC), amount_minor=4310)
    assert totals(today, ["refunded"]) == {}, "nobody has counted yet"
    assert count_task() > 0
    assert totals(today, ["refunded", "refunds", "approved"])["EUR"] == {"refunded": 4310, "refunds": 1, "approved": 1}
    assert FiguresState.objects.get().counted_at is not None
    assert refund.journal.filter(kind="settle").exists()


def test_a_rebuild_that_was_broken_off_goes_on(make_payment, transferred, mila):
    transferred(make_payment(mila), datetime.now(UTC) - timedelta(days=1), amount_minor=4310)
    broken = rebuild()
    first = next(broken)
    broken.close()
    assert FigureStep.objects.count() == 1 and FiguresState.objects.get().built_at is None
    rest = list(rebuild())
    assert first.step not in [progress.step for progress in rest] and len(rest) == first.steps - 1
    assert not FigureStep.objects.exists() and FiguresState.objects.get().built_at is not None
    assert totals(WHOLE, ["refunded"])["EUR"]["refunded"] == 4310


def test_sums_of_another_zone_are_not_read(make_payment, transferred, mila, settings):
    transferred(make_payment(mila), datetime(2026, 5, 31, 22, 30, tzinfo=UTC), amount_minor=4310)
    list(rebuild())
    june = Slice(Period(date(2026, 6, 1), date(2026, 6, 1)))
    assert totals(june, ["refunded"])["EUR"]["refunded"] == 4310
    settings.SHOP_TIME_ZONE = "UTC"
    assert totals(june, ["refunded"]) == {}
    list(rebuild())
    assert totals(june, ["refunded"]) == {}


def test_what_happens_to_a_closed_day_later_does_not_change_it(make_payment, mila, boris, fresh_sandbox, monkeypatch):
    """The money comes back a month later, and the payment is corrected: only the open days say so."""
    sold = datetime(2026, 8, 12, 10, tzinfo=UTC)
    with time_machine.travel(sold, tick=False):
        payment = desk.known_to_sandbox(make_payment(mila, 8900, captured_at=sold))
        refund = desk.ask(payment)
        refund = desk.approve(refund, boris) if refund.state == "under_review" else refund
        desk.worker_runs()
        list(rebuild())
    august, september = (Slice(Period(date(2026, month, 1), date(2026, month, 30))) for month in (8, 9))
    before = totals(august, list(MEASURES))
    assert before["EUR"]["refunded"] == before["EUR"]["gross"] == 8900
    monkeypatch.setattr(closed, "closed_until", lambda: date(2026, 8, 31))
    monkeypatch.setattr("reporting.facts.count.closed_until", lambda: date(2026, 8, 31))
    monkeypatch.setattr("reporting.facts.rebuild.closed_until", lambda: date(2026, 8, 31))
    with time_machine.travel(sold + timedelta(days=30), tick=False):
        back = Outcome(state=OutcomeState.REVERSED, code="account_closed", message="The account is closed.")
        apply_refund_outcome(RefundAttempt.objects.get(refund=refund).pk, back, Actor.system("worker"))
        payment.refresh_from_db()
        payment.country = "FR"
        payment.save()
        counted()
        list(rebuild(anew=True))
    assert totals(august, list(MEASURES)) == before
    assert read(august, ["country"], ["gross"])[0].key["country"] == "DE"
    assert totals(september, ["came_back", "net_refunded"])["EUR"] == {"came_back": 8900, "net_refunded": -8900}


def test_days_too_large_for_one_round_are_summed_up_one_by_one(make_payment, transferred, mila, monkeypatch):
    monkeypatch.setattr("reporting.facts.count.LONG_ENOUGH_SECONDS", 0)
    list(rebuild())
    counted()
    for days in range(3):
        sold = datetime(2026, 3, 12, 10, tzinfo=UTC) + timedelta(days=days)
        transferred(make_payment(mila, 8900, captured_at=sold), sold + timedelta(hours=2), amount_minor=4310)
    marked = set(FigureMark.objects.values_list("source", "at__date"))
    assert count_figures(time.monotonic()) == 1, "its time is over after the first"
    assert len(set(FigureMark.objects.values_list("source", "at__date"))) == len(marked) - 1
    assert count_figures(time.monotonic() + 60) == len(marked) - 1
    assert totals(WHOLE, ["gross", "refunded"])["EUR"] == {"gross": 26_700, "refunded": 12_930}


def test_a_correction_of_the_past_reaches_its_days_and_month(make_payment, transferred, mila):
    sold = datetime(2026, 3, 12, 10, tzinfo=UTC)
    payment = make_payment(mila, 8900, captured_at=sold)
    transferred(payment, sold + timedelta(days=3), amount_minor=4310)
    list(rebuild())
    payment.refresh_from_db()
    payment.country = "FR"
    payment.save()
    counted()
    for by in (["country"], ["month", "country"], ["country", "reason"]):
        assert {row.key["country"] for row in read(WHOLE, by, ["gross", "refunded"])} == {"FR"}


def test_a_transaction_marks_a_quarter_once_and_a_savepoint_takes_its_mark_along(make_payment, mila):
    def marks() -> int:
        return FigureMark.objects.filter(source=1).count()

    sold = datetime(2026, 3, 12, 10, tzinfo=UTC)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        make_payment(mila, 8900, captured_at=sold)
        assert marks() == 1
        raise ZeroDivisionError
    assert marks() == 0
    for minutes in (0, 5, 20):
        make_payment(mila, 8900, captured_at=sold + timedelta(minutes=minutes))
    assert marks() == 2
    list(rebuild())
    counted()
    make_payment(mila, 8900, captured_at=sold)
    assert marks() == 1, "what was taken is marked anew"


def test_times_are_told_as_exactly_as_is_promised(make_payment, transferred, mila):
    for hours in (1, 2, 30):
        asked = datetime(2026, 3, 12, 10, tzinfo=UTC)
        refund = transferred(make_payment(mila), asked, amount_minor=900 + hours)
        type(refund).objects.filter(pk=refund.pk).update(created_at=asked - timedelta(hours=hours))
    (whole,) = turnaround(WHOLE.period, "whole")
    assert whole.cases == 3
    assert whole.p50 == pytest.approx(7200, rel=ERROR_PERCENT / 100)
    assert whole.p90 == pytest.approx(108_000, rel=ERROR_PERCENT / 100)
    assert seconds_of(0) == 1


@pytest.mark.parametrize(("first", "last", "time_", "parts"), [
    ((2026, 1, 1), (2026, 3, 31), "month", [("m", (2026, 1, 1), (2026, 3, 31))]),
    ((2026, 1, 15), (2026, 3, 10), "", [
        ("d", (2026, 1, 15), (2026, 1, 31)), ("m", (2026, 2, 1), (2026, 2, 28)), ("d", (2026, 3, 1), (2026, 3, 10)),
    ]),
    ((2026, 1, 1), (2026, 3, 31), "week", [("d", (2026, 1, 1), (2026, 3, 31))]),
    ((2026, 4, 1), (2026, 5, 20), "month", [("m", (2026, 4, 1), (2026, 4, 30)), ("d", (2026, 5, 1), (2026, 5, 20))]),
    ((2026, 5, 3), (2026, 5, 4), "", [("d", (2026, 5, 3), (2026, 5, 4))]),
    ((2026, 6, 1), (2026, 8, 31), "month", [("d", (2026, 6, 1), (2026, 8, 31))]),
])  # fmt: skip
def test_whole_months_that_are_over_are_read_as_months(first, last, time_, parts):
    found = parts_of(Period(date(*first), date(*last)), time_, date(2026, 5, 1))
    assert found == [(grain, date(*a), date(*b)) for grain, a, b in parts]
