"""Disputes at Stripe from arrival to every end, told by its webhooks in any order and twice: one case, right books."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from customers.actors import Actor
from disputes.actions.write_draft import fill_draft, open_draft
from disputes.evidence.checklist import check
from disputes.evidence.discovery import reason_for
from disputes.gathering import gather_case
from disputes.models import Dispute, MoneyMoved, PaymentTrace
from refunds.ledger import accounts
from refunds.ledger.balances import balance
from refunds.models import WebhookEvent
from refunds.tasks import process_webhooks
from tests.stripe_stand_in import StripeStandIn, signed

pytestmark = pytest.mark.django_db

CHARGE = "ch_mila"
Story = Callable[[StripeStandIn], Iterator[bytes]]


@pytest.fixture(autouse=True)
def account(settings, stripe_disputes):
    settings.GATEWAY_ACCOUNTS = {**settings.GATEWAY_ACCOUNTS, "stripe": stripe_disputes.config}


@pytest.fixture
def payment(make_payment, mila):
    return make_payment(mila, gateway="stripe", gateway_account="stripe", gateway_reference=CHARGE)


def knock(body: bytes) -> None:
    answer = Client().post("/webhooks/stripe/", body, content_type="application/json", headers=signed(body))
    assert answer.status_code == 200, answer.content
    process_webhooks()


def opened(stripe: StripeStandIn, status: str = "needs_response", **fields) -> tuple[str, bytes]:
    name = stripe.dispute(CHARGE, status=status, **fields)
    return name, stripe.tells("charge.dispute.created", stripe.disputes[name])


def won(stripe: StripeStandIn) -> Iterator[bytes]:
    name, body = opened(stripe)
    yield body
    yield stripe.becomes(name, "under_review")
    yield stripe.becomes(name, "won")
    yield stripe.moves_money(name, 8900)


def lost(stripe: StripeStandIn) -> Iterator[bytes]:
    name, body = opened(stripe)
    yield body
    yield stripe.tells("charge.dispute.funds_withdrawn", stripe.disputes[name])
    yield stripe.becomes(name, "under_review")
    yield stripe.becomes(name, "lost")


def lost_on_arrival(stripe: StripeStandIn) -> Iterator[bytes]:
    details = {"due_by": 0, "has_evidence": False, "past_due": False, "submission_count": 0}
    name, body = opened(stripe, "lost", evidence_details=details)
    yield body
    yield stripe.tells("charge.dispute.closed", stripe.disputes[name])


def won_late(stripe: StripeStandIn) -> Iterator[bytes]:
    yield from lost(stripe)
    (name,) = stripe.disputes
    yield stripe.becomes(name, "won")
    yield stripe.moves_money(name, 8900)


def lost_in_part(stripe: StripeStandIn) -> Iterator[bytes]:
    name, body = opened(stripe)
    yield body
    yield stripe.becomes(name, "under_review")
    yield stripe.becomes(name, "lost")
    yield stripe.moves_money(name, 3000)


def inquiry_closed(stripe: StripeStandIn) -> Iterator[bytes]:
    name, body = opened(stripe, "warning_needs_response")
    yield body
    yield stripe.becomes(name, "warning_under_review")
    yield stripe.becomes(name, "warning_closed")


def escalated_and_lost(stripe: StripeStandIn) -> Iterator[bytes]:
    name, body = opened(stripe, "warning_needs_response")
    yield body
    yield stripe.becomes(name, "needs_response")
    yield stripe.becomes(name, "lost")


def prevented(stripe: StripeStandIn) -> Iterator[bytes]:
    name, body = opened(stripe, "prevented", takes=False)
    yield body
    yield stripe.tells("charge.dispute.closed", stripe.disputes[name])


def won_on_appeal(stripe: StripeStandIn) -> Iterator[bytes]:
    yield from lost(stripe)
    (name,) = stripe.disputes
    yield stripe.becomes(name, "appeal_needs_response")
    yield stripe.becomes(name, "appeal_under_review")
    yield stripe.becomes(name, "won")
    yield stripe.moves_money(name, 8900)


STORIES: list[tuple[Story, str, list[int], bool]] = [
    # story -> state, what stands as disputed, as lost and as fees, whether refunds are held
    (won, "won", [0, 0, 2000], False),
    (lost, "lost", [0, 8900, 2000], True),
    (lost_on_arrival, "lost", [0, 8900, 2000], True),
    (won_late, "won", [0, 0, 2000], False),
    (lost_in_part, "lost", [0, 5900, 2000], True),
    (inquiry_closed, "inquiry_closed", [0, 0, 0], False),
    (escalated_and_lost, "lost", [0, 8900, 2000], True),
    (prevented, "prevented", [0, 0, 0], True),
    (won_on_appeal, "won", [0, 0, 2000], False),
]
every_story = pytest.mark.parametrize(("story", "state", "sums", "held"), STORIES, ids=[s[0].__name__ for s in STORIES])


def told_as_it_happens(told: list[bytes]) -> list[bytes]:
    return told


def told_backwards(told: list[bytes]) -> list[bytes]:
    return told[::-1]


def told_twice(told: list[bytes]) -> list[bytes]:
    return [body for body in told for _ in range(2)]


def told_anyhow(told: list[bytes]) -> list[bytes]:
    return random.Random(7).sample(told * 2, len(told) * 2)


def require_end(payment, state: str, sums: list[int], held: bool) -> None:
    dispute = Dispute.objects.get()
    assert (dispute.state, dispute.attention) == (state, "")
    assert [balance(name, "EUR") for name in (accounts.DISPUTED, accounts.DISPUTES_LOST, accounts.DISPUTE_FEES)] == sums
    assert payment.holds.filter(released_at=None).exists() is held
    assert MoneyMoved.objects.count() == len(set(MoneyMoved.objects.values_list("movement_id", flat=True)))
    assert dispute.events.filter(kind="dispute.opened").count() == 1
    assert set(WebhookEvent.objects.values_list("state", flat=True)) == {"processed"}


@every_story
def test_each_webhook_is_followed_as_it_comes(story, state, sums, held, payment, stripe_disputes):
    for body in story(stripe_disputes):
        knock(body)
    require_end(payment, state, sums, held)


@every_story
@pytest.mark.parametrize("order", [told_backwards, told_twice, told_anyhow])
def test_in_any_order_and_twice_the_end_is_the_same(order, story, state, sums, held, payment, stripe_disputes):
    for body in order(list(story(stripe_disputes))):
        knock(body)
    require_end(payment, state, sums, held)


def test_a_late_copy_of_the_first_webhook_undoes_nothing(payment, stripe_disputes):
    told = []
    for body in won(stripe_disputes):
        told.append(body)
        knock(body)
    before = Dispute.objects.get().history.count()
    renamed = told[0].replace(json.loads(told[0])["id"].encode(), b"evt_again")
    knock(renamed)
    require_end(payment, "won", [0, 0, 2000], held=False)
    assert Dispute.objects.get().history.count() == before


def test_a_story_is_told_with_its_facts(payment, stripe_disputes):
    for body in inquiry_closed(stripe_disputes):
        knock(body)
    dispute = Dispute.objects.get()
    assert (dispute.payment, dispute.amount_minor, dispute.currency) == (payment, 8900, "EUR")
    assert (dispute.category, dispute.network, dispute.network_code) == ("product_not_received", "visa", "13.1")
    moves = [event.to_state for event in dispute.events.exclude(to_state="")]
    assert moves == ["inquiry_answered", "inquiry_closed"]


def test_a_dispute_of_a_payment_that_nobody_knows_is_put_before_a_person(stripe_disputes):
    knock(next(lost(stripe_disputes)))
    event = WebhookEvent.objects.get()
    assert (event.state, event.topic) == ("parked", "dispute")
    assert "not known" in event.result


def test_the_sample_of_a_webhook_of_stripe_is_a_nudge_and_its_record_counts(make_payment, mila, stripe_disputes):
    with open("tests/samples/stripe/charge_dispute_closed_won.json", "rb") as sample:
        body = sample.read()
    told = json.loads(body)["data"]["object"]
    make_payment(mila, gateway="stripe", gateway_account="stripe", gateway_reference=told["charge"])
    stripe_disputes.disputes[told["id"]] = {**told, "status": "under_review", "is_charge_refundable": False}
    knock(body)
    assert Dispute.objects.get().state == "under_review"


def test_what_stripe_saw_of_the_purchase_is_evidence_that_nobody_asks_for(payment, stripe_disputes, ana):
    (_name, body) = opened(stripe_disputes, reason="fraudulent")
    knock(body)
    dispute = Dispute.objects.get()
    checks = {"cvc_check": "pass", "address_line1_check": "fail", "address_postal_code_check": "pass"}
    card = {"checks": checks, "three_d_secure": {"result": "authenticated"}}
    stripe_disputes.charges.append({
        "id": CHARGE, "object": "charge", "created": 1_790_000_000,
        "payment_method_details": {"type": "card", "card": card},
        "shipping": {"address": {"line1": "Lindenweg 4", "city": "Berlin", "postal_code": "10115", "country": "DE"}},
    })  # fmt: skip
    draft = open_draft(actor=Actor.user(ana), reference=dispute.reference)
    fill_draft(actor=Actor.user(ana), reference=dispute.reference)

    (trace,) = PaymentTrace.objects.filter(payment=payment)
    assert (trace.kind, trace.sent_by, trace.address) == (
        "purchase",
        "gateway:stripe",
        "Lindenweg 4, 10115, Berlin, DE",
    )
    passed = (
        "3-D Secure: authenticated by the issuer; security code matched; postal code of the billing address matched"
    )
    assert trace.words == passed, "what did not pass is not told"
    facts = gather_case(dispute, draft)
    found = {item.piece.code: item.found for item in check(facts, reason_for("fraudulent")).items}
    assert found["purchase_trace"] == f"{passed}."


def test_a_payment_that_stripe_does_not_tell_of_keeps_nobody_from_writing(payment, stripe_disputes, ana):
    (_name, body) = opened(stripe_disputes)
    knock(body)
    assert open_draft(actor=Actor.user(ana), reference=Dispute.objects.get().reference).texts
    assert not PaymentTrace.objects.exists()
