"""Whatever happens to one payment, in whatever order: state, ledger, ceiling and gateway tell the same story.

A few histories in the suite, hundreds in `make full`.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from customers.actors import Actor
from customers.errors import RecourseError
from customers.models import Payment, User
from refunds.actions.cancel_refund import cancel_refund
from refunds.actions.change_refund import change_refund
from refunds.actions.retry_refund import retry_refund
from refunds.actions.settle import apply_refund_outcome
from refunds.fingerprint import seen_hash
from refunds.models import JournalLine, Refund, RefundAttempt
from tests.desk import again, approve, ask, known_to_sandbox, sandbox, time_to_ask, worker_runs
from tests.faults.checker import Paid
from tests.faults.crowd_of_refunds import judged

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_sandbox")]

CAPTURED = 10_000
HISTORIES = int(os.environ.get("HISTORIES", "10"))

ANSWERS = ["accept", "pending", "decline", "succeed_then_silence", "error_before", "error_after", "rate_limited"]
FITTING = {"approve": ["under_review"], "change": ["under_review"], "retry": ["failed"], "come_back": ["completed"]}
"""Where a move usually makes sense; without such a refund it is tried on any, and must be refused."""

STEPS = st.one_of(
    st.tuples(st.just("ask"), st.integers(1, 6_000)),
    st.tuples(st.sampled_from(["approve", "cancel", "retry", "come_back"]), st.integers(0, 4)),
    st.tuples(st.just("change"), st.integers(1, 6_000)),
    st.tuples(st.just("work"), st.sampled_from(ANSWERS)),
    st.tuples(st.just("look"), st.integers(1, 3)),
)


@pytest.mark.full
@pytest.mark.slow
@settings(max_examples=HISTORIES, deadline=None, suppress_health_check=list(HealthCheck))
@given(history=st.lists(STEPS, min_size=2, max_size=12))
def test_any_history_of_a_payment_keeps_every_promise(history, make_payment, mila, boris, chidi):
    payment = known_to_sandbox(make_payment(mila, total_minor=CAPTURED))
    for step, what in [("ask", 4_000), ("approve", 0), ("work", "accept"), *history]:
        _take(step, what, payment, boris)
        _promises_hold(payment)


def _take(step: str, what: int | str, payment: Payment, boris) -> None:
    refunds = list(payment.refunds.order_by("id"))
    fitting = [refund for refund in refunds if refund.state in FITTING.get(step, ())] or refunds
    one = fitting[what % len(fitting)] if fitting and isinstance(what, int) else None
    try:
        if step == "ask":
            ask(Payment.objects.get(pk=payment.pk), amount_minor=what, reason=Refund.Reason.FRAUD)
        elif step == "work":
            sandbox().console.script(payment.gateway_reference, [what])
            worker_runs()
        elif step == "look":
            for refund in refunds * what:
                time_to_ask(refund)
            worker_runs()
        elif one and step == "approve":
            approve(one, boris)
        elif one and step == "cancel":
            cancel_refund(actor=Actor.customer(payment.customer), reference=one.reference)
        elif one and step == "retry":
            retry_refund(actor=Actor.user(boris), reference=one.reference)
        elif one and step == "change":
            _change(one, what)
        elif one and step == "come_back":
            _come_back(one)
    except RecourseError:
        pass  # a refusal is an answer; what it must not do is change anything, which is checked next


def _change(refund: Refund, amount_minor: int) -> None:
    """Chidi lowers or raises it, now and then with a little on top."""
    change_refund(
        actor=Actor.user(User.objects.get(first_name="Chidi")),
        reference=refund.reference,
        seen=seen_hash(again(refund)),
        words="The customer called.",
        amount_minor=amount_minor,
        goodwill_minor=amount_minor % 3,
    )


def _come_back(refund: Refund) -> None:
    paid = refund.attempts.filter(state=RefundAttempt.State.SUCCEEDED).first()
    if paid is not None:
        sandbox().console.advance(paid.gateway_reference, "failed")
        apply_refund_outcome(paid.pk, sandbox().read_refund(paid.gateway_reference), Actor.system("test"))


def _promises_hold(payment: Payment) -> None:
    now = Payment.objects.get(pk=payment.pk)
    open_or_paid = ("approved", "processing", "completed")
    held = sum(now.refunds.filter(state__in=open_or_paid).values_list("amount_minor", flat=True))
    assert held == now.reserved_minor + now.refunded_minor <= CAPTURED
    assert _granted(payment) == held

    rows = [r for r in sandbox().console.dump()["refund"] if r["payment_reference"] == payment.gateway_reference]
    at_gateway = [r for r in rows if r["status"] in ("succeeded", "pending")]
    assert sum(r["amount_minor"] for r in at_gateway) <= CAPTURED
    succeeded = [Paid(r["reference"], r["amount_minor"]) for r in rows if r["status"] == "succeeded"]
    findings = judged([*succeeded, *_of_other_examples(payment)])
    assert not (findings.doubled or findings.lost or findings.unbalanced), findings


def _granted(payment: Payment) -> int:
    """What the ledger says was granted on this payment, folded from its lines."""
    lines = JournalLine.objects.filter(entry__refund__payment=payment, account="refunds_granted")
    return sum(lines.values_list("amount_minor", flat=True))


def _of_other_examples(payment: Payment) -> list[Paid]:
    rows = sandbox().console.dump()["refund"]
    others = [r for r in rows if r["payment_reference"] != payment.gateway_reference and r["status"] == "succeeded"]
    return [Paid(r["reference"], r["amount_minor"]) for r in others]
