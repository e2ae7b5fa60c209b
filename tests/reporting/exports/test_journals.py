"""Fatima hands October to the books: what has no account is named first, and what is written adds up to the ledger."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db.models import Sum

from customers.actors import Actor
from customers.errors import BadInput, Conflict, NotAllowed
from customers.models import PaymentLine
from refunds.models import JournalLine
from reporting.actions.order_export import order_export
from reporting.actions.set_books import remove_book_account, set_book_account, set_book_values
from reporting.books.postings import postings
from reporting.exports.wishes import file_name
from reporting.models import BookAccount, Export
from tests.reporting.exports.conftest import IN_OCTOBER, OCTOBER, content
from tests.reporting.exports.extf import read_extf

pytestmark = pytest.mark.django_db
EUR = {"where": {"currency": ["EUR"]}}


@pytest.fixture
def october(make_payment, mila, tom, transferred):
    """A lamp at 19 % and a book at 7 % go back, and 10.00 EUR of a second lamp; Tom lives in Austria."""
    both = make_payment(mila, lines=[("Lamp", 1, 8900), ("Book", 1, 2001)], captured_at=IN_OCTOBER - timedelta(days=3))
    PaymentLine.objects.filter(payment=both, position=2).update(tax_rate=7)
    transferred(both, IN_OCTOBER)
    transferred(make_payment(tom, country="AT"), IN_OCTOBER + timedelta(days=5), amount_minor=1000)


@pytest.fixture
def books(fatima):
    """Set what DATEV and the others ask for, and every account that October needs."""
    actor = Actor.user(fatima)

    def map_all(layout, names):
        for ours, theirs, more in names:
            set_book_account(actor=actor, layout=layout, ledger_account=ours, theirs=theirs, **more)

    set_book_values(actor=actor, layout="datev", values={"adviser": "29098", "client": "55003"})
    map_all("datev", [
        ("refunds_payable", "1795", {}), ("bank", "1200", {}), ("refunds_granted", "8200", {}),
        ("refunds_granted", "8400", {"tax_rate": Decimal(19), "country": "DE", "tax_code": "3"}),
        ("refunds_granted", "8300", {"tax_rate": Decimal(7), "tax_code": "2"}),
    ])  # fmt: skip
    for layout in ("xero", "quickbooks", "quickbooks_iif"):
        set_book_values(actor=actor, layout=layout, values={"currency": "EUR"})
        names = ("200", "800", "090") if layout == "xero" else ("Refunds", "Liabilities:Refunds", "Bank")
        ours = ("refunds_granted", "refunds_payable", "bank")
        map_all(layout, [(mine, theirs, {}) for mine, theirs in zip(ours, names, strict=True)])
    return actor


def test_what_has_no_account_is_named_and_stops_the_export(fatima, sign_in, october):
    actor = Actor.user(fatima)
    with pytest.raises(Conflict, match="Number of the adviser"):
        order_export(actor=actor, subject="journal", format="datev", **OCTOBER, **EUR)
    set_book_values(actor=actor, layout="datev", values={"adviser": "29098", "client": "55003"})
    with pytest.raises(Conflict, match=r"bank · AT; bank · DE; refunds_granted · AT; refunds_granted · 19 % · DE"):
        order_export(actor=actor, subject="journal", format="datev", **OCTOBER, **EUR)
    page = sign_in(fatima).get("/staff/finance/accounts/?layout=datev&month=2026-10").content.decode()
    assert "refunds_granted · 7 % · DE" in page and "No journal of these days is written" in page
    assert not Export.objects.exists()


def test_datev_gets_every_posting_under_its_account_to_the_cent(exported, october, books):
    export = exported("journal", "datev", **EUR)
    assert export.state == "ready", export.trouble
    batch = read_extf(content(export))
    assert batch.header[10:13] == ["29098", "55003", "20260101"] and batch.header[14:16] == ["20261001", "20261031"]
    ledger = _ledger()
    sums = batch.sums()
    assert sums["1200"] == ledger["bank"] and sums["1795"] == ledger["refunds_payable"] == 0
    assert sum(sums[account] for account in ("8200", "8300", "8400")) == ledger["refunds_granted"]
    assert sums["8300"] == Decimal("20.01") and sums["8200"] == Decimal("10.00")  # seven percent; Austria
    codes = {line["Konto"]: line["BU-Schlüssel"] for line in batch.lines if line["Konto"].startswith("8")}
    assert codes == {"8400": '"0003"', "8300": '"0002"', "8200": '""'}
    assert {line["WKZ Umsatz"] for line in batch.lines} == {'"EUR"'}
    assert len(batch.lines) == export.row_count == len(list(postings(export.period, "EUR")))
    assert f"EXTF_{export.reference}" in file_name(export)


def test_the_others_balance_journal_by_journal(exported, october, books):
    ledger = _ledger()
    xero = _rows_of_zip(content(exported("journal", "xero", **EUR)))
    assert list(xero[0])[:6] == ["*Narration", "*Date", "Description", "*AccountCode", "*TaxRate", "*Amount"]
    journals: dict[tuple[str, str], Decimal] = {}
    for row in xero:
        key = row["*Narration"], row["*Date"]
        journals[key] = journals.get(key, Decimal(0)) + Decimal(row["*Amount"])
    assert set(journals.values()) == {Decimal(0)} and xero[0]["*Date"] == "14/10/2026"
    assert sum(Decimal(row["*Amount"]) for row in xero if row["*AccountCode"] == "200") == ledger["refunds_granted"]
    books_ = _rows_of_zip(content(exported("journal", "quickbooks", **EUR)))
    numbers: dict[str, Decimal] = {}
    for row in books_:
        amount = Decimal(row["Debits"] or 0) - Decimal(row["Credits"] or 0)
        numbers[row["Journal No."]] = numbers.get(row["Journal No."], Decimal(0)) + amount
    assert set(numbers.values()) == {Decimal(0)} and books_[0]["Journal Date"] == "10/14/2026"
    iif = [
        line.split("\t") for line in content(exported("journal", "quickbooks_iif", **EUR)).decode("cp1252").splitlines()
    ]
    assert [line[0] for line in iif[:6]] == ["!TRNS", "!SPL", "!ENDTRNS", "TRNS", "SPL", "ENDTRNS"]
    assert all(len(line) == len(iif[0]) for line in iif if line[0] in ("TRNS", "SPL"))
    assert sum(Decimal(line[5]) for line in iif if line[0] in ("TRNS", "SPL")) == 0


def test_a_split_by_tax_rates_adds_up_whatever_is_given_back(exported, october, books, make_payment, mila, transferred):
    """Odd amounts over lines of three rates, and goodwill on top."""
    payment = make_payment(mila, lines=[("A", 1, 999), ("B", 3, 1001), ("C", 7, 777)], captured_at=IN_OCTOBER)
    for position, rate in ((2, 7), (3, 0)):
        PaymentLine.objects.filter(payment=payment, position=position).update(tax_rate=rate)
    for number, amount in enumerate((1, 7, 333, 1000)):
        transferred(payment, IN_OCTOBER + timedelta(hours=number), amount_minor=amount)
    period = Export(**OCTOBER).period
    found = list(postings(period, "EUR"))
    for name, total in _ledger().items():
        debits = sum(each.amount_minor for each in found if each.debit.account == name)
        credits = sum(each.amount_minor for each in found if each.credit.account == name)
        assert Decimal(debits - credits) / 100 == total, name
    assert all(each.amount_minor > 0 for each in found)


def test_what_the_program_cannot_take_is_refused(fatima, books, october):
    def order(format="datev", first_on=OCTOBER["first_on"], currency="EUR"):
        return order_export(
            actor=books, subject="journal", format=format, first_on=first_on, last_on=OCTOBER["last_on"],
            where={"currency": [currency]},
        )  # fmt: skip

    for wish, words in (
        ({"currency": "USD"}, "books are kept in EUR"),
        ({"first_on": date(2025, 12, 1)}, "two financial years"),
        ({"format": "xero", "currency": "JPY"}, "currency of the books"),
    ):
        with pytest.raises(Conflict, match=words):
            order(**wish)
    with pytest.raises(BadInput):
        set_book_values(actor=books, layout="datev", values={"adviser": "12"})
    for wrong in ({"theirs": "Bank"}, {"theirs": "0123"}, {"tax_code": "x"}, {"ledger_account": "secrets"}):
        with pytest.raises(BadInput):
            good = {"layout": "datev", "ledger_account": "bank", "theirs": "1200"}
            set_book_account(actor=books, **{**good, **wrong})
    with pytest.raises(BadInput):
        set_book_account(actor=books, layout="quickbooks", ledger_account="bank", theirs="=1+1")


def test_the_mapping_is_finances_and_its_history_stays(fatima, marta, books, sign_in):
    line = BookAccount.objects.get(layout="datev", ledger_account="bank")
    browser = sign_in(fatima)
    wish = {"ledger_account": "bank", "theirs": "1210"}
    assert browser.post("/staff/finance/accounts/?layout=datev", wish).status_code == 302
    line.refresh_from_db()
    assert line.theirs == "1210" and line.history.count() == 2
    assert browser.post("/staff/finance/accounts/?layout=datev", {**wish, "theirs": "x"}).status_code == 400
    with pytest.raises(NotAllowed):
        remove_book_account(actor=Actor.user(marta), line_id=line.pk)
    assert browser.post(f"/staff/finance/accounts/{line.pk}/removal/").status_code == 302
    assert "(removed)" in browser.get("/staff/finance/accounts/?layout=datev").content.decode()


def _ledger():
    period = Export(**OCTOBER).period
    lines = JournalLine.objects.filter(entry__posted_at__gte=period.start, entry__posted_at__lt=period.end)
    sums = lines.filter(currency="EUR").values("account").annotate(total=Sum("amount_minor"))
    return {row["account"]: Decimal(row["total"]) / 100 for row in sums}


def _rows_of_zip(kept):
    with zipfile.ZipFile(io.BytesIO(kept)) as files:
        return [row for name in files.namelist() for row in csv.DictReader(io.StringIO(files.read(name).decode()))]
