"""Finance's sums are made side by side, by two who begin at once, while somebody counts: each thing is in them once."""

from __future__ import annotations

import time

import pytest
import time_machine

from reporting.facts.count import count_figures
from reporting.facts.rebuild import rebuild
from reporting.models import Figure, FiguresState, FigureStep
from tests.crowd import all_at_once
from tests.reporting.facts.history import ENDS, History
from tests.reporting.facts.test_kept import answers

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race, pytest.mark.slow]


def test_two_rebuilds_of_two_lanes_and_a_count_at_once_make_the_sums_of_one(
    make_payment, mila, tom, boris, fatima, lena, fresh_sandbox
):
    History(11, make_payment, [mila, tom], {"boris": boris, "fatima": fatima, "lena": lena}).play(22)
    with time_machine.travel(ENDS):
        before = answers()

        def work(person: int, _this: int) -> str:
            if person == 2:
                return str(count_figures(time.monotonic() + 1))
            return str(len(list(rebuild(anew=True, lanes=2))) > 0)

        all_at_once(3, work, 1)

        assert FiguresState.objects.get().built_at is not None and not FigureStep.objects.exists()
        assert Figure.objects.exists() and answers() == before
        places = ("grain", "cube", "source", "day", "currency", "account", "method", "country", "channel", "reason")
        more = ("person", "product", "network", "bought", "gateway")
        assert Figure.objects.values(*places, *more).distinct().count() == Figure.objects.count()
        while count_figures(time.monotonic() + 60):
            pass
        assert answers() == before
