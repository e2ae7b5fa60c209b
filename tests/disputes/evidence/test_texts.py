"""The first words of a draft: what the facts say, in the fields that the gateway takes."""

from __future__ import annotations

from dataclasses import replace

from disputes.evidence.texts import CE3, fields_for, first_texts
from tests.disputes.desk import DEVICE
from tests.disputes.packet.test_every_reason import RICH

FRAUD = replace(RICH, category="fraudulent", network="visa", network_code="10.4")
DISPUTED = f"{CE3}.disputed_transaction"
FIELDS = (
    "uncategorized_text", f"{DISPUTED}.customer_purchase_ip", f"{DISPUTED}.customer_account_id",
    f"{DISPUTED}.customer_device_id", f"{CE3}.prior_undisputed_transactions.0.charge",
    f"{CE3}.prior_undisputed_transactions.1.charge",
)  # fmt: skip


def test_what_visa_compares_is_written_where_a_gateway_has_fields_for_it():
    texts = first_texts(FRAUD, FIELDS)
    assert texts[f"{DISPUTED}.customer_purchase_ip"] == "203.0.113.7"
    assert texts[f"{DISPUTED}.customer_device_id"] == DEVICE
    assert texts[f"{CE3}.prior_undisputed_transactions.0.charge"] == "ch_0"
    assert set(texts) == set(FIELDS)


def test_a_gateway_that_names_no_fields_gets_none_of_that():
    assert not any(name.startswith(CE3) for name in first_texts(FRAUD))


def test_another_reason_gets_none_of_that():
    assert set(first_texts(replace(FRAUD, network_code="13.1"), FIELDS)) == {"uncategorized_text"}


def test_a_gateway_with_one_note_gets_one_field():
    assert fields_for(("uncategorized_text",)) == ["uncategorized_text"]
    assert fields_for(("notes",)) == ["uncategorized_text"]
    assert len(fields_for(())) > 10


def test_two_payments_are_told_apart_by_the_gateways_numbers():
    texts = first_texts(replace(RICH, category="duplicate", network_code="12.6.1"))
    assert texts["duplicate_charge_id"] == "ch_8"
    assert "ch_9 of" in texts["duplicate_charge_explanation"] and "1 × Cup" in texts["duplicate_charge_explanation"]


def test_a_text_names_no_paper_that_the_packet_does_not_have():
    canceled = replace(RICH, category="subscription_canceled", network_code="13.2")
    assert "after the payment" in first_texts(canceled)["cancellation_rebuttal"]
    refused = replace(RICH, category="product_unacceptable", network_code="13.3")
    assert "It is attached" in first_texts(refused)["refund_policy_disclosure"]
    lost = first_texts(replace(RICH, category="product_not_received", network_code="13.1"))
    assert "cancellation_rebuttal" not in lost and "refund_policy_disclosure" not in lost


def test_earlier_payments_are_told_only_where_they_win_something():
    told = "paid with the same card before without a dispute"
    assert told in first_texts(FRAUD)["uncategorized_text"]
    assert told not in first_texts(replace(FRAUD, category="duplicate"))["uncategorized_text"]
