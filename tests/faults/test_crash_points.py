"""Processes die at every named point, without a chance to clean up. Nothing is lost, nothing is paid twice."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from customers.actors import Actor
from refunds.actions.send_attempts import send_attempts
from refunds.crash_points import CRASH_POINTS
from refunds.models import Refund, RefundAttempt
from refunds.tasks import work_due_orders
from tests.crowd import killed_at
from tests.desk import approve, ask, known_to_sandbox
from tests.faults.crowd_of_refunds import judged, paid_at_sandbox
from tests.faults.rounds import ANSWER_POINTS, WEBHOOK_POINTS, WORKER_POINTS, until_all_is_done

REFUNDS = int(os.environ.get("CRASH_REFUNDS", "2"))

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("fresh_sandbox"),
    pytest.mark.crash,
    pytest.mark.slow,
]


@pytest.fixture
def waiting(make_payment, mila) -> list[Refund]:
    """Refunds that wait for Boris. Each is a part of its payment, so that the gateway would pay it twice if asked."""
    payments = [known_to_sandbox(make_payment(mila, total_minor=90_000)) for _ in range(REFUNDS)]
    return [ask(payment, amount_minor=30_000) for payment in payments]


@pytest.fixture
def approved(waiting, boris) -> list[Refund]:
    return [approve(refund, boris) for refund in waiting]


@pytest.mark.parametrize("point", ["approval_committed", "doorbell_rung"])
def test_the_web_process_dies_after_the_approval(point, waiting, boris):
    for refund in waiting:
        assert killed_at(point, lambda refund=refund: approve(refund, boris))
    assert Refund.objects.filter(state="approved").count() == REFUNDS

    until_all_is_done()

    assert not judged(paid_at_sandbox())
    assert Refund.objects.filter(state="completed").count() == REFUNDS


def test_the_web_process_dies_between_the_two_approvals(make_payment, mila, boris, chidi):
    refunds = [ask(known_to_sandbox(make_payment(mila, total_minor=90_000))) for _ in range(REFUNDS)]
    for refund in refunds:
        assert killed_at("between_approvals", lambda refund=refund: approve(refund, boris))
    until_all_is_done()
    assert not paid_at_sandbox()

    for refund in refunds:
        approve(refund, chidi)
    until_all_is_done()

    assert not judged(paid_at_sandbox())
    assert Refund.objects.filter(state="completed").count() == REFUNDS


def test_a_second_send_of_an_attempt_that_arrived_is_harmless(approved):
    work_due_orders()
    send_attempts(list(RefundAttempt.objects.select_related("refund__payment")), Actor.system("test"))
    assert not judged(paid_at_sandbox())


def test_every_named_point_is_tried_here():
    """Here, and in test_gateway_crashes."""
    tried = {
        *WORKER_POINTS,
        "approval_committed",
        "doorbell_rung",
        "between_approvals",
        *WEBHOOK_POINTS,
        "announcement_sent",  # in tests/refunds/outgoing, with a system that listens
        *ANSWER_POINTS,  # in tests/faults/test_answer_crashes.py
        "inside_credit",  # in tests/races/test_two_checkouts.py
    }
    assert tried == set(CRASH_POINTS)


def test_production_cannot_be_told_to_crash():
    production = {
        **os.environ,
        "RECOURSE_ENV": "production",
        "CRASH_POINT": "claim_committed",
        "SECRET_KEY": "x" * 60,
        "ALLOWED_HOSTS": "desk.example",
        "PUBLIC_URL": "https://desk.example",
        "EMAIL_URL": "smtp://localhost:25",
        "TRUSTED_PROXY_COUNT": "0",
    }
    asked = "import django; django.setup(); from django.conf import settings; print(repr(settings.CRASH_POINT))"
    answer = subprocess.run([sys.executable, "-c", asked], env=production, capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "''"
