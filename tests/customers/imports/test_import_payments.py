"""Fatima brings two years of payments in: the good rows go in, the bad ones are told, nothing goes in twice."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from customers.models import Customer, Payment, PaymentLine

pytestmark = pytest.mark.django_db

CHARGE = {
    "gateway_account": "sandbox",
    "gateway_reference": "pay_a",
    "customer_email": "mila@home.example",
    "customer_name": "Mila Novak",
    "currency": "EUR",
    "captured_minor": "8900",
    "captured_at": "2026-01-05T10:00:00+01:00",
}
LINES = [{"description": "Desk lamp", "quantity": 2, "net_minor": 7479, "tax_minor": 1421, "tax_rate": "19.0"}]


@pytest.fixture
def written(tmp_path):
    """written("name.csv", [{…}, …]) puts rows into a file."""

    def write(name, rows, delimiter=",", encoding="utf-8"):
        path = tmp_path / name
        if name.endswith(".jsonl"):
            path.write_text("".join(json.dumps(row) + "\n" for row in rows))
            return path
        out = StringIO()
        table = csv.DictWriter(out, list(dict.fromkeys(key for row in rows for key in row)), delimiter=delimiter)
        table.writeheader()
        table.writerows(rows)
        path.write_bytes(out.getvalue().encode(encoding))
        return path

    return write


@pytest.fixture
def run(tmp_path):
    """run(path) imports it and gives the last line that was said, and the refused rows by number."""

    def run_import(path, **options):
        out, errors = StringIO(), tmp_path / "errors.csv"
        try:
            call_command("import_payments", path, stdout=out, errors=errors, **options)
            ended = 0
        except SystemExit as end:
            ended = end.code
        refused = {int(row["row"]): (row["field"], row["code"]) for row in csv.DictReader(errors.open())}
        assert ended == (1 if refused else 0)
        return out.getvalue().strip().splitlines()[-1], refused

    return run_import


def test_a_csv_file_in_our_own_format(written, run):
    said, refused = run(
        written("p.csv", [{**CHARGE, "lines": json.dumps(LINES), "card_last4": "0042", "method": "card"}])
    )
    assert (said, refused) == ("1 rows: 1 new, 0 here already, 0 left out, 0 refused.", {})
    payment = Payment.objects.get()
    assert payment.captured_minor == 8900
    assert payment.captured_at == datetime(2026, 1, 5, 9, tzinfo=UTC)
    assert (payment.gateway, payment.card_last4, payment.customer.email) == ("sandbox", "0042", "mila@home.example")
    assert payment.reference.startswith("PM-")
    line = PaymentLine.objects.get()
    assert (line.position, line.quantity, line.paid_minor, line.tax_rate) == (1, 2, 8900, Decimal("19.000"))


def test_json_lines_have_the_same_fields_as_the_api(written, run):
    row = {**CHARGE, "captured_minor": 8900, "lines": LINES}
    said, _refused = run(written("p.jsonl", [row, {**row, "gateway_reference": "pay_b", "currency": "JPY"}]))
    assert said.startswith("2 rows: 2 new")
    assert Customer.objects.count() == 1
    assert set(Payment.objects.values_list("currency", flat=True)) == {"EUR", "JPY"}


def test_history_says_who_brought_them_in(written, run):
    run(written("p.csv", [CHARGE]))
    kept = Payment.objects.get().history.get()
    assert (kept.history_type, kept.history_actor, kept.captured_minor) == ("+", "system:import_payments", 8900)
    assert kept.customer_id == Customer.objects.get().pk
    assert Customer.objects.get().history.get().history_actor == "system:import_payments"


def test_a_second_run_writes_nothing_twice(written, run):
    path = written(
        "p.csv", [{**CHARGE, "gateway_reference": f"pay_{n}", "lines": json.dumps(LINES)} for n in range(12)]
    )
    run(path)
    said, _refused = run(path)
    assert said.startswith("12 rows: 0 new, 12 here already")
    assert (Payment.objects.count(), PaymentLine.objects.count(), Customer.objects.count()) == (12, 12, 1)
    assert Payment.history.count() == 12


def test_a_run_that_broke_off_goes_on_where_it_was(written, run, monkeypatch):
    monkeypatch.setattr("customers.imports.run.BATCH", 5)
    rows = [{**CHARGE, "gateway_reference": f"pay_{n}"} for n in range(12)]
    run(written("first.csv", rows[:5]))
    said, _refused = run(written("all.csv", rows))
    assert said.startswith("12 rows: 7 new, 5 here already")
    assert len(set(Payment.objects.values_list("reference", flat=True))) == 12


def test_broken_rows_are_told_and_the_good_ones_go_in(written, run):
    changes = [
        {},
        {"captured_minor": "-5"},
        {"captured_minor": "43.10"},
        {"captured_minor": "NaN"},
        {"currency": "EURO"},
        {"customer_email": ""},
        {"customer_email": "=HYPERLINK(1)"},
        {"captured_at": "05.01.2026"},
        {"gateway_account": "elsewhere"},
        {"card_last4": "4242424242424242"},
        {"refunded_before_minor": "9000"},
        {"lines": "[{}]"},
        {"lines": "not json"},
        {"lines": '[{"description": "x", "net_minor": 1, "net_minor": 2}]'},
        {"customer_name": "x" * 201},
        {"customer_name": "\x00"},
        {"gateway_reference": "pay_0"},
        {"country": "Germany"},
        {},
    ]
    rows = [{**CHARGE, "lines": "", "refunded_before_minor": "", "country": "", "card_last4": "",
             "gateway_reference": f"pay_{n}", **change} for n, change in enumerate(changes)]  # fmt: skip
    said, refused = run(written("p.csv", rows))
    assert said == "19 rows: 2 new, 0 here already, 0 left out, 17 refused."
    assert set(Payment.objects.values_list("gateway_reference", flat=True)) == {"pay_0", "pay_18"}
    assert refused[3][0] == refused[4][0] == refused[5][0] == "captured_minor"
    assert refused[6][0] == "currency"
    assert refused[13][0] == "lines.0.description"
    assert refused[18] == ("gateway_reference", "row_twice")


def test_a_row_that_contradicts_what_is_here_changes_nothing(written, run):
    run(written("p.csv", [CHARGE]))
    said, refused = run(written("q.csv", [{**CHARGE, "captured_minor": "9900"}]))
    assert refused == {2: ("", "contradicts")}
    assert "0 new, 0 here already" in said
    assert Payment.objects.get().captured_minor == 8900


def test_a_dry_run_says_the_same_and_writes_nothing(written, run):
    path = written("p.csv", [CHARGE, {**CHARGE, "gateway_reference": "pay_b", "currency": "XX"}])
    said, refused = run(path, dry_run=True)
    assert said == "2 rows: 1 would be new, 0 here already, 0 left out, 1 refused."
    assert list(refused) == [3]
    assert not Payment.objects.exists()
    assert not Customer.objects.exists()


def test_one_mail_address_in_any_letter_case_is_one_customer(written, run, mila):
    rows = [{**CHARGE, "gateway_reference": "a", "customer_email": "MILA@Home.Example"},
            {**CHARGE, "gateway_reference": "b", "customer_email": "Neu@Home.example"},
            {**CHARGE, "gateway_reference": "c", "customer_email": "neu@home.EXAMPLE"}]  # fmt: skip
    run(written("p.csv", rows))
    assert Customer.objects.count() == 2
    assert mila.payments.count() == 1


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_what_spreadsheets_make_of_a_file(delimiter, encoding, written, run):
    run(written("p.csv", [{**CHARGE, "customer_name": 'Milá; Nováková, "M"\n2nd line'}], delimiter, encoding))
    assert Customer.objects.get().name == 'Milá; Nováková, "M"\n2nd line'


def test_a_row_in_another_encoding_is_told(written, run):
    rows = [{**CHARGE, "customer_name": "Jörg"}, {**CHARGE, "gateway_reference": "b", "customer_name": "Jim"}]
    _said, refused = run(written("p.csv", rows, encoding="latin-1"))
    assert refused == {2: ("customer_name", "bad_characters")}
    assert Payment.objects.count() == 1


def test_rows_of_another_shape_are_told(tmp_path, run):
    path = tmp_path / "p.csv"
    names, cells = ",".join(CHARGE), ",".join(CHARGE.values())
    huge = cells.replace("Mila Novak", "x" * 2_000_000)
    path.write_text("\n".join([names, cells + ",more", "pay", "", huge, cells]) + "\n")
    said, refused = run(path)
    assert [code for _field, code in refused.values()] == ["bad_row", "bad_row", "bad_row"]
    assert said.startswith("4 rows: 1 new")


def test_json_lines_of_another_shape_are_told(tmp_path, run):
    path = tmp_path / "p.jsonl"
    good = json.dumps({**CHARGE, "captured_minor": 8900})
    bad = ["{", "[]", '{"a": 1, "a": 2}', good.replace("8900", "NaN"), good.replace("8900", "89.0"),
           good.replace("pay_a", "p\\u0000"), '{"x": "' + "y" * 1_200_000 + '"}', "[" * 20_000]  # fmt: skip
    path.write_text("\n".join([*bad, "", good]) + "\n")
    said, refused = run(path)
    assert said == "9 rows: 1 new, 0 here already, 0 left out, 8 refused."
    assert refused[7] == ("", "row_too_long")


def test_reasons_cannot_become_formulas(written, run, tmp_path):
    run(written("p.csv", [{**CHARGE, "=cmd|' /C calc'!A0": "x"}]))
    (row,) = csv.DictReader((tmp_path / "errors.csv").open())
    assert row["field"].startswith("'=")


@pytest.mark.parametrize(
    "content",
    [b"", b"a,b\n1,2\n", b"id,id\n1,2\n", "gateway_reference,captured_minor\n".encode("utf-16"), b"\x89PNG\r\n\x1a\n"],
)
def test_a_file_that_is_none_of_the_formats_is_refused_as_a_whole(content, tmp_path):
    path = tmp_path / "p.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError):
        call_command("import_payments", path)


def test_a_missing_file_is_said(tmp_path):
    with pytest.raises(CommandError):
        call_command("import_payments", tmp_path / "none.csv")


def test_the_formats_explain_themselves():
    out = StringIO()
    call_command("import_payments", describe=True, stdout=out)
    assert "captured_minor" in out.getvalue()
    assert "Created date (UTC)" in out.getvalue()


STRIPE = {
    "id": "ch_1",
    "Description": "Order 77",
    "Created date (UTC)": "2026-01-05 9:02",
    "Amount": "43.10",
    "Amount Refunded": "0.00",
    "Currency": "eur",
    "Captured": "true",
    "Converted Amount": "43.10",
    "Converted Amount Refunded": "0.00",
    "Converted Currency": "eur",
    "Fee": "1.02",
    "Status": "Paid",
    "Customer ID": "cus_1",
    "Customer Email": "mila@home.example",
    "Card Last4": "42",
    "Card Brand": "American Express",
    "Card Name": "Mila Novak",
    "Payment Source Type": "card",
    "order_id (metadata)": "ORDER-77",
}


def test_a_payments_export_of_stripe(written, run):
    rows = [
        STRIPE,
        {**STRIPE, "id": "ch_2", "Amount": "1200", "Currency": "jpy"},
        {**STRIPE, "id": "ch_3", "Amount": "25,00", "Amount Refunded": "5,00"},
        {**STRIPE, "id": "ch_4", "Status": "Refunded", "Amount Refunded": "43.10"},
        {**STRIPE, "id": "py_5", "Payment Source Type": "sepa_debit", "Card Last4": "", "Card Brand": ""},
        {**STRIPE, "id": "ch_6", "Status": "Failed"},
        {**STRIPE, "id": "ch_7", "Captured": "false"},
        {**STRIPE, "id": "ch_8", "Status": "requires_payment_method"},
        {**STRIPE, "id": "ch_9", "Amount": "1,234"},
        {**STRIPE, "id": "ch_10", "Customer Email": ""},
        {**STRIPE, "id": "ch_11", "Status": "Teleported"},
        {**STRIPE, "id": "ch_12", "Created date (UTC)": "05/01/2026"},
    ]
    said, refused = run(written("unified_payments.csv", rows), account="stripe")
    assert said == "12 rows: 5 new, 0 here already, 3 left out, 4 refused."
    assert {number: field for number, (field, _code) in refused.items()} == {
        10: "Amount", 11: "customer_email", 12: "Status", 13: "Created date (UTC)",
    }  # fmt: skip
    first = Payment.objects.get(gateway_reference="ch_1")
    assert (first.gateway, first.gateway_account, first.currency, first.captured_minor) == (
        "stripe",
        "stripe",
        "EUR",
        4310,
    )
    assert (first.card_brand, first.card_last4, first.order_reference) == ("amex", "0042", "ORDER-77")
    assert first.captured_at == datetime(2026, 1, 5, 9, 2, tzinfo=UTC)
    assert Payment.objects.get(gateway_reference="ch_2").captured_minor == 1200
    assert Payment.objects.get(gateway_reference="ch_3").left_minor == 2000
    assert Payment.objects.get(gateway_reference="ch_4").left_minor == 0
    assert Payment.objects.get(gateway_reference="py_5").method == "bank"


def test_an_older_export_calls_the_time_otherwise(written, run):
    old = {("Created (UTC)" if name == "Created date (UTC)" else name): cell for name, cell in STRIPE.items()}
    said, _refused = run(written("payments.csv", [old]), account="stripe")
    assert said.startswith("1 rows: 1 new")
