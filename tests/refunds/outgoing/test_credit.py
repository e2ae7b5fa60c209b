"""The shop's systems hear of every movement of store credit, with the balance and without a name."""

from __future__ import annotations

import pytest
from django.utils import timezone

from customers.actors import Actor
from customers.models import CreditLot
from refunds.actions.credit_holds import capture_hold, give_back_credit, hold_credit
from refunds.tasks import deliver_announcements, expire_store_credit
from tests.desk import approve, ask, worker_runs
from tests.refunds.outgoing.conftest import told

pytestmark = pytest.mark.django_db


def test_what_is_granted_spent_given_back_and_expired_is_told(subscribe, system, make_payment, mila, boris, fatima):
    _subscription, secret = subscribe(
        kinds=["credit.granted", "credit.spent", "credit.given_back", "credit.expired", "credit.corrected"]
    )
    refund = approve(ask(make_payment(mila), rail="store_credit"), boris)
    worker_runs()
    checkout = Actor.user(fatima)
    held = hold_credit(
        actor=checkout,
        customer_reference=mila.reference,
        currency="EUR",
        amount_minor=2500,
        order_reference="ORDER-77",
    )
    capture_hold(actor=checkout, reference=held.reference)
    give_back_credit(actor=checkout, reference=held.reference, amount_minor=500)
    CreditLot.objects.update(expires_at=timezone.now())
    expire_store_credit()
    deliver_announcements()

    said = {message["type"]: message["data"]["credit"] for message in told(system, secret)}
    assert {kind: about["amount_minor"] for kind, about in said.items()} == {
        "credit.granted": 8900,
        "credit.spent": -2500,
        "credit.given_back": 500,
        "credit.expired": -6900,
    }
    assert said["credit.granted"]["refund"] == refund.reference
    assert (said["credit.spent"]["order"], said["credit.spent"]["hold"]) == ("ORDER-77", held.reference)
    assert said["credit.expired"]["customer"] == mila.reference
    assert said["credit.expired"]["balance_minor"] == 0
    assert mila.email not in str(said)
