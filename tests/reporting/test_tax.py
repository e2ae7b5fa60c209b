"""Refunds give back the tax of the sale, at its rates; the report is the sum of its lines and of nothing else."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from customers.models import PaymentLine
from refunds.models import Refund
from reporting.periods import Period
from reporting.tax.oss import oss_summary, quarter_of
from reporting.tax.parts import NAMED, SHARED, UNKNOWN
from reporting.tax.read import KINDS, REFUND, SALE, taxed
from reporting.tax.report import rows_of, tax_report, tax_sums

pytestmark = pytest.mark.django_db

OCTOBER = Period(date(2026, 10, 1), date(2026, 10, 31))
IN_OCTOBER = datetime(2026, 10, 14, 12, tzinfo=UTC)
LAMP, BOOK = Decimal(19), Decimal(7)


@pytest.fixture
def lamp_and_book(make_payment, mila):
    """119.00 for a lamp at 19 % and 53.50 for two books at 7 %, sold to France in October."""
    payment = make_payment(
        mila, lines=[("Lamp", 1, 11_900), ("Book", 2, 5_350)], captured_at=IN_OCTOBER - timedelta(days=3), country="FR"
    )
    PaymentLine.objects.filter(payment=payment, position=2).update(tax_rate=7, net_minor=5000, tax_minor=350)
    return payment


def refunds_by_rate(period=OCTOBER):
    return {row.rate: row.refunds for row in tax_report(period) if row.refunds.gross_minor}


def test_a_line_gives_back_its_own_tax(lamp_and_book, transferred):
    from refunds.actions.line_amounts import LineAsk

    book = lamp_and_book.lines.get(position=2)
    transferred(lamp_and_book, IN_OCTOBER, lines=[LineAsk(book.pk, 1)])
    back = refunds_by_rate()
    assert set(back) == {BOOK}
    assert (back[BOOK].net_minor, back[BOOK].tax_minor, back[BOOK].gross_minor) == (2500, 175, 2675)


def test_an_amount_is_shared_by_what_is_left_at_each_rate(lamp_and_book, transferred):
    """17,250 were paid, 11,900 of it at 19 %: of 1,725 back, 1,190 are taxed so, with 190 of tax."""
    transferred(lamp_and_book, IN_OCTOBER, amount_minor=1725)
    back = refunds_by_rate()
    assert (back[LAMP].gross_minor, back[LAMP].tax_minor) == (1190, 190)
    assert (back[BOOK].gross_minor, back[BOOK].tax_minor) == (535, 35)
    (line,) = taxed(REFUND, OCTOBER.start, OCTOBER.end)
    assert {part.rule for part in line.parts} == {SHARED}


def test_what_is_left_after_a_line_decides_where_an_amount_belongs(lamp_and_book, transferred):
    from refunds.actions.line_amounts import LineAsk

    lamp = lamp_and_book.lines.get(position=1)
    transferred(lamp_and_book, IN_OCTOBER, lines=[LineAsk(lamp.pk, 1)])
    transferred(lamp_and_book, IN_OCTOBER + timedelta(hours=1), amount_minor=1070)
    back = refunds_by_rate()
    assert (back[LAMP].gross_minor, back[LAMP].tax_minor) == (11_900, 1900)
    assert (back[BOOK].gross_minor, back[BOOK].tax_minor) == (1070, 70)


def test_a_whole_refund_gives_back_all_tax_to_the_cent(lamp_and_book, transferred):
    """In crooked portions, without lines: at the end neither rate has a cent too much."""
    for number, amount in enumerate((1, 333, 4_999, 7, 11_910)):
        transferred(lamp_and_book, IN_OCTOBER + timedelta(minutes=number), amount_minor=amount)
    for row in tax_report(OCTOBER):
        assert row.balance.gross_minor == 0
        assert abs(row.balance.tax_minor) <= 5


def test_a_sale_without_lines_is_named_as_unknown_and_not_guessed(make_payment, mila, transferred):
    payment = make_payment(mila, captured_at=IN_OCTOBER)
    PaymentLine.objects.filter(payment=payment).delete()
    transferred(payment, IN_OCTOBER, amount_minor=1000)
    (row,) = tax_report(OCTOBER)
    assert (row.rate, row.sales.gross_minor, row.refunds.gross_minor, row.balance.tax_minor) == (None, 8900, 1000, 0)
    (line,) = taxed(REFUND, OCTOBER.start, OCTOBER.end)
    assert line.parts[0].rule == UNKNOWN


def test_the_report_is_the_sum_of_its_lines(lamp_and_book, transferred, make_payment, tom):
    from refunds.actions.line_amounts import LineAsk

    transferred(lamp_and_book, IN_OCTOBER, amount_minor=1725)
    other = make_payment(tom, lines=[("Chair", 3, 9_999)], captured_at=IN_OCTOBER)
    transferred(other, IN_OCTOBER, lines=[LineAsk(other.lines.get().pk, 2)], goodwill_minor=0)
    assert summed_lines(OCTOBER) == summed_rows(OCTOBER)
    (chair,) = taxed(REFUND, OCTOBER.start, OCTOBER.end, country=other.country)
    assert chair.parts[0].rule == NAMED


def summed_lines(period: Period) -> Counter:
    sums: Counter = Counter()
    for kind in KINDS:
        for one in taxed(kind, period.start, period.end):
            for part in one.parts:
                sums[kind, one.country, part.rate, one.currency, "tax"] += part.tax_minor
                sums[kind, one.country, part.rate, one.currency, "gross"] += part.gross_minor
    return +sums


def summed_rows(period: Period) -> Counter:
    sums: Counter = Counter()
    for one in tax_sums(period.start, period.end):
        sums[one.kind, one.country, one.rate, one.currency, "tax"] += one.amounts.tax_minor
        sums[one.kind, one.country, one.rate, one.currency, "gross"] += one.amounts.gross_minor
    return +sums


def test_oss_names_the_quarter_of_the_sale(settings, lamp_and_book, make_payment, tom, transferred):
    """A refund in October of an October sale lowers the quarter; of a September sale it corrects the one before."""
    settings.SHOP_COUNTRY = "DE"
    transferred(lamp_and_book, IN_OCTOBER, amount_minor=1725)
    september = make_payment(tom, total_minor=11_900, captured_at=datetime(2026, 9, 10, tzinfo=UTC), country="GR")
    transferred(september, IN_OCTOBER, lines=[], amount_minor=None)
    make_payment(tom, total_minor=5_000, captured_at=IN_OCTOBER, country="DE")
    make_payment(tom, total_minor=5_000, captured_at=IN_OCTOBER, country="US")

    summary = oss_summary(date(2026, 10, 1))

    assert summary.name == "2026-Q4" and quarter_of(date(2026, 12, 31)) == Period(date(2026, 10, 1), date(2026, 12, 31))
    assert [(row.code, row.rate, row.amounts.tax_minor) for row in summary.rows] == [("FR", 19, 1710), ("FR", 7, 315)]
    (correction,) = summary.corrections
    assert (correction.name, correction.code, correction.tax_minor) == ("2026-Q3", "EL", -1900)
    assert not correction.is_too_late


def test_sales_are_listed_with_their_rates(lamp_and_book):
    (sale,) = taxed(SALE, OCTOBER.start, OCTOBER.end, country="FR", currency="EUR")
    assert sale.reference == lamp_and_book.reference and {part.rate for part in sale.parts} == {LAMP, BOOK}
    assert not list(taxed(SALE, OCTOBER.start, OCTOBER.end, after=sale.key))
    (rate,) = {row.country for row in rows_of(tax_sums(OCTOBER.start, OCTOBER.end))}
    assert rate == "FR" and Refund.objects.count() == 0
