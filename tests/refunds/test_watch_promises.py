"""No refund is forgotten: one without a next step is put before a person."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from refunds.models import RefundAttempt, WorkOrder
from refunds.tasks import watch_promises
from tests.desk import again, approve, ask, kinds, known_to_sandbox, worker_runs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_sandbox")]


@pytest.fixture
def make_approved(make_payment, mila, boris):
    def make(*behaviours, **wish):
        return approve(ask(known_to_sandbox(make_payment(mila, total_minor=45_000), *behaviours), **wish), boris)

    return make


def test_what_has_a_next_step_is_left_alone(make_approved):
    waiting = make_approved()
    on_its_way = make_approved("pending")
    by_transfer = make_approved(rail="bank_transfer")
    WorkOrder.objects.filter(payload__refund=waiting.pk).update(due_at=timezone.now() + timedelta(hours=1))
    worker_runs()
    attention = by_transfer.attention
    assert watch_promises() == 0
    assert (again(waiting).attention, again(on_its_way).attention) == ("", "")
    assert again(by_transfer).attention == attention


def test_an_approved_refund_without_an_order_goes_before_a_person_once(make_approved):
    refund = make_approved()
    WorkOrder.objects.all().delete()
    assert watch_promises() == 1
    assert watch_promises() == 1
    assert "no next step" in again(refund).attention
    assert kinds(refund).count("refund.needs_attention") == 1


def test_a_refund_on_its_way_that_nobody_will_ask_about_goes_before_a_person(make_approved):
    refund = make_approved("pending")
    worker_runs()
    RefundAttempt.objects.filter(refund=refund).update(next_check_at=None)
    assert watch_promises() == 1
    assert again(refund).attention


def test_work_that_is_overdue_is_counted(make_approved):
    refund = make_approved()
    WorkOrder.objects.update(due_at=timezone.now() - timedelta(minutes=10))
    assert watch_promises() == 1
    assert again(refund).attention == ""
