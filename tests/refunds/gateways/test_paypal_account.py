"""What PayPal lists of its own account: payments, refunds, settlement lines, the balance; and its report in a file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from customers.clock import clock_at
from customers.errors import BadInput
from refunds.gateways.errors import Unreachable
from refunds.gateways.paypal import GATEWAY as PayPal
from refunds.gateways.paypal.transactions import ranges
from refunds.gateways.types import OutcomeState, RefundInstruction, SettlementKind
from tests.paypal_stand_in import CLIENT, PayPalStandIn
from tests.refunds.gateways.answering_server import AnsweringServer, answering_server

REPORT = (Path(__file__).parents[2] / "samples" / "paypal" / "settlement_report.csv").read_bytes()
SINCE, UNTIL = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 31, tzinfo=UTC)
K = SettlementKind


@pytest.fixture
def server() -> Iterator[AnsweringServer]:
    with answering_server() as server, clock_at(datetime(2026, 4, 1, tzinfo=UTC)):
        server.by_path["/v1/oauth2/token"] = (
            200,
            b'{"access_token": "t", "token_type": "Bearer", "expires_in": 32400}',
        )
        yield server


@pytest.fixture
def gateway(server: AnsweringServer) -> PayPal:
    return PayPal("paypal", {**CLIENT, "api_base": server.address})


def listed(code: str, value: str, **info: Any) -> dict[str, Any]:
    standard = {
        "transaction_id": "T1",
        "transaction_event_code": code,
        "transaction_initiation_date": "2026-03-14T09:00:00+0000",
        "transaction_amount": {"currency_code": "EUR", "value": value},
        "transaction_status": "S",
    }
    return {"transaction_info": {**standard, **info}}


def test_a_payment_comes_with_its_payer_and_what_went_back_of_it(server: AnsweringServer, gateway: PayPal) -> None:
    payment = listed("T0006", "50.00", invoice_id="ORDER-1001", transaction_subject="A teapot")
    payment["payer_info"] = {
        "email_address": "mila@example.org",
        "country_code": "AT",
        "payer_name": {"given_name": "Mila", "surname": "Novak"},
    }
    back = listed("T1107", "-20.00", transaction_id="R1", paypal_reference_id="T1", paypal_reference_id_type="TXN")
    denied = listed("T1107", "-9.00", paypal_reference_id="T1", paypal_reference_id_type="TXN", transaction_status="D")
    server.says(200, {"transaction_details": [payment, back, denied, listed("T0006", "-3.00")], "total_pages": 1})

    (pulled,) = gateway.pull_payments(SINCE, UNTIL)

    assert (pulled.gateway_reference, pulled.amount_minor, pulled.currency) == ("T1", 5000, "EUR")
    assert pulled.captured_at == datetime(2026, 3, 14, 9, tzinfo=UTC)
    assert (pulled.customer_email, pulled.customer_name, pulled.country) == ("mila@example.org", "Mila Novak", "AT")
    assert (pulled.order_reference, pulled.description, pulled.method_kind) == ("ORDER-1001", "A teapot", "wallet")
    assert pulled.refunded_minor == 4000  # the stand-in lists the refund under both of its codes


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("S", OutcomeState.SUCCEEDED),
        ("P", OutcomeState.PENDING),
        ("D", OutcomeState.FAILED),
        ("V", OutcomeState.REVERSED),
        ("X", OutcomeState.PENDING),
    ],
)
def test_a_refund_in_this_status_was_pulled_as(
    server: AnsweringServer, gateway: PayPal, status: str, state: OutcomeState
) -> None:
    refund = listed(
        "T1107",
        "-20.00",
        transaction_id="R1",
        transaction_status=status,
        paypal_reference_id="T1",
        paypal_reference_id_type="TXN",
        custom_field="RF-2026-000123-1",
    )
    server.says(200, {"transaction_details": [refund, listed("T0006", "50.00")]})

    pulled = next(gateway.pull_refunds(SINCE, UNTIL))

    assert (pulled.outcome.state, pulled.outcome.gateway_reference) == (state, "R1")
    assert (pulled.outcome.amount_minor, pulled.outcome.currency) == (2000, "EUR")
    assert (pulled.payment_reference, pulled.refund_reference) == ("T1", "RF-2026-000123-1")


def test_our_own_refund_is_among_those_pulled(paypal_stand_in: PayPalStandIn) -> None:
    gateway, capture = paypal_stand_in.gateway(), paypal_stand_in.pay("50.00")
    sent = gateway.send(gateway.prepare(RefundInstruction("RF-2026-000001-1", "key-1", capture, 2000, "EUR")))
    now = datetime.now(UTC)

    (pulled,) = gateway.pull_refunds(now - timedelta(days=1), now + timedelta(days=1))

    assert pulled.outcome.gateway_reference == sent.gateway_reference
    assert (pulled.payment_reference, pulled.refund_reference) == (capture, "RF-2026-000001-1")


LINES = [
    # code, amount -> kind, minor
    ("T0006", "50.00", K.PAYMENT, 5000),
    ("T0006", "-50.00", K.OTHER, -5000),
    ("T0000", "50.00", K.PAYMENT, 5000),
    ("T1107", "-20.00", K.REFUND, -2000),
    ("T1107", "20.00", K.REFUND_REVERSAL, 2000),
    ("T1106", "-20.00", K.DISPUTE, -2000),
    ("T1106", "20.00", K.DISPUTE_REVERSAL, 2000),
    ("T1110", "-20.00", K.DISPUTE, -2000),
    ("T1111", "20.00", K.DISPUTE_REVERSAL, 2000),
    ("T1201", "-20.00", K.DISPUTE, -2000),
    ("T1202", "20.00", K.DISPUTE_REVERSAL, 2000),
    ("T1208", "20.00", K.DISPUTE_REVERSAL, 2000),
    ("T1108", "0.40", K.FEE, 40),
    ("T1109", "0.40", K.FEE, 40),
    ("T0106", "-16.00", K.FEE, -1600),
    ("T0400", "-48.40", K.PAYOUT, -4840),
    ("T0403", "-48.40", K.PAYOUT, -4840),
    ("T0200", "-1.00", K.OTHER, -100),
    ("T9999", "1.00", K.OTHER, 100),
]


@pytest.mark.parametrize(("code", "value", "kind", "minor"), LINES)
def test_a_line_of_the_account_is_about(
    server: AnsweringServer, gateway: PayPal, code: str, value: str, kind: SettlementKind, minor: int
) -> None:
    fee = {"currency_code": "EUR", "value": "-1.60"}
    server.says(200, {"transaction_details": [listed(code, value, fee_amount=fee)], "total_pages": 1})

    (line,) = gateway.pull_settlement(SINCE, UNTIL)

    assert (line.kind, line.word, line.amount_minor, line.fee_minor) == (kind, code, minor, 160)
    assert (line.line_id, line.gateway_reference) == (f"T1-{code}", "T1")
    assert line.payout_reference == ("T1" if kind is K.PAYOUT else "")
    assert line.payment_reference == ("T1" if kind is K.PAYMENT else "")


def test_every_page_of_every_month_is_asked_for(server: AnsweringServer, gateway: PayPal) -> None:
    server.says(200, {"transaction_details": [listed("T0006", "1.00")], "total_pages": 2})

    lines = list(gateway.pull_settlement(datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)))

    queries = [parse_qs(urlsplit(asked.path).query) for asked in server.asked if asked.method == "GET"]
    assert [(query["start_date"][0], query["end_date"][0], query["page"][0]) for query in queries] == [
        (start, end, page)
        for start, end in [
            ("2026-01-01T00:00:00Z", "2026-01-31T23:59:59Z"),
            ("2026-02-01T00:00:00Z", "2026-03-03T23:59:59Z"),
            ("2026-03-04T00:00:00Z", "2026-03-31T23:59:59Z"),
        ]
        for page in ("1", "2")
    ]
    assert len(lines) == len(queries)


def test_time_is_cut_without_gap_or_overlap() -> None:
    cut = list(ranges(SINCE, SINCE + timedelta(days=100)))

    assert cut[0][0] == SINCE
    assert cut[-1][1] == SINCE + timedelta(days=100) - timedelta(seconds=1)
    assert all(after[0] - before[1] == timedelta(seconds=1) for before, after in pairwise(cut))
    assert list(ranges(SINCE, SINCE)) == []


def test_the_balance_is_what_is_available_in_that_currency(server: AnsweringServer, gateway: PayPal) -> None:
    money = {"currency_code": "EUR", "value": "120.50"}
    server.says(200, {"balances": [{"currency": "EUR", "available_balance": money}, {"currency": "USD"}]})

    assert gateway.balance("EUR") == 12050
    assert gateway.balance("USD") is None
    assert gateway.balance("JPY") is None
    assert not gateway.capabilities.balance  # it comes hours late, and PayPal pays from the bank account as well


ODD_LISTS = [
    (403, {"name": "NOT_AUTHORIZED"}),
    (503, {}),
    (200, b"<html>"),
    (200, {"transaction_details": [{}], "balances": [{"currency": "EUR", "available_balance": {"value": "x"}}]}),
    (200, {"transaction_details": [listed("T1107", "1,00")], "balances": ["no"]}),
    (200, {"transaction_details": "no", "balances": 7}),
]


@pytest.mark.parametrize(("status", "body"), ODD_LISTS)
def test_a_list_that_cannot_be_read_is_no_empty_list(
    server: AnsweringServer, gateway: PayPal, status: int, body: Any
) -> None:
    server.says(status, body)

    for pull in (gateway.pull_payments, gateway.pull_refunds, gateway.pull_settlement):
        with pytest.raises(Unreachable):
            list(pull(SINCE, UNTIL))
    with pytest.raises(Unreachable):
        gateway.balance("EUR")


def test_the_settlement_report_is_read_line_by_line() -> None:
    lines = list(PayPal("paypal", CLIENT).read_settlement(REPORT))

    assert [(line.kind, line.amount_minor, line.currency, line.fee_minor) for line in lines] == [
        (K.PAYMENT, 5000, "EUR", 160),
        (K.REFUND, -2000, "EUR", 0),
        (K.REFUND_REVERSAL, 2000, "EUR", 0),
        (K.DISPUTE, -5000, "EUR", 0),
        (K.DISPUTE_REVERSAL, 5000, "EUR", 0),
        (K.DISPUTE, -5000, "EUR", 0),
        (K.FEE, -1600, "EUR", 0),
        (K.PAYMENT, 12000, "JPY", 472),
        (K.PAYOUT, -4840, "EUR", 0),
        (K.OTHER, -100, "EUR", 0),
    ]
    refund = lines[1]
    assert (refund.gateway_reference, refund.payment_reference) == ("1JU08902781691411", "27P87694T8134741U")
    assert (refund.refund_reference, refund.word) == ("RF-2026-000123-1", "T1107")
    assert refund.settled_at == datetime(2026, 3, 14, 9, tzinfo=UTC)
    assert lines[0].payment_reference == lines[0].gateway_reference
    assert lines[8].payout_reference == "8WD08902781691418"
    json.dumps([dict(line.raw) for line in lines])


BROKEN_REPORTS = [
    # what is exchanged in the report, and what the sentence names
    (b"\xef\xbb\xbf", b"\xff\xfe", "UTF-8"),
    (b'"Gross Transaction Currency"', b'"Currency"', "Line 4: the column Gross Transaction Currency"),
    (b'"CR",5000,"EUR"', b'"CR",50.00,"EUR"', "Line 5 "),
    (b'"CR",5000,"EUR"', b'"XX",5000,"EUR"', "Line 5 "),
    (b'"CR",5000,"EUR"', b'"CR",5000,"???"', "Line 5 "),
    (b"2026/03/14 02:00:00 -0700", b"14.03.2026", "Line 5 "),
    (b'"DR",160,"EUR"', b'"DR",160,"USD"', "Line 5 .*another currency"),
    (b'"27P87694T8134741U"', b'"27P8769\x074T8134741U"', "Line 5 "),
    (b'"ORDER-1001"', b'"ORDER-\x001001"', "no text"),
    (b'"CH",', b'"XH",', "no row CH"),
    (b'"RC",10', b'"RC,10', "Line 1[0-9] "),
]


@pytest.mark.parametrize(("right", "wrong", "says"), BROKEN_REPORTS)
def test_a_broken_report_is_refused_with_its_line(right: bytes, wrong: bytes, says: str) -> None:
    assert right in REPORT

    with pytest.raises(BadInput, match=says):
        list(PayPal("paypal", CLIENT).read_settlement(REPORT.replace(right, wrong, 1)))


@pytest.mark.parametrize("report", [b"", b"\n\n", b"a,b\n1,2\n"])
def test_another_file_is_no_report(report: bytes) -> None:
    with pytest.raises(BadInput, match="no Settlement Report"):
        list(PayPal("paypal", CLIENT).read_settlement(report))
