"""Settlements are fetched by themselves every day, overlap, and whoever looks sees when one last came through."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from customers import clock
from customers.clock import clock_at
from refunds.gateways.errors import Unreachable
from refunds.gateways.sandbox.adapter import Sandbox
from refunds.models import Difference, SettlementEntry, SettlementReport
from refunds.tasks import open_settlement_fetches, work_settlements
from tests.desk import approve, ask, known_to_sandbox, sandbox, worker_runs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_sandbox")]


def its_turn_comes() -> None:
    SettlementReport.objects.update(due_at="2000-01-01T00:00Z")
    work_settlements()


def test_a_day_later_the_next_one_begins_before_the_last_ended_and_takes_nothing_twice(
    make_payment, mila, boris, fatima, sign_in
):
    approve(ask(known_to_sandbox(make_payment(mila, total_minor=30_000)), reason="damaged"), boris)
    worker_runs(2)
    now = clock.now() + timedelta(hours=1)
    with clock_at(now):
        assert (open_settlement_fetches(), open_settlement_fetches()) == (1, 0)
    its_turn_comes()
    first = SettlementReport.objects.get()
    assert (first.state, first.is_pulled, first.requested_label) == ("done", True, "settlements")
    assert first.covers_until - first.covers_from == timedelta(days=7)
    taken = SettlementEntry.objects.count()
    assert taken == first.lines > 0

    strange = known_to_sandbox(make_payment(mila, total_minor=9_000))
    sandbox().console.refund_by_hand(strange.gateway_reference, 1_000, "accept+webhook_lost")
    with clock_at(now + timedelta(hours=25)):
        assert open_settlement_fetches() == 1
    its_turn_comes()
    second = SettlementReport.objects.order_by("-id").first()
    assert second.covers_from == first.covers_until - timedelta(days=3)
    assert second.known_lines == taken
    assert SettlementEntry.objects.count() == taken + second.lines - second.known_lines
    assert Difference.objects.filter(report=second, kind="unknown", owner=None).count() == 1
    shown = sign_in(fatima).get(reverse("refunds:settlements")).content.decode()
    assert "Each account is fetched every 24 hours by itself." in shown and second.name in shown


def test_a_fetch_that_does_not_come_through_is_told_where_people_look(fatima, sign_in, program_of, monkeypatch):
    def silence(*_when):
        raise Unreachable("The sandbox did not answer.")

    monkeypatch.setattr(Sandbox, "pull_settlement", silence)
    open_settlement_fetches()
    work_settlements()

    browser = sign_in(fatima)
    for name in ("refunds:settlements", "operations"):
        assert "The sandbox did not answer." in browser.get(reverse(name)).content.decode()
    (told,) = [each for each in program_of(fatima).get("operations/").json()["settlements"] if each["trouble"]]
    assert (told["account"], told["fetched_at"], told["trouble"]) == ("sandbox", None, "The sandbox did not answer.")
    assert open_settlement_fetches() == 0

    monkeypatch.undo()
    its_turn_comes()
    assert SettlementReport.objects.get().state == "done"
    assert "do not come through" not in browser.get(reverse("operations")).content.decode()


def test_nothing_is_fetched_where_it_is_turned_off(settings):
    settings.SETTLEMENT_FETCH_HOURS = 0
    assert open_settlement_fetches() == 0
    assert not SettlementReport.objects.exists()
