"""A person asks for a refund back while the gateway pays it: one of the two is true, here and there."""

from __future__ import annotations

import os

import pytest

from customers.actors import Actor
from customers.models import User
from refunds.actions.recall_refund import recall_refund
from refunds.models import JournalEntry, Refund
from refunds.tasks import look_up_open_attempts
from tests.crowd import all_at_once
from tests.desk import approve, ask, at_the_gateway, kinds, known_to_sandbox, sandbox, time_to_ask, worker_runs

ROUNDS = int(os.environ.get("RECALL_ROUNDS", "10"))

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race, pytest.mark.slow]


def test_a_recall_and_the_payment_never_both_win(make_payment, mila, boris, chidi):
    refunds = [ask(known_to_sandbox(make_payment(mila, total_minor=45_000), "pending")) for _ in range(ROUNDS)]
    for refund in refunds:
        approve(refund, boris)
    worker_runs()

    def act(person: int, this: int) -> str:
        refund = refunds[this]
        if person < 2:
            who = User.objects.get(pk=[boris.pk, chidi.pk][person])
            return recall_refund(actor=Actor.user(who), reference=refund.reference).state
        with sandbox().setup.record.books() as books:
            books.execute(
                "UPDATE sandbox_gateway.refund SET changes_at = '2000-01-01'"
                " WHERE payment_reference = %s AND status = 'pending'",
                [refund.payment.gateway_reference],
            )
        time_to_ask(refund)
        return str(look_up_open_attempts())

    all_at_once(3, act, ROUNDS)
    for refund in refunds:
        time_to_ask(refund)
    worker_runs()

    for refund in Refund.objects.select_related("payment"):
        ((_amount, there),) = at_the_gateway(refund.payment)
        ends = [(entry.kind) for entry in JournalEntry.objects.filter(refund=refund).order_by("id")][1:]
        assert (refund.state, there, ends) in [
            ("completed", "succeeded", ["settle"]),
            ("failed", "canceled", ["release"]),
        ]
        assert refund.payment.reserved_minor == 0
        assert kinds(refund).count("refund.recalled") <= 1
