"""The proof: silent over true sums, and each planted difference is named."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
import time_machine
from django.core.management import CommandError, call_command

from reporting.facts.count import count_figures
from reporting.models import Figure, FiguresState
from reporting.tasks import prove_figures
from tests.reporting.conftest import guards_down
from tests.reporting.facts.history import ENDS

pytestmark = pytest.mark.django_db


def test_true_sums_are_silent_and_planted_differences_are_named(past, capsys):
    past(4, steps=24)
    with time_machine.travel(ENDS, tick=False):
        with pytest.raises(CommandError):
            call_command("prove_figures")
        call_command("rebuild_figures")
        said = capsys.readouterr().out
        assert "The figures are made" in said and "refunds 2026-" in said
        call_command("prove_figures")
        assert "The figures are true" in capsys.readouterr().out
        assert FiguresState.objects.get().differences == 0
        row = Figure.objects.filter(grain="d", cube=0, refunded__gt=0).order_by("day").first()
        plant(row.pk, "refunded = refunded + 1")
        assert_named(capsys, f"refunds by day, single things: {row.day} {row.currency} refunded",
                     f"ledger, approved and paid: {row.day} {row.currency} net_refunded",
                     f"cases, paid: {row.day} {row.currency} refunded")  # fmt: skip
        plant(row.pk, "refunded = refunded - 1")
        call_command("prove_figures")
        other = Figure.objects.filter(grain="d", source=1, gross__gt=0).exclude(cube=0).order_by("pk").first()
        Figure.objects.filter(pk=other.pk).delete()
        assert_named(capsys, f"{other.day} {other.currency} gross")
        assert len(FiguresState.objects.get().said) == FiguresState.objects.get().differences > 0


def plant(row: int, change: str) -> None:
    with guards_down() as cursor:
        cursor.execute(f"UPDATE reporting_figure SET {change} WHERE id = %s", [row])


def assert_named(capsys, *names: str) -> None:
    with pytest.raises(SystemExit):
        call_command("prove_figures")
    said = capsys.readouterr().out
    for name in names:
        assert name in said


def test_operators_see_what_the_last_days_say_against_it(make_payment, mila, transferred, fatima, sign_in):
    call_command("rebuild_figures", verbosity=0)
    transferred(make_payment(mila), datetime.now(UTC), amount_minor=4310)
    prove_figures()
    assert FiguresState.objects.get().proved_at is None, "what is marked is not counted yet"
    count_figures(time.monotonic() + 9)
    Figure.objects.filter(source=2, cube=0).update(refunded=4311)
    prove_figures()
    state = FiguresState.objects.get()
    assert state.differences >= 1 and "4311" in state.said[0]
    page = sign_in(fatima).get("/staff/operations/").content.decode()
    assert "not what they are made of" in page and "4311" in page
    call_command("rebuild_figures")
    assert "not what they are made of" not in sign_in(fatima).get("/staff/operations/").content.decode()
