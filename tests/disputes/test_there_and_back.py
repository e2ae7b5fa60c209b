"""A dispute at each gateway, from its webhook over our one answer to its end: through the adapter, over the wire."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

import pytest
from django.test import Client

from customers.actors import Actor
from customers.models import Payment, User
from disputes.actions.accept_dispute import accept_dispute
from disputes.actions.answer_dispute import answer_dispute
from disputes.actions.build_packet import build_packet
from disputes.actions.write_draft import open_draft, save_draft
from disputes.models import Dispute, DisputeAnswer
from disputes.tasks import work_answers
from refunds.models import WebhookEvent
from refunds.tasks import process_webhooks
from tests.disputes.conftest import again
from tests.disputes.desk import delivered, is_held, sums, sums_and_fees
from tests.disputes.far_sides import AMOUNT, AtAdyen, AtBraintree, AtMollie, AtPayPal, AtStripe, Knock

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("own_files")]

ANSWERED = [
    (AtStripe, "stripe_disputes"),
    (AtPayPal, "paypal_stand_in"),
    (AtAdyen, "adyen"),
    (AtBraintree, "braintree"),
]


@pytest.fixture
def far(request: pytest.FixtureRequest, settings: Any) -> Any:
    at, stand_in = request.param
    side = at(request.getfixturevalue(stand_in))
    settings.GATEWAY_ACCOUNTS = {**settings.GATEWAY_ACCOUNTS, side.code: side.account()}
    return side


@pytest.fixture
def paid(far, make_payment, mila) -> Payment:
    """50.00 EUR, paid at the far side."""
    account = {"gateway": far.code, "gateway_account": far.code, "gateway_reference": far.pays()}
    payment = make_payment(mila, total_minor=AMOUNT, **account)
    delivered(payment)
    return payment


def knock(far: Any, knocks: Sequence[Knock]) -> Dispute:
    """They come one after the other, and each is worked off; none is left over."""
    for one in knocks:
        answer = Client().post(
            f"/webhooks/{far.code}/", one.body, content_type=one.content_type, headers=dict(one.headers)
        )
        assert answer.status_code == 200, answer.content
        process_webhooks()
    assert set(WebhookEvent.objects.values_list("state", flat=True)) == {"processed"}
    return Dispute.objects.get()


def answered(far: Any, dispute: Dispute, person: User) -> DisputeAnswer:
    """Ana begins the draft, has it printed and hands it in; the worker sends it."""
    actor = Actor.user(person)
    draft = open_draft(actor=actor, reference=dispute.reference)
    save_draft(actor=actor, reference=dispute.reference, version=draft.version, defence=far.defence)
    draft = build_packet(actor=actor, reference=dispute.reference)
    answer_dispute(actor=actor, reference=dispute.reference, version=draft.version)
    work_answers()
    return DisputeAnswer.objects.get()


@pytest.mark.parametrize("far", ANSWERED, indirect=True, ids=lambda side: side[0].code)
@pytest.mark.parametrize("end", ["won", "lost"])
def test_it_arrives_is_answered_once_and_ends_in_any_order_and_twice(far, paid, ana, end):
    arrival = far.disputes(paid.gateway_reference)
    dispute = knock(far, arrival)
    assert (dispute.state, is_held(paid), sums_and_fees()) == ("needs_response", True, [AMOUNT, 0, far.fee])

    assert answered(far, dispute, ana).state == "taken"
    assert far.answers() == 1 and again(dispute).state in ("submitted", "under_review")

    decided = [*far.reviews(), *(far.wins() if end == "won" else far.loses())]
    late = [*decided, *decided]
    Random(end + far.code).shuffle(late)
    dispute = knock(far, late)
    assert (dispute.state, dispute.attention) == (end, "")
    assert sums_and_fees() == [0, 0 if end == "won" else AMOUNT, far.fee]
    assert is_held(paid) is (end == "lost")

    before = (dispute.events.count(), dispute.moved.count())
    knock(far, [*reversed(decided), *arrival, *decided])
    work_answers()
    dispute = again(dispute)
    assert (dispute.state, dispute.events.count(), dispute.moved.count()) == (end, *before)
    assert far.answers() == 1


@pytest.mark.parametrize("far", ANSWERED, indirect=True, ids=lambda side: side[0].code)
def test_giving_in_goes_over_the_wire_once_and_is_final(far, paid, boris):
    dispute = knock(far, far.disputes(paid.gateway_reference))
    accept_dispute(actor=Actor.user(boris), reference=dispute.reference)
    work_answers()
    assert DisputeAnswer.objects.get().state == "taken"
    assert (again(dispute).state, sums()) == ("accepted", [0, AMOUNT])
    work_answers()
    assert far.answers() == 0 and again(dispute).state == "accepted" and is_held(paid)


@pytest.mark.parametrize("far", [(AtMollie, "mollie")], indirect=True, ids=["mollie"])
def test_mollie_takes_no_answer_and_its_money_may_come_back(far, paid):
    arrival = far.disputes(paid.gateway_reference)
    dispute = knock(far, [*arrival, *arrival])
    assert (dispute.state, dispute.may_respond, sums(), is_held(paid)) == ("lost", False, [0, AMOUNT], True)
    back = far.wins()
    dispute = knock(far, [*back, *arrival, *back])
    assert (dispute.state, sums(), is_held(paid)) == ("won", [0, 0], False)
