"""What a worker makes is made once, begun anew when a worker dies, and given up in words after three times."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from customers.actors import Actor
from reporting.actions.order_export import order_export
from reporting.actions.order_pack import order_pack
from reporting.actions.order_statement import order_statement, order_statements
from reporting.tasks import make_exports, make_packs, make_statement_batches, make_statements

pytestmark = pytest.mark.django_db

OCTOBER = {"first_on": date(2026, 10, 1), "last_on": date(2026, 10, 31)}
KINDS = {
    "statement": (order_statement, make_statements),
    "batch": (order_statements, make_statement_batches),
    "pack": (order_pack, make_packs),
    "export": (lambda **wish: order_export(subject="payments", format="csv", **wish), make_exports),
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_worker_holds_is_left_to_it_and_what_it_dropped_is_given_up_after_three_times(
    fatima, make_payment, mila, own_files, kind
):
    make_payment(mila)
    order, make = KINDS[kind]
    paper = order(actor=Actor.user(fatima), **OCTOBER)

    def left_by_a_worker(tries, lease):
        type(paper).objects.filter(pk=paper.pk).update(tries=tries, leased_until=timezone.now() + lease)
        taken = make()
        paper.refresh_from_db()
        return taken, paper.state, paper.tries

    assert left_by_a_worker(1, timedelta(minutes=1)) == (0, "queued", 1)
    assert left_by_a_worker(3, timedelta(minutes=-1)) == (1, "failed", 4)
    assert "three times" in paper.trouble and paper.finished_at and paper.leased_until is None
    assert paper.history.first().history_actor == Actor.system("worker").key
    assert make() == 0
