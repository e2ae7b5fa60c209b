"""A refund and a dispute of one payment know each other: nobody is paid twice, and the desk says why."""

from __future__ import annotations

import pytest
from django.urls import reverse

from customers.actors import Actor
from customers.errors import Conflict, NotAllowed
from disputes.actions.refund_instead import refund_instead
from tests import desk
from tests.desk import approve, ask, at_the_gateway, known_to_sandbox, worker_runs
from tests.disputes.conftest import BACK, TAKEN, again, kinds

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_sandbox")]


@pytest.fixture
def approved(make_payment, mila, boris):
    """450.00 EUR that Boris approved and no worker has taken yet."""
    return approve(ask(known_to_sandbox(make_payment(mila, total_minor=45_000))), boris)


def test_an_approved_refund_stops_when_the_dispute_takes_the_money(says, approved, ana, boris, sign_in):
    dispute = says("needs_response", about=approved.payment, movements=[TAKEN])
    worker_runs(2)
    refund = desk.again(approved)
    assert (refund.state, at_the_gateway(refund.payment)) == ("approved", [])
    assert again(dispute).stopped_refund == refund
    assert "refund.stopped_by_dispute" in desk.kinds(refund)
    assert "dispute.stopped_refund" in kinds(dispute)
    page = sign_in(boris).get(reverse("refunds:refund", args=[refund.reference])).content.decode()
    assert "Stopped by a dispute" in page
    assert reverse("disputes:dispute", args=[dispute.reference]) in page
    page = sign_in(ana).get(reverse("disputes:dispute", args=[dispute.reference])).content.decode()
    assert "A refund is stopped" in page and refund.reference in page


def test_it_is_stopped_once_however_often_the_gateway_says_so(says, approved, ana):
    says("needs_response", about=approved.payment, movements=[TAKEN])
    says("under_review", about=approved.payment, movements=[TAKEN])
    assert desk.kinds(approved).count("refund.stopped_by_dispute") == 1


def test_a_won_dispute_lets_the_refund_go_on(says, approved, ana):
    dispute = says("needs_response", about=approved.payment, movements=[TAKEN])
    worker_runs()
    says("won", about=approved.payment, movements=[TAKEN, BACK])
    assert desk.kinds(approved)[-1] == "refund.goes_on_after_dispute"
    assert kinds(dispute)[-1] == "dispute.let_refund_go"
    assert not approved.payment.holds.filter(released_at=None).exists()


def test_a_lost_dispute_keeps_it_stopped(says, approved, ana):
    says("lost", about=approved.payment, movements=[TAKEN])
    worker_runs(2)
    assert at_the_gateway(approved.payment) == []


def test_an_inquiry_stops_nothing(says, approved, ana):
    says("inquiry", "inquiry", about=approved.payment)
    worker_runs()
    assert [amount for amount, _status in at_the_gateway(approved.payment)] == [45_000]


def test_money_that_has_left_already_is_named_as_the_first_evidence(says, approved, ana, sign_in):
    worker_runs()
    dispute = says("needs_response", about=approved.payment, movements=[TAKEN])
    assert "dispute.refund_has_left" in kinds(dispute)
    page = sign_in(ana).get(reverse("disputes:dispute", args=[dispute.reference])).content.decode()
    assert "The customer has a refund already" in page


def test_an_inquiry_can_be_ended_by_a_full_refund_that_another_person_approves(says, make_payment, mila, ana, sign_in):
    payment = known_to_sandbox(make_payment(mila, total_minor=45_000))
    dispute = says("inquiry", "inquiry", about=payment, reason="product_not_received", network_code="")
    client, address = sign_in(ana), reverse("disputes:worth", args=[dispute.reference])
    page = client.get(address).content.decode()
    assert "It costs 450.00\N{NO-BREAK SPACE}EUR, everything that is left" in page
    client.post(reverse("disputes:refunding", args=[dispute.reference]))
    refund = payment.refunds.get()
    assert (refund.amount_minor, refund.fee_minor, refund.origin) == (45_000, 0, "dispute")
    assert (refund.state, refund.reason, refund.requester) == ("under_review", "not_received", ana)
    assert kinds(dispute)[-1] == "dispute.refund_instead"


def test_asked_twice_it_is_one_refund(says, payment, ana):
    dispute = says("inquiry", "inquiry")
    first = refund_instead(actor=Actor.user(ana), reference=dispute.reference)
    assert refund_instead(actor=Actor.user(ana), reference=dispute.reference) == first
    assert payment.refunds.count() == 1


def test_a_chargeback_is_never_refunded_instead(says, payment, ana):
    dispute = says("needs_response", movements=[TAKEN])
    with pytest.raises(Conflict, match="paid twice"):
        refund_instead(actor=Actor.user(ana), reference=dispute.reference)
    assert not payment.refunds.exists()


def test_the_gateways_no_is_a_no(says, payment, ana):
    dispute = says("inquiry", "inquiry", is_refundable=False)
    with pytest.raises(Conflict, match="may not be refunded"):
        refund_instead(actor=Actor.user(ana), reference=dispute.reference)


def test_a_refund_under_way_is_gone_on_with(says, approved, ana):
    dispute = says("inquiry", "inquiry", about=approved.payment)
    with pytest.raises(Conflict, match=approved.reference):
        refund_instead(actor=Actor.user(ana), reference=dispute.reference)


def test_who_only_reads_asks_for_nothing(says, payment, ayaka):
    dispute = says("inquiry", "inquiry")
    with pytest.raises(NotAllowed):
        refund_instead(actor=Actor.user(ayaka), reference=dispute.reference)
    assert not payment.refunds.exists()
