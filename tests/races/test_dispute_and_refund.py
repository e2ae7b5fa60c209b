"""No refund leaves while a dispute has taken the money, in whatever order approval, news and worker come."""

from __future__ import annotations

import contextlib
import itertools
import os

import pytest

from customers.actors import Actor
from customers.errors import Conflict
from disputes.actions.take_dispute import take_dispute
from disputes.models import Dispute
from refunds.gateways.dispute_types import DisputeMovement, DisputeRecord, DisputeStage, DisputeState, MovementKind
from refunds.models import Refund, RefundAttempt
from refunds.tasks import work_due_orders
from tests.crowd import all_at_once, killed_at
from tests.desk import again, approve, ask, at_the_gateway, known_to_sandbox
from tests.faults.rounds import until_all_is_done

ROUNDS = int(os.environ.get("RACE_ROUNDS", "8"))

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.race,
    pytest.mark.slow,
    pytest.mark.usefixtures("fresh_sandbox"),
]


def dispute_takes_the_money(payment) -> str:
    taken = DisputeMovement(f"t/{payment.pk}", MovementKind.WITHDRAWN, payment.captured_minor, payment.currency)
    record = DisputeRecord(
        f"dp_{payment.pk}", DisputeState.NEEDS_RESPONSE, DisputeStage.CHARGEBACK, "needs_response",
        payment.captured_minor, payment.currency, (payment.gateway_reference,), movements=[taken],
    )  # fmt: skip
    actor = Actor.gateway(payment.gateway_account)
    return take_dispute(actor=actor, gateway=payment.gateway, account=payment.gateway_account, record=record).reference


@pytest.mark.parametrize("order", list(itertools.permutations(["approve", "dispute", "work"])))
def test_in_every_order_the_customer_has_the_money_once(order, make_payment, mila, boris, ana):
    refund = ask(known_to_sandbox(make_payment(mila, total_minor=45_000)))
    steps = {
        "approve": lambda: approve(refund, boris),
        "dispute": lambda: dispute_takes_the_money(refund.payment),
        "work": lambda: work_due_orders(),
    }
    refused = False
    for step in order:
        try:
            steps[step]()
        except Conflict as conflict:
            refused = conflict.code == "payment_on_hold"
    work_due_orders()
    left_first = order == ("approve", "work", "dispute")
    assert bool(at_the_gateway(refund.payment)) is left_first
    assert refused is (order.index("dispute") < order.index("approve"))
    _agree(again(refund))


ORDERS = list(itertools.permutations(["approve", "claim", "dispute", "send"]))
TELLING = [("approve", "claim", "dispute", "send"), ("approve", "claim", "send", "dispute")]
"""The worker dies with its claim in its hand; what it never sent does not leave once the bank has the money."""


@pytest.mark.full
@pytest.mark.parametrize("order", ORDERS if os.environ.get("FAULT_MATRIX") == "whole" else TELLING)
def test_a_claim_that_was_never_sent_does_not_leave_after_the_dispute(order, make_payment, mila, boris, ana):
    refund = ask(known_to_sandbox(make_payment(mila, total_minor=45_000)))
    steps = {
        "approve": lambda: approve(refund, boris),
        "claim": lambda: killed_at("claim_committed", work_due_orders),
        "dispute": lambda: dispute_takes_the_money(refund.payment),
        "send": until_all_is_done,
    }
    for step in order:
        with contextlib.suppress(Conflict):
            steps[step]()
    until_all_is_done()

    left_first = order.index("approve") < order.index("send") < order.index("dispute")
    assert bool(at_the_gateway(refund.payment)) is left_first
    waits = RefundAttempt.objects.filter(refund=refund, state="unknown")
    claimed_first = order.index("approve") < order.index("claim") < order.index("dispute")
    assert waits.exists() is (claimed_first and not left_first)
    if waits.exists():
        assert "on hold" in again(refund).attention


def test_news_and_worker_at_the_same_instant_agree_on_what_left(make_payment, mila, boris, ana):
    refunds = [approve(ask(known_to_sandbox(make_payment(mila, total_minor=45_000))), boris) for _ in range(ROUNDS)]

    def act(person: int, this: int) -> str:
        if person == 0:
            return dispute_takes_the_money(refunds[this].payment)
        work_due_orders()
        return "worked"

    for answers in all_at_once(2, act, ROUNDS):
        assert "worked" in answers and any(answer.startswith("DP-") for answer in answers), answers
    for refund in refunds:
        _agree(again(refund))


def _agree(refund: Refund) -> None:
    """Either it left before the dispute came, and the dispute says so; or it stands still, and says why."""
    dispute = Dispute.objects.get(payment=refund.payment)
    has_left = refund.attempts.exists()
    told = set(dispute.events.values_list("kind", flat=True))
    assert ("dispute.refund_has_left" in told) is has_left
    if not has_left and refund.state == Refund.State.APPROVED:
        assert "dispute.stopped_refund" in told
        assert dispute.stopped_refund == refund
