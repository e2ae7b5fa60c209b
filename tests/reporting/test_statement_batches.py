"""Fatima orders the statements of everybody, and of a gateway account; each paper is what it would be by itself."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime

import pytest
from django.core.files.storage import default_storage

from customers.models import IssuedPaper
from reporting.actions.order_statement import order_statement, order_statements
from reporting.models import Statement, StatementBatch
from reporting.statement_figures import checksum, read_figures
from reporting.tasks import make_statement_batches, make_statements
from tests.reporting.test_statements import Actor, words

pytestmark = pytest.mark.django_db

IN_OCTOBER = datetime(2026, 10, 14, 12, tzinfo=UTC)
OCTOBER = {"first_on": date(2026, 10, 1), "last_on": date(2026, 10, 31)}


def bundle_of(batch: StatementBatch) -> dict[str, bytes]:
    with default_storage.open(batch.path) as file, zipfile.ZipFile(io.BytesIO(file.read())) as bundle:
        return {name: bundle.read(name) for name in bundle.namelist()}


def test_everybody_gets_the_statement_that_they_would_get_alone(
    fatima, make_payment, mila, tom, transferred, sign_in, client
):
    for person, amount in ((mila, 4310), (tom, 2222)):
        transferred(make_payment(person, captured_at=IN_OCTOBER), IN_OCTOBER, amount_minor=amount)
    desk = sign_in(fatima)
    page = desk.post("/staff/finance/statement-batches/", OCTOBER, follow=True)
    assert "It waits for a worker" in page.content.decode()
    make_statement_batches()
    batch = StatementBatch.objects.get()
    assert (batch.state, batch.made, batch.total) == ("ready", 2, 2)
    papers = bundle_of(batch)
    assert set(papers) == {f"{mila.reference}.pdf", f"{tom.reference}.pdf"}
    assert "Tom Berg" not in words(papers[f"{mila.reference}.pdf"]) and "43.10" in words(
        papers[f"{mila.reference}.pdf"]
    )
    alone = order_statement(actor=Actor.user(fatima), customer=mila.reference, **OCTOBER)
    make_statements()
    alone.refresh_from_db()
    assert bytes(alone.pdf) == papers[f"{mila.reference}.pdf"]
    sent = b"".join(desk.get(f"/staff/finance/statement-batches/{batch.reference}/zip/").streaming_content)
    assert len(sent) == batch.size
    first = IssuedPaper.objects.filter(number__startswith=batch.reference).first()
    assert client.get(f"/verify/{first.code}/").status_code == 200
    again = order_statements(actor=Actor.user(fatima), **OCTOBER)
    make_statement_batches()
    again.refresh_from_db()
    assert again.sha256 == batch.sha256, "the same data gives the same file"


def test_nobody_is_said_in_words(fatima, policy):
    order_statements(actor=Actor.user(fatima), first_on=date(2020, 1, 1), last_on=date(2020, 1, 2))
    make_statement_batches()
    batch = StatementBatch.objects.get()
    assert batch.state == "failed" and "Nobody paid" in batch.trouble


def test_the_statement_of_an_account_goes_from_opening_to_closing(fatima, make_payment, mila, boris, sent_and_returned):
    payment = make_payment(mila, total_minor=4000)
    sent_and_returned(payment)
    today = date.today()
    wish = {"first_on": date(2026, 10, 1), "last_on": today, "account": "sandbox"}
    statement = order_statement(actor=Actor.user(fatima), **wish)
    make_statements()
    statement.refresh_from_db()
    assert (statement.state, statement.kind, statement.row_count) == ("ready", Statement.Kind.ACCOUNT, 2)
    figures = read_figures(statement)
    assert [row["amount_minor"] for row in figures["lines"]] == [-4000, 4000]
    (balance,) = figures["balances"]
    assert balance["opening_minor"] + balance["debit_minor"] + balance["credit_minor"] == balance["closing_minor"] == 0
    assert statement.checksum == checksum(figures)
    said = words(bytes(statement.pdf))
    assert "Statement of account" in said and "Closing balance in EUR" in said


def test_a_customer_reads_what_is_owed_before_and_after(fatima, make_payment, mila, transferred):
    transferred(make_payment(mila, captured_at=IN_OCTOBER), IN_OCTOBER, amount_minor=4310)
    statement = order_statement(actor=Actor.user(fatima), customer=mila.reference, **OCTOBER)
    (owed,) = [row for row in read_figures(statement)["balances"] if row["account"] == "refunds_payable"]
    assert (owed["opening_minor"], owed["credit_minor"], owed["debit_minor"], owed["closing_minor"]) == (
        0,
        -4310,
        4310,
        0,
    )
