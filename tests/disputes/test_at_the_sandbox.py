"""The practice gateway goes between customer and shop as PayPal does: offers, goods sent back, an appeal."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from customers import clock
from customers.actors import Actor
from customers.clock import clock_at
from disputes.actions.acknowledge_return import acknowledge_return
from disputes.actions.answer_dispute import answer_dispute
from disputes.actions.begin_appeal import begin_appeal
from disputes.actions.build_packet import build_packet
from disputes.actions.make_offer import make_offer
from disputes.actions.write_draft import save_draft
from disputes.models import Dispute
from disputes.tasks import work_answers
from refunds.gateways.sandbox.mediation import ALL_OFFERS
from refunds.models import WebhookEvent
from refunds.tasks import process_webhooks
from refunds.webhooks.receive import receive_webhook
from tests.desk import sandbox
from tests.disputes.conftest import again
from tests.disputes.desk import answers_at_sandbox, disputed_at_sandbox, is_held, states, sums

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_sandbox", "own_files")]

HOME = {"line": "Lindenweg 4", "city": "Berlin", "postal_code": "10115", "country": "DE"}


@pytest.fixture
def asking(make_payment, mila) -> Dispute:
    """Mila asks through a gateway that takes every kind of offer."""
    return disputed_at_sandbox(
        make_payment(mila), is_inquiry=True, network="", network_code="", takes_offers=ALL_OFFERS, takes_appeals=True
    )


def hears(dispute: Dispute) -> Dispute:
    """The worker hands in what is due, and the gateway's webhooks come."""
    work_answers()
    with clock_at(clock.now() + timedelta(minutes=1)):
        for delivery in sandbox().console.due_webhooks():
            receive_webhook("sandbox", delivery.body, delivery.headers)
            sandbox().console.mark_delivered(delivery)
    WebhookEvent.objects.filter(state="received").update(due_at=timezone.now())
    process_webhooks()
    return again(dispute)


def offered(dispute: Dispute, boris, kind: str = "refund", **more) -> Dispute:
    terms = {"kind": kind, "words": "Would this do?", "amount_minor": 2_000, **more}
    make_offer(actor=Actor.user(boris), reference=dispute.reference, **terms)
    return hears(dispute)


def test_an_offer_is_denied_then_a_better_one_is_taken_and_paid_by_the_gateway(asking, boris):
    at_the_bank = sandbox().console.disputes
    assert (asking.state, asking.may_offer, asking.may_appeal) == ("inquiry", list(ALL_OFFERS), False)
    assert offered(asking, boris).state == "inquiry_answered"

    at_the_bank.deny_offer(asking.gateway_reference)
    denied = hears(asking)
    assert (denied.state, denied.round, denied.offer["state"]) == ("inquiry", 2, "denied")

    assert offered(denied, boris, amount_minor=4_000).offer["made"] == 2
    at_the_bank.take_offer(asking.gateway_reference)
    taken = hears(asking)
    assert (taken.state, taken.offer["state"], sums()) == ("accepted", "accepted", [0, 4_000])
    assert [answer["more"]["amount"] for answer in answers_at_sandbox(asking)] == [2_000, 4_000]


def test_goods_go_back_first_and_the_money_follows_our_word(asking, boris):
    offered(asking, boris, "refund_with_return", amount_minor=asking.amount_minor, return_address=HOME)
    at_the_bank = sandbox().console.disputes
    at_the_bank.take_offer(asking.gateway_reference)
    waiting = hears(asking)
    assert (waiting.state, sums(), is_held(waiting.payment)) == ("inquiry_answered", [0, 0], True)

    at_the_bank.send_back(asking.gateway_reference)
    asked = hears(asking)
    assert (asked.state, asked.round, "damaged" in asked.may_acknowledge) == ("inquiry", 2, True)
    words = {"finding": "received", "words": "It is here."}
    acknowledge_return(actor=Actor.user(boris), reference=asking.reference, **words)
    assert (hears(asking).state, sums()) == ("accepted", [0, asking.amount_minor])


@pytest.mark.parametrize(("word", "state"), [("winning_evidence", "won"), ("losing_evidence", "lost")])
def test_a_lost_case_is_appealed_once(asking, ana, word, state):
    at_the_bank = sandbox().console.disputes
    at_the_bank.escalate(asking.gateway_reference)
    at_the_bank.lose(asking.gateway_reference)
    lost = hears(asking)
    assert (lost.state, lost.may_appeal, sums()) == ("lost", True, [0, lost.amount_minor])

    actor = Actor.user(ana)
    draft = begin_appeal(actor=actor, reference=lost.reference)
    save_draft(actor=actor, reference=lost.reference, version=draft.version, texts={"uncategorized_text": word})
    draft = build_packet(actor=actor, reference=lost.reference)
    answer_dispute(actor=actor, reference=lost.reference, version=draft.version)
    work_answers()
    assert (again(lost).state, sums()) == ("under_review", [lost.amount_minor, 0])

    ended = hears(lost)
    assert (states(lost)[-2:], ended.may_appeal) == (["under_review", state], False)
    assert sums() == ([0, 0] if state == "won" else [0, lost.amount_minor])


def test_a_card_case_knows_neither(make_payment, mila):
    dispute = disputed_at_sandbox(make_payment(mila), is_inquiry=True)
    assert (dispute.may_offer, dispute.may_appeal, dispute.may_acknowledge) == ([], None, [])
