"""Mila's bank takes back what she paid with Mollie, and may give it back: Mollie's own record is what counts."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest
from django.test import Client
from django.utils import timezone

from customers.actors import Actor
from customers.models import Payment
from disputes.actions.learn_payment import learn_payment
from disputes.actions.take_dispute import take_dispute
from disputes.models import Dispute, PaymentTrace
from refunds.gateways.card_checks import USED
from refunds.models import Difference, WebhookEvent
from refunds.tasks import process_webhooks
from tests.disputes.desk import is_held, states, sums
from tests.disputes.test_synchronise import look
from tests.mollie_stand_in import ACCOUNT, MollieStandIn

pytestmark = pytest.mark.django_db

BACK = {"reversedAt": "2026-05-02T09:30:00+00:00"}


@pytest.fixture
def payment(mollie: MollieStandIn, settings, make_payment, mila) -> Payment:
    """50.00 EUR, paid with Mollie."""
    settings.GATEWAY_ACCOUNTS = {"mollie": {"gateway": "mollie", **ACCOUNT, "api_base": mollie.address}}
    account = {"gateway": "mollie", "gateway_account": "mollie", "gateway_reference": mollie.pay("50.00")}
    return make_payment(mila, total_minor=5000, **account)


def arrives(raw: bytes) -> Dispute:
    """Mollie knocks with a payment's id, as it does; what it then shows is worked off."""
    form = "application/x-www-form-urlencoded"
    assert Client().post("/webhooks/mollie/", raw, content_type=form).status_code == 200
    process_webhooks()
    assert set(WebhookEvent.objects.values_list("state", flat=True)) == {"processed"}
    return Dispute.objects.get()


def test_a_chargeback_takes_the_money_and_holds_the_payment(mollie, payment) -> None:
    raw = mollie.charge_back(payment.gateway_reference)
    dispute = arrives(raw)

    assert (dispute.state, dispute.reason, dispute.may_respond, dispute.may_accept) == ("lost", "AC01", False, False)
    assert (dispute.gateway_reference, sums()) == (f"{payment.gateway_reference}/chb_n9z0tp", [0, 5000])
    assert is_held(payment)

    before = dispute.events.count()
    assert arrives(raw).events.count() == before
    assert sums() == [0, 5000]


def test_a_reversed_chargeback_is_a_late_win(mollie, payment) -> None:
    arrives(mollie.charge_back(payment.gateway_reference))
    dispute = arrives(mollie.charge_back(payment.gateway_reference, **BACK))

    assert states(dispute) == ["lost", "won"]
    assert sums() == [0, 0]
    assert not is_held(payment)


def test_a_chargeback_that_was_reversed_before_we_heard_of_it_costs_nothing(mollie, payment) -> None:
    dispute = arrives(mollie.charge_back(payment.gateway_reference, **BACK))

    assert (dispute.state, sums(), is_held(payment)) == ("won", [0, 0], False)


def test_a_part_of_a_payment_is_charged_back_as_a_part(mollie, payment) -> None:
    dispute = arrives(mollie.charge_back(payment.gateway_reference, amount={"currency": "EUR", "value": "20.00"}))

    assert (dispute.amount_minor, sums()) == (2000, [0, 2000])


@pytest.mark.parametrize("order", list(permutations(["", "", "reversed"])))
def test_the_record_counts_in_any_order_and_twice(mollie, payment, order) -> None:
    """Mollie is asked anew for each knock, so that all of them see what it shows last."""
    for word in order:
        mollie.charge_back(payment.gateway_reference, **(BACK if word else {}))
    record = mollie.gateway().read_dispute(f"{payment.gateway_reference}/chb_n9z0tp")
    for _ in order:
        dispute = take_dispute(actor=Actor.gateway("mollie"), gateway="mollie", account="mollie", record=record)

    assert (dispute.state, dispute.attention, sums()) == ("won", "", [0, 0])


def test_a_chargeback_that_came_long_before_its_payment_is_taken_in_once_the_payment_is_here(
    mollie, settings, make_payment, mila, fatima
) -> None:
    """The shop's own import brings the payment late; no list of lately made chargebacks shows this one any more."""
    settings.GATEWAY_ACCOUNTS = {"mollie": {"gateway": "mollie", **ACCOUNT, "api_base": mollie.address}}
    number = mollie.pay("50.00")
    raw = mollie.charge_back(number, createdAt=(timezone.now() - timedelta(days=60)).isoformat())
    assert knock(raw) == {"parked"}

    account = {"gateway": "mollie", "gateway_account": "mollie", "gateway_reference": number}
    paid = make_payment(mila, total_minor=5000, **account)
    assert knock(raw) == {"parked"}, "the same news twice is not stored"
    look(fatima, "mollie")
    process_webhooks()

    dispute = Dispute.objects.get()
    assert (dispute.state, dispute.payment, sums(), is_held(paid)) == ("lost", paid, [0, 5000], True)
    assert set(WebhookEvent.objects.values_list("state", flat=True)) == {"processed"}


def test_a_chargeback_that_only_a_list_told_of_before_its_payment_is_asked_for_by_its_number(
    mollie, settings, make_payment, mila, fatima
) -> None:
    settings.GATEWAY_ACCOUNTS = {"mollie": {"gateway": "mollie", **ACCOUNT, "api_base": mollie.address}}
    number = mollie.pay("50.00")
    mollie.payments[number]["billingAddress"] = None  # so that it cannot be taken in from the list
    mollie.charge_back(number, createdAt=timezone.now().isoformat())
    look(fatima, "mollie")
    row = Difference.objects.get(subject=f"dispute:{number}/chb_n9z0tp")
    assert row.state == "open"

    mollie.charge_back(number, createdAt=(timezone.now() - timedelta(days=60)).isoformat())
    account = {"gateway": "mollie", "gateway_account": "mollie", "gateway_reference": number}
    make_payment(mila, total_minor=5000, **account)
    look(fatima, "mollie")

    row.refresh_from_db()
    assert (row.state, row.resolution) == ("resolved", Dispute.objects.get().reference)
    assert (Dispute.objects.get().state, sums()) == ("lost", [0, 5000])


def knock(raw: bytes) -> set[str]:
    """Mollie knocks; return where everything that it ever told stands then."""
    form = "application/x-www-form-urlencoded"
    assert Client().post("/webhooks/mollie/", raw, content_type=form).status_code == 200
    process_webhooks()
    return set(WebhookEvent.objects.values_list("state", flat=True))


def test_what_mollie_saw_of_the_purchase_is_kept_once(mollie, payment) -> None:
    place = {"streetAndNumber": "Lindenweg 4", "postalCode": "10115", "city": "Berlin", "country": "DE"}
    secured = {"details": {"cardSecurity": "3dsecure"}, "shippingAddress": place}
    mollie.payments[payment.gateway_reference] |= {"method": "creditcard", **secured}

    assert [learn_payment(payment, mollie.gateway()) for _time in range(2)] == [1, 0]

    (trace,) = PaymentTrace.objects.filter(payment=payment)
    assert (trace.sent_by, trace.words, trace.address) == ("gateway:mollie", USED, "Lindenweg 4, 10115, Berlin, DE")


def test_of_a_bank_transfer_mollie_saw_nothing(mollie, payment) -> None:
    assert learn_payment(payment, mollie.gateway()) == 0
