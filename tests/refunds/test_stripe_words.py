"""Stripe names a payment twice, by its charge and by its intent. Both lead to ours."""

from __future__ import annotations

import hashlib

import pytest

from refunds.models import WebhookEvent
from refunds.tasks import process_webhooks

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("known_as", ["charge", "payment_intent"])
def test_a_dispute_holds_the_payment_by_either_of_its_ids(make_payment, mila, known_as, stripe_disputes, settings):
    settings.GATEWAY_ACCOUNTS = {**settings.GATEWAY_ACCOUNTS, "stripe": stripe_disputes.config}
    reference = stripe_disputes.dispute("ch_1", payment_intent="pi_1")
    theirs = stripe_disputes.disputes[reference][known_as]
    payment = make_payment(mila, gateway="stripe", gateway_account="stripe", gateway_reference=theirs)
    WebhookEvent.objects.create(
        gateway="stripe",
        gateway_account="stripe",
        event_id="evt_1",
        kind="charge.dispute.created",
        topic="dispute",
        gateway_reference=reference,
        payment_reference=theirs,
        body=b"{}",
        body_hash=hashlib.sha256(b"{}").hexdigest(),
    )

    process_webhooks()

    assert payment.holds.get().kind == "dispute"


def test_a_payment_of_an_account_that_is_not_set_up_does_not_go_back_the_way_it_came(make_payment, mila):
    from tests.desk import ask

    refund = ask(make_payment(mila, gateway="stripe", gateway_account="closed-long-ago"))

    decision = refund.decisions.get()
    assert refund.state == "rejected"
    assert "refundable_method" in [r["rule"] for r in decision.rule_verdicts if r["verdict"] == "deny"]
