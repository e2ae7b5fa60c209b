"""Several workers follow a rule at the same instant: together never more than its ceiling, and no dispute twice."""

from __future__ import annotations

import pytest

from disputes.models import Appraisal, DisputeAnswer
from disputes.tasks import follow_rules
from tests.crowd import all_at_once
from tests.disputes.desk import disputed_at_sandbox
from tests.disputes.weighing.desk import rule

WORKERS, DISPUTES, FITTING = 4, 9, 5

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.race,
    pytest.mark.slow,
    pytest.mark.usefixtures("fresh_sandbox", "limits"),
]


def test_four_workers_at_once_give_away_what_the_day_allows(make_payment, mila, marta):
    for _ in range(DISPUTES):
        disputed_at_sandbox(make_payment(mila, 1_000))
    rule(marta, up_to_minor=1_000, per_day_minor=FITTING * 1_000 + 999, per_month_minor=100_000)

    answers = all_at_once(WORKERS, lambda worker, this: follow_rules(), rounds=3)

    assert sum(done for this in answers for done in this) == FITTING
    assert DisputeAnswer.objects.count() == Appraisal.objects.count() == FITTING
    assert sum(Appraisal.objects.values_list("given_minor", flat=True)) == FITTING * 1_000
