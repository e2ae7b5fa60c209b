"""Adyen's Settlement details report: every line with its sign, to the cent, or a sentence that names the line."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from customers.errors import BadInput
from refunds.gateways.adyen import GATEWAY as Adyen
from refunds.gateways.adyen.settlement import HOURS_AHEAD
from refunds.gateways.types import SettlementLine

REPORT = Path(__file__).parents[2] / "samples" / "adyen" / "settlement_detail_report_batch_4.csv"

READ = [
    # word, kind, amount, currency, fee, gateway reference, payment, our reference
    ("Settled", "payment", 5000, "EUR", 49, "QFQTPCQ8HXSKGK82", "QFQTPCQ8HXSKGK82", ""),
    ("Settled", "payment", 34_999, "EUR", 12, "1313642467023511", "1313642467023511", ""),
    ("Refunded", "refund", -2000, "EUR", 10, "LQWDDLKTSV2GGS82", "QFQTPCQ8HXSKGK82", "RF-2026-000123-1"),
    ("RefundedReversed", "refund_reversal", 2000, "EUR", 0, "LQWDDLKTSV2GGS82", "QFQTPCQ8HXSKGK82", ""),
    ("Chargeback", "dispute", -34_999, "EUR", 750, "2313642467170922", "1313642467023511", ""),
    ("ChargebackReversed", "dispute_reversal", 34_999, "EUR", 0, "2313642467170922", "1313642467023511", ""),
    ("SecondChargeback", "dispute", -34_999, "EUR", 0, "2313642467170922", "1313642467023511", ""),
    ("Refunded", "refund", -500, "JPY", 0, "LQWDDLKTSV2GJPY2", "PAYJPY0000000001", "RF-2026-000124-1"),
    ("Refunded", "refund", -900, "ISK", 0, "LQWDDLKTSV2GISK2", "PAYISK0000000001", "RF-2026-000125-1"),
    ("Fee", "fee", -1200, "EUR", 0, "", "", ""),
    ("Fee", "fee", -300, "EUR", 0, "", "", ""),
    ("DepositCorrection", "other", 5000, "EUR", 0, "", "", ""),
    ("MerchantPayout", "payout", -2118, "EUR", 0, "", "", ""),
]


def read(report: bytes | None = None, merchant: str = "TeapotsECOM") -> list[SettlementLine]:
    gateway = Adyen("adyen", {"secret_key": "k", "merchant_account": merchant})
    return list(gateway.read_settlement(REPORT.read_bytes() if report is None else report))


def changed(old: str, new: str) -> bytes:
    text = REPORT.read_text()
    assert old in text
    return text.replace(old, new, 1).encode()


def test_every_line_of_ours_is_read_with_its_sign() -> None:
    assert [
        (line.word, line.kind, line.amount_minor, line.currency, line.fee_minor, line.gateway_reference,
         line.payment_reference, line.refund_reference)
        for line in read()
    ] == READ  # fmt: skip
    assert {line.payout_reference for line in read()} == {"4"}


def test_the_same_report_read_again_gives_the_same_names_and_no_two_lines_share_one() -> None:
    names = [line.line_id for line in read()]

    assert names == [line.line_id for line in read()]
    assert len(set(names)) == len(names)
    assert names[2] == "4:Refunded:LQWDDLKTSV2GGS82"


def test_a_moment_is_read_in_the_zone_that_the_line_names() -> None:
    winter, summer = read()[0], read()[1]

    assert winter.settled_at == datetime(2026, 3, 14, 8, 0, tzinfo=UTC)
    assert summer.settled_at == datetime(2026, 4, 1, 7, 30, 5, tzinfo=UTC)
    assert all(-12 <= hours <= 14 for hours in HOURS_AHEAD.values())


def test_the_line_is_kept_as_it_came() -> None:
    assert read()[2].raw["Net Debit (NC)"] == "20.10"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("TimeZone", "Zone", "TimeZone"),
        (",CET,Settled", ",IST,Settled", "Line 2: The time zone IST"),
        ("2026-03-14 09:00:00", "yesterday", "Line 2: yesterday"),
        ("2026-03-14 09:00:00", "0001-01-01 00:00:00", "Line 2: 0001"),
        ("50.00", "50,00", "more or fewer columns"),
        ("50.00", "fifty", "Line 2: fifty"),
        ("50.00", "50.001", "Line 2: 50.001"),
        ("50.00", "NaN", "Line 2: NaN"),
        ("50.00", "Infinity", "Line 2: Infinity"),
        ("50.00", "1e999999999", "Line 2: 1e999999999"),
        ("50.00", "1e30", "Line 2: 1e30"),
        ("EUR,,50.00", "XXQ,,50.00", "Line 2"),
        ("Teapots,TeapotsECOM", '"Teapots,TeapotsECOM', "CSV"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_a_sentence(old: str, new: str, says: str) -> None:
    with pytest.raises(BadInput) as refused:
        read(changed(old, new))
    assert says in refused.value.message


@pytest.mark.parametrize("report", [b"", b"\xff\xfe", b"a,b\n1,2\n", b"\x00", b"PK\x03\x04"])
def test_another_file_is_refused(report: bytes) -> None:
    with pytest.raises(BadInput):
        read(report)


def test_a_report_of_another_account_is_refused_and_one_of_several_is_read_for_ours() -> None:
    with pytest.raises(BadInput, match="SomebodyECOM"):
        read(merchant="SomebodyECOM")
    assert [line.amount_minor for line in read(merchant="TeapotsPOS")] == [100]


def test_a_report_without_a_line_is_an_empty_one() -> None:
    assert read(REPORT.read_bytes().splitlines()[0]) == []
    assert len(read(b"\xef\xbb\xbf" + REPORT.read_bytes())) == len(READ)
