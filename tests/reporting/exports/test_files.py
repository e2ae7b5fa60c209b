"""Fatima takes out what she needs; the same rows and sums whichever shape she takes them in."""

from __future__ import annotations

import hashlib
import io
import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import openpyxl
import pyarrow.parquet as pq
import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from customers import clock
from customers.actors import Actor
from customers.errors import BadInput, Conflict, NotAllowed
from customers.money import to_decimal
from customers.sheets import SIGNS
from refunds.ledger.balances import lines_between, paid_back
from refunds.models import ApprovalLimit, SecondApproval
from reporting.actions.make_export import forget_old_exports
from reporting.actions.order_export import cancel_export, order_export, restart_export
from reporting.exports.subject import all_subjects
from reporting.exports.writer import all_writers
from reporting.models import Export
from reporting.tasks import make_exports
from tests.reporting.exports.conftest import IN_OCTOBER, OCTOBER, content, csv_rows
from tests.reporting.exports.test_cells import FORMULAS

NO_DAY = date(2020, 1, 1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def october(make_payment, mila, tom, transferred, limits):
    """Mila got 43.10 and 10.00 EUR back, Tom 1,200 JPY; the last one lies in November in Berlin."""
    lamp = make_payment(mila, captured_at=IN_OCTOBER - timedelta(days=3))
    transferred(lamp, IN_OCTOBER, amount_minor=4310)
    transferred(lamp, IN_OCTOBER + timedelta(days=5), amount_minor=1000)
    ApprovalLimit.objects.create(role="approver", currency="JPY", up_to_minor=10_000)
    SecondApproval.objects.create(currency="JPY", above_minor=10_000)
    transferred(make_payment(tom, currency="JPY", total_minor=5000), IN_OCTOBER, amount_minor=1200)
    transferred(make_payment(mila), datetime(2026, 10, 31, 23, 0, tzinfo=UTC), amount_minor=888)


def test_the_same_sums_stand_in_every_shape_and_in_the_ledger(exported, october):
    period = Export(**OCTOBER).period
    ledger = paid_back(lines_between(period.start, period.end))
    assert ledger == {"EUR": 5310, "JPY": 1200}
    assert _sums((row["currency"], Decimal(row["amount"])) for row in csv_rows(exported("refunds", "csv"))) == {
        "EUR": Decimal("53.10"), "JPY": Decimal("1200"),
    }  # fmt: skip
    lines = [json.loads(line) for line in content(exported("refunds", "jsonl")).splitlines()]
    assert _sums((line["currency"], line["amount_minor"]) for line in lines) == ledger
    table = pq.read_table(io.BytesIO(content(exported("refunds", "parquet"))))
    assert _sums((row["currency"], row["amount_minor"]) for row in table.to_pylist()) == ledger
    sheet = openpyxl.load_workbook(io.BytesIO(content(exported("refunds", "xlsx")))).active
    head, *rows = sheet.iter_rows(values_only=True)
    places = head.index("Currency"), head.index("Amount")
    assert _sums((row[places[0]], round(Decimal(str(row[places[1]])), 2)) for row in rows) == {
        "EUR": Decimal("53.10"), "JPY": Decimal("1200"),
    }  # fmt: skip


def test_cells_have_types(exported, october):
    sheet = openpyxl.load_workbook(io.BytesIO(content(exported("refunds", "xlsx")))).active
    head = [cell.value for cell in sheet[1]]
    first = dict(zip(head, sheet[2], strict=True))
    assert first["Amount"].value == 43.1 and first["Amount"].number_format == "#,##0.00"
    assert first["Asked for"].value == datetime(2026, 10, 14, 14, 0)  # noon in UTC is two o'clock in Berlin
    assert first["Refund"].data_type == "s"
    yen = next(row for row in sheet.iter_rows(min_row=2) if row[head.index("Currency")].value == "JPY")
    assert yen[head.index("Amount")].number_format == "#,##0"
    parquet = pq.read_table(io.BytesIO(content(exported("refunds", "parquet"))))
    kinds = {field.name: str(field.type) for field in parquet.schema}
    assert kinds["amount_minor"] == "int64" and kinds["requested_at"] == "timestamp[us, tz=UTC]"
    assert parquet.column("requested_at")[0].as_py() == IN_OCTOBER
    assert parquet.column("finished_at").null_count == 0 and parquet.schema.field("amount_minor").metadata[b"unit"]
    lines = content(exported("refund_lines", "parquet"))
    assert str(pq.read_table(io.BytesIO(lines)).schema.field("tax_rate").type) == "decimal128(9, 3)"


def test_a_ready_file_tells_its_rows_size_and_checksum(exported, october):
    export = exported("refunds", "csv", columns=["refund", "amount"], where={"currency": ["EUR"]})
    kept = content(export)
    assert (export.state, export.row_count, export.rows_expected) == ("ready", 2, 2)
    assert export.size_bytes == len(kept) and export.sha256 == hashlib.sha256(kept).hexdigest()
    assert kept.decode("utf-8-sig").splitlines()[0] == "refund,amount"
    assert [row["amount"] for row in csv_rows(export)] == ["43.10", "10.00"]


def test_every_subject_can_be_taken_in_every_shape_with_rows_and_without(exported, october, settings):
    for subject in all_subjects():
        for format in all_writers():
            export = exported(subject, format, where={"measure": ["refunded"]} if subject == "movements" else {})
            assert export.state == "ready", (subject, format, export.trouble)
    empty = [exported("refunds", format, first_on=NO_DAY, last_on=NO_DAY) for format in all_writers()]
    assert {(export.state, export.row_count) for export in empty} == {("ready", 0)}
    assert pq.read_table(io.BytesIO(content(next(e for e in empty if e.format == "parquet")))).num_rows == 0


def test_many_pieces_and_sheets_hold_each_row_once_in_its_place(exported, make_payment, mila, tom, monkeypatch):
    """Of two currencies, with text that XML and JSON write otherwise, and with cells that are empty in some rows."""
    monkeypatch.setattr("reporting.exports.stream.ROWS_AT_ONCE", 2)
    monkeypatch.setattr("reporting.exports.writers.xlsx.SHEET_ROWS", 5)
    words = ["Lamp & <shade>", 'A "second" one', "", "back\\slash", " spaces ", "_x0041_", "日本\ufffe", "last"]
    for number, text in enumerate(words):
        currency = "JPY" if number in (2, 3, 6) else "EUR"
        make_payment(mila, currency=currency, total_minor=1000 + number, captured_at=IN_OCTOBER, order_reference=text)
    wish = {"columns": ["order", "currency", "amount", "captured_at", "country"]}
    amounts = [str(to_decimal(1000 + number, "JPY" if number in (2, 3, 6) else "EUR")) for number in range(len(words))]
    rows = csv_rows(exported("payments", "csv", **wish))
    assert [(row["order"], row["amount"]) for row in rows] == list(zip(words, amounts, strict=True))
    lines = [json.loads(line) for line in content(exported("payments", "jsonl", **wish)).splitlines()]
    assert [(line["order"], line["amount_minor"]) for line in lines] == [(w, 1000 + n) for n, w in enumerate(words)]
    assert {datetime.fromisoformat(line["captured_at"]) for line in lines} == {IN_OCTOBER}
    table = pq.read_table(io.BytesIO(content(exported("payments", "parquet", **wish))))
    assert table.column("order").to_pylist() == words and set(table.column("captured_at").to_pylist()) == {IN_OCTOBER}
    book = openpyxl.load_workbook(io.BytesIO(content(exported("payments", "xlsx", **wish))))
    found = [row for sheet in book for row in sheet.iter_rows(min_row=2)]
    assert [sheet.max_row for sheet in book] == [5, 5] and {sheet["A1"].value for sheet in book} == {"Order"}
    kept = {"日本\ufffe": "日本", "": None, "_x0041_": "_x005F_x0041_"}  # what looks like a code is told from one so
    assert [row[0].value for row in found] == [kept.get(word, word) for word in words]
    assert [f"{row[2].value:.{2 if row[1].value == 'EUR' else 0}f}" for row in found] == amounts
    assert {row[2].number_format for row in found if row[1].value == "JPY"} == {"#,##0"}
    assert {(row[3].value, row[3].coordinate) for row in found[:4]} == {
        (datetime(2026, 10, 14, 14, 0), f"D{number}") for number in range(2, 6)
    }


def test_no_text_of_a_customer_becomes_a_formula_and_no_card_number_leaves(exported, make_payment, mila):
    words = [*FORMULAS, "my card is 4111 1111 1111 1111"]
    for number, text in enumerate(words):
        make_payment(mila, captured_at=IN_OCTOBER, order_reference=text, gateway_reference=f"{text} {number}")
    rows = csv_rows(exported("payments", "csv"))
    assert len(rows) == len(words)
    assert not [row for row in rows for cell in row.values() if cell.startswith((*SIGNS, "\t", "\r"))]
    sheet = openpyxl.load_workbook(io.BytesIO(content(exported("payments", "xlsx")))).active
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    typed = pq.read_table(io.BytesIO(content(exported("payments", "parquet")))).column("order").to_pylist()
    assert typed == [*FORMULAS, "my card is [card ending 1111]"]
    lines = [json.loads(line) for line in content(exported("payments", "jsonl")).splitlines()]
    assert [line["order"] for line in lines] == typed
    for row, kept in zip(rows, sheet.iter_rows(min_row=2, max_col=2, values_only=True), strict=True):
        assert row["order"] in (kept[1], f"'{kept[1]}")
    assert rows[-1]["order"] == sheet.cell(len(words) + 1, 2).value == typed[-1]


def test_what_is_not_there_cannot_be_ordered(fatima, ana, october):
    good = {"actor": Actor.user(fatima), "subject": "refunds", "format": "csv", **OCTOBER}
    for wrong in (
        {"subject": "secrets"}, {"format": "exe"}, {"columns": ["password"]}, {"columns": ["refund", "refund"]},
        {"where": {"1=1; --": ["x"]}}, {"where": {"state": "x"}}, {"where": {"state": ["\x00"]}},
        {"last_on": date(2026, 9, 1)}, {"first_on": date(2000, 1, 1)},
        {"first_on": date(2400, 1, 1), "last_on": date(2400, 1, 1)},
        {"subject": "journal", "format": "datev"},
        {"subject": "journal", "format": "csv", "where": {"currency": ["EUR"]}},
    ):  # fmt: skip
        with pytest.raises(BadInput):
            order_export(**{**good, **wrong})
    with pytest.raises(NotAllowed):
        order_export(**{**good, "actor": Actor.user(ana)})
    assert not Export.objects.exists()


def test_too_many_rows_are_told_before_anything_is_written(exported, october, settings):
    settings.EXPORT_MOST_ROWS = 1
    export = exported("refunds", "csv")
    assert export.state == "failed" and "This would be 3 rows, and such a file holds 1" in export.trouble


def test_one_person_has_only_so_many_waiting(fatima, october, settings):
    settings.EXPORT_MOST_WAITING = 1
    order_export(actor=Actor.user(fatima), subject="refunds", format="csv", **OCTOBER)
    with pytest.raises(Conflict):
        order_export(actor=Actor.user(fatima), subject="refunds", format="csv", **OCTOBER)


def test_a_canceled_file_is_not_made_and_can_be_begun_again(fatima, october, own_files):
    actor = Actor.user(fatima)
    export = order_export(actor=actor, subject="refunds", format="csv", **OCTOBER)
    cancel_export(actor=actor, reference=export.reference)
    assert make_exports() == 0
    with pytest.raises(Conflict):
        cancel_export(actor=actor, reference=export.reference)
    restart_export(actor=actor, reference=export.reference)
    assert make_exports() == 1
    export.refresh_from_db()
    assert (export.state, export.row_count) == ("ready", 3)
    assert list(export.history.order_by("history_id").values_list("state", flat=True))[-1] == "ready"


def test_a_file_whose_worker_died_is_begun_afresh_and_given_up_after_three_times(fatima, october, own_files):
    export = order_export(actor=Actor.user(fatima), subject="refunds", format="csv", **OCTOBER)
    passed = timezone.now() - timedelta(minutes=5)
    Export.objects.filter(pk=export.pk).update(tries=1, leased_until=timezone.now() + timedelta(minutes=1))
    assert make_exports() == 0
    Export.objects.filter(pk=export.pk).update(tries=3, leased_until=passed)
    make_exports()
    export.refresh_from_db()
    assert export.state == "failed" and "three times" in export.trouble


def test_a_file_goes_after_its_days(exported, october):
    export = exported("refunds", "csv")
    path = export.path
    assert forget_old_exports() == 0
    with clock.clock_at(timezone.now() + timedelta(days=15)):
        assert forget_old_exports() == 1
    export.refresh_from_db()
    assert (export.state, export.path) == ("forgotten", "") and not default_storage.exists(path)


def _sums(pairs):
    sums = {}
    for currency, amount in pairs:
        sums[currency] = sums.get(currency, 0) + amount
    return sums
