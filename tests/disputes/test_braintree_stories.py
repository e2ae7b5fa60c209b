"""Mila's bank disputes what she paid with Braintree: from the webhook's arrival to each end."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import permutations
from typing import Any

import pytest
from django.test import Client

from customers.actors import Actor
from customers.models import Payment
from disputes.actions.take_dispute import take_dispute
from disputes.actions.write_draft import open_draft
from disputes.models import Dispute, PaymentTrace
from refunds.gateways.card_checks import AUTHENTICATED, CODE_MATCHED, POSTAL_CODE_MATCHED
from refunds.gateways.dispute_types import AnswerState, EvidenceInstruction
from refunds.models import WebhookEvent
from refunds.tasks import process_webhooks
from tests.braintree_stand_in import ACCOUNT, BraintreeStandIn
from tests.disputes.desk import is_held, states, sums

pytestmark = pytest.mark.django_db

TAKEN = {"status": "open", "disbursement_date": date(2026, 3, 15)}
BACK = {"status": "won", "disbursement_date": date(2026, 4, 20)}


@pytest.fixture
def payment(braintree: BraintreeStandIn, settings, make_payment, mila) -> Payment:
    """50.00 EUR, settled at the stand-in."""
    settings.GATEWAY_ACCOUNTS = {"braintree": {"gateway": "braintree", **ACCOUNT, "api_base": braintree.address}}
    account = {"gateway": "braintree", "gateway_account": "braintree", "gateway_reference": braintree.pay("50.00")}
    return make_payment(mila, total_minor=5000, **account)


@pytest.fixture
def told(braintree: BraintreeStandIn, payment: Payment):
    """told("won", ...) is what the bank decided, told by webhook and worked off."""

    def tell(status: str, dispute: str = "dp1", **facts: Any) -> Dispute:
        about = {"id": payment.gateway_reference, "payment_instrument_subtype": "Visa"}
        shown = braintree.dispute(dispute, status=status, transaction=about, **facts)
        kind = "dispute_opened" if status == "open" else f"dispute_{status}"
        raw = braintree.tells(kind, {"dispute": shown}, datetime.now(UTC))
        form = "application/x-www-form-urlencoded"
        assert Client().post("/webhooks/braintree/", raw, content_type=form).status_code == 200
        process_webhooks()
        assert set(WebhookEvent.objects.values_list("state", flat=True)) == {"processed"}
        return Dispute.objects.get(gateway_reference=dispute)

    return tell


def test_a_chargeback_that_we_answer_and_win(told, payment, braintree) -> None:
    dispute = told("open", status_history=[TAKEN])
    assert (dispute.state, dispute.may_respond, sums()) == ("needs_response", True, [5000, 0])
    assert dispute.respond_by == datetime(2026, 3, 28, tzinfo=UTC)
    assert is_held(payment)

    answer = EvidenceInstruction("a-1", "dp1", payment.gateway_reference, {"uncategorized_text": "It arrived."})
    assert braintree.gateway().answer_dispute(answer).state == AnswerState.TAKEN
    dispute = told("disputed")
    assert (dispute.state, dispute.answers_there, dispute.may_respond) == ("under_review", 1, False)
    dispute = told("won", status_history=[TAKEN, BACK], amount_won="50.00")
    assert states(dispute) == ["under_review", "won"]
    assert (sums(), is_held(payment)) == ([0, 0], False)


ENDS = [
    # the words on the way; where it ends, written off, held
    (["disputed", "under_review", "lost"], "lost", 5000, True),
    (["accepted"], "accepted", 5000, True),
    (["auto_accepted"], "accepted", 5000, True),
    (["expired"], "expired", 5000, True),
    (["lost"], "lost", 5000, True),
]


@pytest.mark.parametrize(("words", "state", "written_off", "held"), ENDS)
def test_a_chargeback_ends_as_braintree_says(told, payment, words, state, written_off, held) -> None:
    told("open", status_history=[TAKEN])
    for word in words:
        dispute = told(word)

    assert (dispute.state, dispute.attention) == (state, "")
    assert (sums(), is_held(payment)) == ([0, written_off], held)


def test_a_partly_won_case_writes_off_what_did_not_come_back(told) -> None:
    told("won", status_history=[TAKEN, BACK], amount_won="45.00")

    assert sums() == [0, 500]


def test_a_retrieval_leaves_the_payment_free(told, payment) -> None:
    dispute = told("open", kind="retrieval", reason="retrieval")
    assert (dispute.state, is_held(payment)) == ("inquiry", False)

    told("disputed")
    dispute = told("won")
    assert (states(dispute), sums()) == (["inquiry_answered", "inquiry_closed"], [0, 0])


def test_what_the_network_settled_before_is_prevented_and_its_money_gone(told, payment) -> None:
    history = [{"status": "auto_accepted", "disbursement_date": date(2026, 3, 15)}]
    dispute = told("auto_accepted", pre_dispute_program="visa_rdr", status_history=history)

    assert (dispute.state, sums()) == ("prevented", [0, 5000])
    assert is_held(payment)


def test_a_pre_arbitration_is_a_case_that_follows_the_first(told) -> None:
    first = told("won", status_history=[TAKEN, BACK], amount_won="50.00")
    second = told("open", "dp2", kind="pre_arbitration", original_dispute_id="dp1", status_history=[TAKEN])

    assert (second.follows, second.stage, second.state) == (first, "pre_arbitration", "needs_response")
    assert sums() == [5000, 0]
    second = told("lost", "dp2")
    assert (second.state, sums()) == ("lost", [0, 5000])


def test_a_case_of_an_unknown_kind_goes_before_a_person(told) -> None:
    dispute = told("open", kind="compliance")

    assert dispute.state == "needs_response"
    assert dispute.attention


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_what_braintree_holds_counts_in_whatever_order_it_is_read(braintree, payment, order) -> None:
    about = {"transaction": {"id": payment.gateway_reference}, "status_history": [TAKEN]}
    read = []
    for status in ("open", "disputed", "lost"):
        braintree.dispute("dp1", status=status, **about)
        read.append(braintree.gateway().read_dispute("dp1"))
    for number in (*order, *order):
        dispute = take_dispute(
            actor=Actor.gateway("braintree"), gateway="braintree", account="braintree", record=read[number]
        )

    assert (dispute.state, dispute.round, dispute.attention) == ("lost", 1, "")
    assert (sums(), is_held(payment)) == ([0, 5000], True)


def test_what_braintree_saw_of_the_purchase_is_evidence_that_nobody_asks_for(told, payment, braintree, ana) -> None:
    dispute = told("open", reason="fraud")
    braintree.transactions[payment.gateway_reference] |= {
        "cvv_response_code": "M", "avs_street_address_response_code": "N", "avs_postal_code_response_code": "M",
        "three_d_secure_info": {"status": "authenticate_successful", "liability_shifted": True},
        "shipping": {"street_address": "Lindenweg 4", "postal_code": "10115", "locality": "Berlin"},
    }  # fmt: skip
    for _time in range(2):
        open_draft(actor=Actor.user(ana), reference=dispute.reference)

    (trace,) = PaymentTrace.objects.filter(payment=payment)
    assert (trace.sent_by, trace.address) == ("gateway:braintree", "Lindenweg 4, 10115, Berlin")
    assert trace.words == f"{AUTHENTICATED}; {CODE_MATCHED}; {POSTAL_CODE_MATCHED}", "what did not match is not told"
