"""Mila disputes what she paid with PayPal: from the webhook to each end, with PayPal's own links and words."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from itertools import count, permutations
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from customers.actors import Actor
from customers.models import Payment
from disputes.actions.take_dispute import take_dispute
from disputes.actions.write_draft import open_draft
from disputes.models import Dispute, PaymentTrace
from refunds.actions.order_reconciliation import look_now
from refunds.gateways.card_checks import AUTHENTICATED, CODE_MATCHED, POSTAL_CODE_MATCHED, STREET_MATCHED
from refunds.gateways.dispute_types import AnswerState, EvidenceInstruction
from refunds.ledger import accounts
from refunds.ledger.balances import balance
from refunds.models import Difference, ReconciliationRun, Refund, WebhookEvent
from refunds.tasks import process_webhooks, work_reconciliations
from tests.disputes.desk import is_held, states, sums_and_fees
from tests.paypal_stand_in import CLIENT, PayPalStandIn

pytestmark = pytest.mark.django_db

DISPUTE = "PP-D-27803"
EVIDENCE = ("provide-evidence", "accept-claim")
WON, LOST = {"outcome_code": "RESOLVED_SELLER_FAVOUR"}, {"outcome_code": "RESOLVED_BUYER_FAVOUR"}
_deliveries = count(1)


@pytest.fixture
def payment(paypal_stand_in: PayPalStandIn, settings, make_payment, mila) -> Payment:
    """50.00 EUR, captured at the stand-in."""
    settings.GATEWAY_ACCOUNTS = {"paypal": {"gateway": "paypal", **CLIENT, "api_base": paypal_stand_in.address}}
    account = {"gateway": "paypal", "gateway_account": "paypal", "gateway_reference": paypal_stand_in.pay("50.00")}
    return make_payment(mila, total_minor=5000, **account)


@pytest.fixture
def told(paypal_stand_in: PayPalStandIn, payment: Payment, client: Client):
    """told("UNDER_REVIEW", ...) is what PayPal decided, told by webhook and worked off."""

    def tell(status: str, acts: tuple[str, ...] = (), **facts: Any) -> Dispute:
        about = [{"seller_transaction_id": payment.gateway_reference}]
        paypal_stand_in.dispute(DISPUTE, acts, status=status, disputed_transactions=about, **facts)
        return deliver(client, paypal_stand_in)

    return tell


def deliver(client: Client, paypal: PayPalStandIn, kind: str = "CUSTOMER.DISPUTE.UPDATED") -> Dispute:
    """PayPal sends what it holds now."""
    send(client, paypal, kind, paypal.disputes[DISPUTE])
    return Dispute.objects.get()


def send(client: Client, paypal: PayPalStandIn, kind: str, resource: dict[str, Any]) -> None:
    event = {
        "id": f"WH-{next(_deliveries)}",
        "event_type": kind,
        "create_time": datetime.now(UTC).isoformat(),
        "resource": resource,
    }
    raw = json.dumps(event).encode()
    answer = client.post(
        "/webhooks/paypal/", raw, content_type="application/json", headers=paypal.sign(raw, datetime.now(UTC))
    )
    assert answer.status_code == 200
    process_webhooks()
    assert set(WebhookEvent.objects.values_list("state", flat=True)) == {"processed"}


@pytest.fixture
def reversed_(paypal_stand_in: PayPalStandIn, payment: Payment, client: Client):
    """reversed_() is PayPal taking the captured sum back, told by webhook; again with what it took before."""

    def tell(made: dict[str, Any] | None = None) -> dict[str, Any]:
        made = made or paypal_stand_in.reverse(payment.gateway_reference, "50.00")
        itself = {"rel": "self", "href": f"https://api.paypal.com/v2/payments/refunds/{made['id']}"}
        told = {**made, "links": [itself, *made["links"]]}
        send(client, paypal_stand_in, "PAYMENT.CAPTURE.REVERSED", told)
        return made

    return tell


def moved(way: str, reason: str = "DISPUTE_SETTLEMENT", value: str = "50.00", day: int = 20) -> dict[str, Any]:
    amount, at = {"currency_code": "EUR", "value": value}, f"2026-04-{day}T08:00:00Z"
    return {"affected_party": "SELLER", "reason": reason, "type": way, "amount": amount, "initiated_time": at}


def test_an_inquiry_that_ends_in_peace_never_holds_the_payment(told, payment) -> None:
    dispute = told("OPEN", dispute_life_cycle_stage="INQUIRY")
    assert (dispute.state, dispute.stage, dispute.respond_by is not None) == ("inquiry", "inquiry", True)
    assert (dispute.may_respond, dispute.may_refund) == (False, True)
    assert not is_held(payment)

    told("WAITING_FOR_BUYER_RESPONSE")
    dispute = told("RESOLVED", dispute_outcome={"outcome_code": "RESOLVED_BUYER_FAVOUR"})
    assert states(dispute) == ["inquiry_answered", "inquiry_closed"]
    assert not is_held(payment)
    assert sums_and_fees() == [0, 0, 0]


def test_a_buyer_who_answers_back_makes_the_inquiry_ours_again(told) -> None:
    told("OPEN", dispute_life_cycle_stage="INQUIRY")
    told("WAITING_FOR_BUYER_RESPONSE")
    dispute = told("WAITING_FOR_SELLER_RESPONSE", EVIDENCE)

    assert (dispute.state, dispute.round) == ("inquiry", 2)
    assert dispute.respond_by
    assert not dispute.attention


def test_an_inquiry_becomes_a_claim_that_we_win(told, payment, paypal_stand_in: PayPalStandIn) -> None:
    told("OPEN", dispute_life_cycle_stage="INQUIRY")
    dispute = told("WAITING_FOR_SELLER_RESPONSE", EVIDENCE, dispute_life_cycle_stage="CHARGEBACK")
    assert (dispute.state, dispute.may_respond, dispute.may_accept) == ("needs_response", True, True)
    assert is_held(payment)

    answer = EvidenceInstruction("a-1", DISPUTE, payment.gateway_reference, {"uncategorized_text": "It arrived."})
    assert paypal_stand_in.gateway().answer_dispute(answer).state == AnswerState.TAKEN
    dispute = told("UNDER_REVIEW")
    assert (dispute.state, dispute.answers_there) == ("under_review", 1)

    dispute = told("RESOLVED", dispute_outcome=WON)
    assert states(dispute) == ["needs_response", "under_review", "won"]
    assert dispute.outcome_words == "RESOLVED_SELLER_FAVOUR"
    assert not is_held(payment)


def test_a_claim_that_is_lost_takes_money_and_fee(told, payment) -> None:
    told("WAITING_FOR_SELLER_RESPONSE", EVIDENCE)
    told("UNDER_REVIEW")
    movements = [moved("DEBIT"), moved("DEBIT", "DISPUTE_FEE", "14.00")]
    dispute = told("RESOLVED", dispute_outcome=LOST, money_movements=movements)

    assert states(dispute) == ["under_review", "lost"]
    assert sums_and_fees() == [0, 5000, 1400]
    assert is_held(payment)


LOST_WITH_MONEY: dict[str, Any] = {"dispute_outcome": LOST, "money_movements": [moved("DEBIT")]}


def test_the_money_of_a_lost_claim_is_told_twice_and_booked_once(told, reversed_, payment) -> None:
    told("WAITING_FOR_SELLER_RESPONSE", EVIDENCE)
    taken = reversed_()
    assert sums_and_fees() == [5000, 0, 0]
    dispute = told("RESOLVED", **LOST_WITH_MONEY)
    reversed_(taken)

    assert sums_and_fees() == [0, 5000, 0]
    assert balance(accounts.gateway_balance("paypal", "paypal"), "EUR") == -5000
    assert not Refund.objects.exists()
    assert dispute.events.filter(kind="dispute.reversal").count() == 1


def test_the_reversal_may_come_after_the_dispute_told_of_its_end(told, reversed_) -> None:
    told("RESOLVED", **LOST_WITH_MONEY)
    reversed_(reversed_())

    assert sums_and_fees() == [0, 5000, 0]
    assert not Refund.objects.exists()


def test_a_reversal_without_a_word_in_the_dispute_is_booked_all_the_same(told, reversed_) -> None:
    told("RESOLVED", dispute_outcome=LOST)
    reversed_()

    assert sums_and_fees() == [0, 5000, 0]


def test_a_second_round_that_takes_the_money_again_is_booked_again(told, reversed_) -> None:
    reversed_after = [moved("DEBIT"), moved("CREDIT", day=22)]
    told("RESOLVED", **LOST_WITH_MONEY)
    reversed_()
    told("RESOLVED", dispute_outcome=WON, money_movements=reversed_after)
    assert sums_and_fees() == [0, 0, 0]
    reversed_()
    told("RESOLVED", dispute_outcome=LOST, money_movements=[*reversed_after, moved("DEBIT", day=27)])

    assert sums_and_fees() == [0, 5000, 0]


def test_a_reversal_that_came_before_the_dispute_was_known_stays_the_refund_that_it_became(told, reversed_) -> None:
    reversed_()
    refund = Refund.objects.get()
    assert (refund.origin, refund.state, refund.amount_minor) == ("gateway", "completed", 5000)

    told("RESOLVED", **LOST_WITH_MONEY)
    assert sums_and_fees() == [0, 0, 0]
    assert balance(accounts.gateway_balance("paypal", "paypal"), "EUR") == -5000


def test_a_comparison_knows_a_reversal_for_the_disputes_money(told, paypal_stand_in, payment, fatima) -> None:
    told("WAITING_FOR_SELLER_RESPONSE", EVIDENCE)
    paypal_stand_in.reverse(payment.gateway_reference, "50.00")
    for _ in range(2):
        ReconciliationRun.objects.update(created_at=timezone.now() - timedelta(days=3))
        look_now(actor=Actor.user(fatima), account="paypal")
        work_reconciliations()

    assert sums_and_fees() == [5000, 0, 0]
    assert not Refund.objects.exists()
    assert not Difference.objects.exists()


def test_an_appeal_that_succeeds_brings_the_money_back(told, payment) -> None:
    told("RESOLVED", dispute_outcome=LOST, money_movements=[moved("DEBIT")])
    back = [moved("DEBIT"), moved("CREDIT", day=28)]
    dispute = told("RESOLVED", dispute_outcome=WON, money_movements=back)

    assert states(dispute) == ["lost", "won"]
    assert sums_and_fees() == [0, 0, 0]
    assert not is_held(payment)


def test_a_claim_that_we_accept_is_lost_to_paypal_and_stays_accepted_to_us(told, paypal_stand_in, client) -> None:
    told("WAITING_FOR_SELLER_RESPONSE", EVIDENCE)
    assert paypal_stand_in.gateway().accept_dispute(DISPUTE, "a-1").state == AnswerState.TAKEN
    dispute = Dispute.objects.get()
    dispute.accept()
    dispute.save()

    assert deliver(client, paypal_stand_in, "CUSTOMER.DISPUTE.RESOLVED").state == "accepted"


def test_a_buyer_who_cancels_leaves_the_payment_free(told, payment) -> None:
    told("WAITING_FOR_SELLER_RESPONSE", EVIDENCE)
    dispute = told("RESOLVED", dispute_outcome={"outcome_code": "CANCELED_BY_BUYER"})

    assert dispute.state == "withdrawn"
    assert not is_held(payment)


def test_a_won_case_comes_back_at_a_further_stage(told) -> None:
    told("RESOLVED", dispute_outcome=WON)
    dispute = told("WAITING_FOR_SELLER_RESPONSE", EVIDENCE, dispute_life_cycle_stage="PRE_ARBITRATION")

    assert (dispute.state, dispute.stage, dispute.round) == ("needs_response", "pre_arbitration", 2)


def test_paypal_may_ask_again_after_an_answer(told) -> None:
    told("WAITING_FOR_SELLER_RESPONSE", EVIDENCE)
    told("UNDER_REVIEW")
    dispute = told("WAITING_FOR_SELLER_RESPONSE", EVIDENCE)

    assert (dispute.state, dispute.round) == ("needs_response", 2)
    assert not dispute.attention


def test_what_was_read_early_and_comes_late_asks_for_nothing_again(told, payment, paypal_stand_in) -> None:
    told("WAITING_FOR_SELLER_RESPONSE", EVIDENCE)
    early = paypal_stand_in.gateway().read_dispute(DISPUTE)
    told("UNDER_REVIEW")
    dispute = take_dispute(actor=Actor.gateway("paypal"), gateway="paypal", account="paypal", record=early)

    assert (dispute.state, dispute.round, dispute.attention) == ("under_review", 1, "")


def test_a_word_that_nobody_knows_goes_before_a_person(told) -> None:
    told("WAITING_FOR_SELLER_RESPONSE", EVIDENCE)
    dispute = told("OTHER")

    assert dispute.state == "needs_response"
    assert "OTHER" in dispute.attention


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_what_paypal_holds_counts_in_whatever_order_it_is_read(told, payment, paypal_stand_in, order) -> None:
    about = {"disputed_transactions": [{"seller_transaction_id": payment.gateway_reference}]}
    read = []
    for status, facts in (
        ("WAITING_FOR_SELLER_RESPONSE", about),
        ("UNDER_REVIEW", {}),
        ("RESOLVED", {"dispute_outcome": LOST, "money_movements": [moved("DEBIT")]}),
    ):
        paypal_stand_in.dispute(DISPUTE, EVIDENCE, status=status, **facts)
        read.append(paypal_stand_in.gateway().read_dispute(DISPUTE))
    for number in (*order, *order):
        dispute = take_dispute(actor=Actor.gateway("paypal"), gateway="paypal", account="paypal", record=read[number])

    assert (dispute.state, dispute.round, dispute.attention) == ("lost", 1, "")
    assert sums_and_fees() == [0, 5000, 0]
    assert is_held(payment)


def test_the_same_webhook_twice_is_one_dispute(told, client, paypal_stand_in) -> None:
    told("WAITING_FOR_SELLER_RESPONSE", EVIDENCE)
    dispute = deliver(client, paypal_stand_in)

    assert dispute.events.filter(kind="dispute.opened").count() == 1
    assert states(dispute) == []


def test_what_paypal_saw_of_the_card_is_evidence_that_nobody_asks_for(told, payment, paypal_stand_in, ana) -> None:
    dispute = told("WAITING_FOR_SELLER_RESPONSE", EVIDENCE)
    authentication = {"liability_shift": "POSSIBLE", "three_d_secure": {"authentication_status": "Y"}}
    place = {"address_line_1": "Lindenweg 4", "postal_code": "10115", "admin_area_2": "Berlin", "country_code": "DE"}
    paypal_stand_in.captures[payment.gateway_reference]["processor_response"] = {"avs_code": "X", "cvv_code": "M"}
    paypal_stand_in.bought_with = {
        "source": {"card": {"brand": "VISA", "authentication_result": authentication}},
        "unit": {"shipping": {"address": place}},
    }
    for _time in range(2):
        open_draft(actor=Actor.user(ana), reference=dispute.reference)

    (trace,) = PaymentTrace.objects.filter(payment=payment)
    assert (trace.sent_by, trace.address) == ("gateway:paypal", "Lindenweg 4, 10115, Berlin, DE")
    assert trace.words == "; ".join((AUTHENTICATED, CODE_MATCHED, STREET_MATCHED, POSTAL_CODE_MATCHED))


@pytest.mark.parametrize(
    ("letter", "network", "matched"),
    [("X", "AMEX", []), ("X", "", []), ("Y", "AMEX", [STREET_MATCHED, POSTAL_CODE_MATCHED]), ("N", "VISA", [])],
)
def test_a_letter_counts_by_what_its_network_means(payment, paypal_stand_in, letter, network, matched) -> None:
    capture = paypal_stand_in.captures[payment.gateway_reference]
    capture |= {"processor_response": {"avs_code": letter}, "network_transaction_reference": {"network": network}}

    seen = paypal_stand_in.gateway().payment_seen(payment.gateway_reference)

    assert [sight.words for sight in seen] == ["; ".join(matched)] * bool(matched)


def test_a_payment_without_an_order_tells_what_the_capture_knows(payment, paypal_stand_in) -> None:
    capture = paypal_stand_in.captures[payment.gateway_reference]
    capture |= {"processor_response": {"cvv_code": "M"}, "supplementary_data": {}}

    (seen,) = paypal_stand_in.gateway().payment_seen(payment.gateway_reference)

    assert (seen.words, seen.address) == (CODE_MATCHED, "")
