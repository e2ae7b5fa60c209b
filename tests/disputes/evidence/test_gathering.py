"""What is found by itself for a dispute, what is missing, and whom to ask for it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from customers.actors import Actor
from disputes.actions.sign_statement import sign_statement
from disputes.evidence.checklist import check
from disputes.evidence.discovery import reason_for
from disputes.evidence.reason import Goods
from disputes.evidence.texts import first_texts
from disputes.gathering import gather_case, gather_payment
from disputes.models import FraudWarning
from disputes.packet.records import records_for
from refunds.actions.keep_words import keep_words_about
from refunds.models import PolicyVersion
from refunds.policy.parameters import DEFAULT_POLICY
from tests.desk import approve, ask, known_to_sandbox, worker_runs
from tests.disputes.desk import DEVICE, HOME, delivered, disputed, saw

pytestmark = pytest.mark.django_db

NOT_RECEIVED = {"reason": "product_not_received", "network_code": "13.1"}


@pytest.fixture
def payment(make_payment, mila):
    return make_payment(mila)


def checked(dispute):
    """The lines of the checklist by the piece's code, and how ready it is."""
    found = check(gather_case(dispute), reason_for(dispute.category))
    return {item.piece.code: item for item in found.items}, found.readiness


def test_a_parcel_that_was_delivered_and_signed_for_is_found(payment):
    delivered(payment)
    lines, readiness = checked(disputed(payment, **NOT_RECEIVED))
    assert lines["delivery_confirmed"].found.startswith("DHL 00340434161094021501, delivered on")
    assert lines["delivery_address"].found == HOME
    assert lines["signature"].found == "Signed by M. Novak."
    assert readiness > 90
    assert next(iter(lines)) == "delivery_confirmed"


def test_a_gap_says_whom_to_ask_and_weighs_what_it_is_worth(payment):
    lines, readiness = checked(disputed(payment, **NOT_RECEIVED))
    assert not lines["delivery_confirmed"].is_there
    assert str(lines["delivery_confirmed"].ask) == "Ask the warehouse or the carrier."
    assert readiness < 40


def test_a_number_without_a_carriers_word_is_no_delivery(payment):
    saw(payment, "shipment", carrier="DHL", tracking_number="0034")
    lines, _readiness = checked(disputed(payment, **NOT_RECEIVED))
    assert not lines["delivery_confirmed"].is_there


def test_proof_of_credit_comes_first_when_the_payment_was_refunded(make_payment, mila, boris):
    payment = known_to_sandbox(make_payment(mila))
    refund = approve(ask(payment), boris)
    worker_runs()
    dispute = disputed(payment, **NOT_RECEIVED)
    lines, _readiness = checked(dispute)
    assert next(iter(lines)) == "proof_of_credit"
    assert lines["proof_of_credit"].found == f"89.00\xa0EUR went back ({refund.reference})."
    assert gather_case(dispute).credits[0].number.startswith("sbr_")


def test_what_mila_signed_stands_first_and_goes_into_the_packet(payment, mila):
    dispute = disputed(payment, **NOT_RECEIVED)
    sign_statement(actor=Actor.customer(mila), reference=dispute.reference, name="Mila Novak", words="It came late.")
    lines, _readiness = checked(dispute)
    assert next(iter(lines)) == "withdrawn"
    assert lines["withdrawn"].found.startswith("Mila Novak signed on ")
    facts = gather_case(dispute)
    (record,) = records_for(facts, ["withdrawn"])
    assert record.passages[0][0].startswith("Mila Novak, ")
    assert "It came late." in record.passages[0][1]
    assert "signed that this dispute was a mistake" in first_texts(facts)["uncategorized_text"]


def test_without_a_refund_its_proof_is_no_gap(payment):
    lines, _readiness = checked(disputed(payment, reason="credit_not_processed", network_code="13.6"))
    assert "proof_of_credit" not in lines


def test_the_policy_is_the_one_of_the_day_of_the_purchase(payment):
    PolicyVersion.objects.create(
        number=2, document=DEFAULT_POLICY, summary="Stricter", starts_at=timezone.now() - timedelta(days=1)
    )
    facts = gather_case(disputed(payment))
    assert facts.policy is not None and facts.policy.number == 1
    assert all(title and words for title, words in facts.policy.rules)


def test_earlier_undisputed_payments_are_matched_as_visa_wants_it(make_payment, mila):
    marks = {"ip": "203.0.113.7", "device_id": DEVICE, "account": "mila"}
    now = timezone.now()
    for days in (140, 250):
        saw(make_payment(mila, captured_at=now - timedelta(days=days)), "purchase", days, **marks)
    payment = make_payment(mila)
    saw(payment, "purchase", 3, **marks)
    lines, _readiness = checked(disputed(payment, opened_at=now))
    assert "Compelling Evidence 3.0" in lines["earlier_payments"].found


def test_an_earlier_payment_that_was_disputed_itself_does_not_count(make_payment, mila, tom):
    now = timezone.now()
    old = [make_payment(mila, captured_at=now - timedelta(days=days)) for days in (140, 250)]
    make_payment(tom, captured_at=now - timedelta(days=200))
    disputed(old[0])
    facts = gather_case(disputed(make_payment(mila), opened_at=now))
    assert [earlier.reference for earlier in facts.earlier] == [old[1].reference]


def test_an_earlier_payment_that_its_bank_called_fraud_does_not_count(make_payment, mila):
    now = timezone.now()
    old = [make_payment(mila, captured_at=now - timedelta(days=days)) for days in (140, 250)]
    FraudWarning.objects.create(
        payment=old[0], gateway="sandbox", gateway_account="sandbox", gateway_reference="issfr_1"
    )
    facts = gather_case(disputed(make_payment(mila), opened_at=now))
    assert [earlier.reference for earlier in facts.earlier] == [old[1].reference]


def test_a_second_payment_of_the_same_amount_is_shown_for_charged_twice(make_payment, mila):
    payment, twin = make_payment(mila), make_payment(mila)
    lines, _readiness = checked(disputed(payment, reason="duplicate", network_code="12.6.1"))
    assert lines["second_purchase"].found == f"{twin.reference} for order {twin.order_reference}."


def test_what_was_said_stands_in_order_of_time(make_payment, mila, boris):
    payment = known_to_sandbox(make_payment(mila))
    ask(payment, reason_text="It is broken.")
    letters = gather_case(disputed(payment)).letters
    assert letters[0].by_customer and letters[0].text == "It is broken."
    assert [letter.at for letter in letters] == sorted(letter.at for letter in letters)


def test_what_the_customer_writes_about_the_dispute_is_told_and_account_numbers_are_not(payment, mila):
    dispute = disputed(payment, **NOT_RECEIVED)
    words = "Sorry, my neighbour had it. My account is DE89 3704 0044 0532 0130 00, in case you need it."
    keep_words_about(mila, dispute.reference, Actor.customer(mila), words, subject="Re: your dispute")
    facts = gather_case(dispute)
    (record,) = records_for(facts, ["messages"])
    ((head, told),) = record.passages
    assert "customer: Re: your dispute" in head
    assert told == "Sorry, my neighbour had it. My account is [account ending 3000], in case you need it."
    said = first_texts(facts)["uncategorized_text"]
    assert "We have no message from the customer from before this dispute." in said, "that came after it"


def test_silence_is_claimed_only_where_nothing_was_asked_for_before(make_payment, mila, tom):
    quiet = gather_case(disputed(make_payment(tom), **NOT_RECEIVED))
    assert "We have no message from the customer" in first_texts(quiet)["uncategorized_text"]
    assert records_for(quiet, ["messages"])[0].passages[0][0] == "No messages"

    asked_for = make_payment(mila)
    ask(asked_for)  # in the portal, without a word; and no letter has left yet
    facts = gather_case(disputed(asked_for, **NOT_RECEIVED))
    assert facts.letters == [] and facts.was_in_touch
    assert "We have no message" not in first_texts(facts)["uncategorized_text"]
    assert records_for(facts, ["messages"]) == []
    lines = {item.piece.code: item for item in check(facts, reason_for(facts.category)).items}
    assert not lines["messages"].is_there


def test_how_the_terms_were_shown_is_a_gap_until_a_system_tells_it(payment):
    asks_for_money = {"reason": "credit_not_processed", "network_code": "13.6"}
    lines, before = checked(disputed(payment, **asks_for_money))
    assert not lines["policy_shown"].is_there and "whoever runs the shop's systems" in str(lines["policy_shown"].ask)

    saw(payment, "terms", 3, words="“Terms of return” above “Pay now”, box ticked.", account="mila", ip="203.0.113.7")
    dispute = disputed(payment, **asks_for_money)
    lines, after = checked(dispute)
    assert lines["policy_shown"].found.startswith("Shown on ") and after > before
    facts = gather_case(dispute)
    said = first_texts(facts)["refund_policy_disclosure"]
    assert "Version 1 of our refund policy" in said
    assert "to mila, 203.0.113.7: “Terms of return” above “Pay now”, box ticked." in said
    (record,) = records_for(facts, ["policy_shown"])
    assert record.title == "How the terms were shown" and record.rows[0][1].startswith("“Terms of return”")


def test_how_ready_a_payment_is_before_anybody_disputes_it(payment):
    before = check(gather_payment(payment, "product_not_received"), reason_for("product_not_received"))
    delivered(payment)
    after = check(gather_payment(payment, "product_not_received"), reason_for("product_not_received"))
    assert before.readiness < after.readiness
    assert after.gaps


def test_it_costs_a_fixed_number_of_queries(make_payment, mila, django_assert_max_num_queries):
    for _ in range(4):
        make_payment(mila, captured_at=timezone.now() - timedelta(days=200))
    payment = make_payment(mila)
    delivered(payment)
    dispute = disputed(payment)
    with django_assert_max_num_queries(11):
        facts = gather_case(dispute)
    assert facts.goods == Goods.PHYSICAL


def test_who_signed_for_a_service_stands_on_its_record_and_nothing_that_nobody_knows(payment):
    saw(payment, "service", words="Two chairs repaired", signed_by="M. Novak")
    (record,) = records_for(gather_case(disputed(payment)), ["service_record"])
    assert list(record.heads) == ["When", "What", "Signed by"]
    assert record.rows[0][1:] == ("Two chairs repaired", "M. Novak")


def test_the_policy_is_shown_for_what_a_customer_may_have_back_and_not_for_how_we_decide(payment):
    titles = [title for title, _words in gather_case(disputed(payment)).policy.rules]
    assert "Return window" in titles and titles[0] == "Return window"
    assert not {"Automatic approval", "Frequency of requests", "Same request twice"} & set(titles)
