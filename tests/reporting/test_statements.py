"""Fatima orders papers; what they say is what the ledger says."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation
from pypdf import PdfReader

from customers import clock
from customers.actors import Actor
from customers.documents.rows import set_row
from customers.errors import BadInput, NotAllowed
from refunds.ledger.balances import lines_between, paid_back
from reporting import statement_figures
from reporting.actions.order_statement import order_statement
from reporting.facts.read import totals
from reporting.facts.slices import Slice
from reporting.models import Statement
from reporting.periods import Period, shop_day
from reporting.statement_figures import checksum, read_figures
from reporting.statement_paper import sections_of
from reporting.tasks import make_statements
from tests.desk import ask
from tests.reporting.conftest import guards_down

pytestmark = pytest.mark.django_db

OCTOBER = {"first_on": "2026-10-01", "last_on": "2026-10-31"}
IN_OCTOBER = datetime(2026, 10, 14, 12, tzinfo=UTC)


def words(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def ordered(person, **wish) -> Statement:
    wish = {"first_on": date(2026, 10, 1), "last_on": date(2026, 10, 31), **wish}
    return order_statement(actor=Actor.user(person), **wish)


def printed(person, **wish) -> Statement:
    statement = ordered(person, **wish)
    make_statements()
    return Statement.objects.get(pk=statement.pk)


@pytest.fixture
def october(make_payment, mila, tom, transferred):
    """Mila got 43.10 and 10.00 EUR back, Tom 1,200 JPY; what happened around October is not October's."""
    lamp = make_payment(mila, captured_at=IN_OCTOBER - timedelta(days=3))
    transferred(lamp, IN_OCTOBER, amount_minor=4310)
    transferred(lamp, IN_OCTOBER + timedelta(days=5), amount_minor=1000)
    transferred(make_payment(mila), datetime(2026, 9, 30, 21, 59, tzinfo=UTC), amount_minor=777)
    transferred(make_payment(mila), datetime(2026, 10, 31, 23, 0, tzinfo=UTC), amount_minor=888)


def test_fatima_orders_a_month_and_downloads_it(fatima, sign_in, october):
    browser = sign_in(fatima)
    page = browser.post("/staff/finance/statements/", OCTOBER, follow=True)
    assert "It waits for a worker" in page.content.decode()

    make_statements()

    statement = Statement.objects.get()
    page = browser.get(f"/staff/finance/statements/{statement.reference}/")
    assert "Download the PDF" in page.content.decode()
    answer = browser.get(f"/staff/finance/statements/{statement.reference}/pdf/")
    assert answer["Content-Type"] == "application/pdf"
    assert statement.reference in answer["Content-Disposition"]
    text = words(answer.content)
    assert "53.10 EUR" in text and "43.10 EUR" in text
    assert "8.88" not in text
    assert text.count("7.77") == 2, "what left before is in the opening balances alone"
    assert statement.checksum[:16] in text
    assert "1 / 1" in text


def test_the_totals_are_the_ledgers(fatima, october):
    figures = read_figures(ordered(fatima))
    period = Statement.objects.get().period
    total = {row["currency"]: row["net_refunded_minor"] for row in figures["totals"]}
    assert total == paid_back(lines_between(period.start, period.end)) == {"EUR": 5310}


def test_the_totals_are_those_of_every_dashboard(fatima, october, make_payment, tom, sent_and_returned):
    sent_and_returned(make_payment(tom, total_minor=4000))
    today = shop_day(clock.now())
    figures = read_figures(ordered(fatima, last_on=today))
    read = totals(Slice(Period(date(2026, 10, 1), today)), ["gross", "refunded", "came_back", "net_refunded"])
    assert len(figures["totals"]) == len(read) >= 1
    for total in figures["totals"]:
        same = {"gross": "gross_minor", "refunded": "refunded_minor", "came_back": "returned_minor"}
        same["net_refunded"] = "net_refunded_minor"
        assert {name: total[field] for name, field in same.items()} == read[total["currency"]]


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "it", "nl"])
def test_a_usual_row_is_one_line_in_every_language(language):
    """A column that is too narrow would put its words below each row, and twice the pages out."""
    row = {
        "refund": "RF-2026-1234567", "payment": "PM-2026-1234567", "order": "LH-12345", "customer": "CU-2026-1234567",
        "customer_name": "Fatima Haddad", "currency": "EUR", "amount_minor": 12345678, "fee_minor": 0,
        "goodwill_minor": 0,
    }  # fmt: skip
    days = [date(2026, month, 28).isoformat() for month in range(1, 13)]
    rows = [{**row, "on": on, "rail": rail} for on in days for rail in ("original", "store_credit", "bank_transfer")]
    figures = {"kind": "period", "movements": rows, "totals": []}
    with translation.override(language):
        (section,) = sections_of(figures)
        assert [left for one in section.rows() for left in set_row(section.columns, one.cells)[1]] == []


def test_days_begin_and_end_at_the_shops_midnight(fatima, october):
    """22:00 UTC on 30 September is midnight in Berlin's summer; 23:00 UTC on 31 October is midnight in its winter."""
    amounts = {row["amount_minor"] for row in read_figures(ordered(fatima))["movements"]}
    assert amounts == {4310, 1000}
    november = read_figures(ordered(fatima, first_on=date(2026, 11, 1), last_on=date(2026, 11, 1)))
    assert [row["amount_minor"] for row in november["movements"]] == [888]


def test_mila_statement_tells_of_her_alone(fatima, make_payment, mila, tom, october, transferred):
    transferred(make_payment(tom, captured_at=IN_OCTOBER), IN_OCTOBER, amount_minor=2222)
    statement = printed(fatima, customer=mila.email.upper())
    text = words(bytes(statement.pdf))
    assert "Mila Novak" in text and "89.00 EUR" in text and "53.10 EUR" in text
    assert "Tom Berg" not in text and "22.22" not in text


def test_money_that_came_back_is_listed_and_taken_off(fatima, make_payment, mila, sent_and_returned):
    payment = make_payment(mila, total_minor=4000, captured_at=IN_OCTOBER)
    sent_and_returned(payment)
    today = shop_day(clock.now())
    figures = read_figures(ordered(fatima, first_on=today - timedelta(days=1), last_on=today))
    assert [(row["kind"], row["amount_minor"]) for row in figures["movements"]] == [
        ("settle", 4000),
        ("reverse", -4000),
    ]
    (total,) = figures["totals"]
    assert (total["refunded_minor"], total["returned_minor"], total["net_refunded_minor"]) == (4000, 4000, 0)


def test_the_same_figures_give_the_same_bytes(fatima, october):
    first, second = printed(fatima), printed(fatima)
    assert first.checksum == second.checksum == checksum(read_figures(first))
    assert bytes(first.pdf) == bytes(second.pdf)


def test_another_figure_gives_another_checksum(fatima, october, make_payment, tom, transferred):
    before = printed(fatima)
    transferred(make_payment(tom), IN_OCTOBER, amount_minor=1)
    after = printed(fatima)
    assert before.checksum != after.checksum
    assert before.ledger_entry < after.ledger_entry


def test_nothing_is_printed_when_a_row_and_the_ledger_differ(fatima, october):
    with guards_down() as cursor:
        cursor.execute("UPDATE refunds_refund SET amount_minor = amount_minor + 1 WHERE amount_minor = 1000")
    statement = printed(fatima)
    assert (statement.state, statement.pdf, statement.checksum) == ("failed", None, "")
    assert "do not add up to the ledger" in statement.trouble


def test_a_paper_that_would_never_end_is_refused_in_words(fatima, sign_in, october, monkeypatch):
    monkeypatch.setattr(statement_figures, "MAX_ROWS", 1)
    statement = printed(fatima)
    page = sign_in(fatima).get(f"/staff/finance/statements/{statement.reference}/")
    assert "This would be 2 rows, and a paper holds 1. Choose a shorter period." in page.content.decode()


def test_an_empty_period_is_a_paper_too(fatima, policy):
    statement = printed(fatima, first_on=date(2020, 1, 1), last_on=date(2020, 1, 1))
    assert statement.state == "ready"
    assert "No refund was paid back in this period." in words(bytes(statement.pdf))


def test_a_name_is_words_and_never_markup(fatima, make_payment, mila, transferred):
    mila.name = "<img src=file:///etc/passwd><b>Mila</b>"
    mila.save()
    transferred(make_payment(mila), IN_OCTOBER, amount_minor=100)
    assert "<b>Mila</b>" in words(bytes(printed(fatima, customer=mila.reference).pdf))


@pytest.mark.parametrize(
    ("wish", "field", "sentence"),
    [
        ({"first_on": "2026-10-31", "last_on": "2026-10-01"}, "last_on", "The last day lies before the first one."),
        ({**OCTOBER, "customer": "nobody@home.example"}, "customer", "We know no customer by this."),
        ({"first_on": "2400-01-01", "last_on": "2400-01-01"}, "first_on", "This period has not begun yet."),
        ({"first_on": "31.31.2026", "last_on": "2026-10-01"}, "first_on", "Enter a valid date."),
        ({"first_on": "", "last_on": ""}, "first_on", "This field is required."),
    ],
)
def test_a_wrong_order_is_told_at_its_field_and_writes_nothing(fatima, sign_in, wish, field, sentence):
    answer = sign_in(fatima).post("/staff/finance/statements/", wish)
    assert answer.status_code == 400
    assert any(sentence in error for error in answer.context["form"].errors[field])
    assert not Statement.objects.exists()


def test_ana_and_boris_see_no_papers_and_order_none(ana, boris, fatima, sign_in, october):
    statement = printed(fatima)
    for person in (ana, boris):
        browser = sign_in(person)
        for path in ("", "statements/", f"statements/{statement.reference}/", f"statements/{statement.reference}/pdf/"):
            assert browser.get(f"/staff/finance/{path}").status_code == 403
        assert browser.post("/staff/finance/statements/", OCTOBER).status_code == 403
        with pytest.raises(NotAllowed):
            ordered(person)
    assert Statement.objects.count() == 1


def test_the_auditor_reads_and_orders(ayaka, sign_in, policy):
    assert sign_in(ayaka).post("/staff/finance/statements/", OCTOBER).status_code == 302


def test_a_stranger_is_sent_to_the_door(client, db):
    assert client.get("/staff/finance/statements/").status_code == 302


def test_an_unknown_paper_and_an_unready_one_are_not_found(fatima, sign_in, policy):
    waiting = ordered(fatima)
    browser = sign_in(fatima)
    assert browser.get("/staff/finance/statements/ST-1/").status_code == 404
    assert browser.get(f"/staff/finance/statements/{waiting.reference}/pdf/").status_code == 404


def test_working_twice_prints_once(fatima, policy):
    ordered(fatima)
    assert (make_statements(), make_statements()) == (1, 0)


def test_a_printed_paper_stays_as_it_is(fatima, policy):
    statement = printed(fatima, first_on=date(2020, 1, 1), last_on=date(2020, 1, 1))
    with pytest.raises(Exception, match="Can't switch from state"):
        statement.fail()


def test_the_history_names_who_ordered_and_who_printed(fatima, policy):
    statement = printed(fatima, first_on=date(2020, 1, 1), last_on=date(2020, 1, 1))
    actors = list(statement.history.order_by("history_id").values_list("history_actor", flat=True))
    assert actors == [Actor.user(fatima).key, Actor.system("worker").key]


def test_a_refund_on_its_way_is_on_no_paper(fatima, make_payment, mila, october):
    ask(make_payment(mila))
    assert len(read_figures(ordered(fatima))["movements"]) == 2


def test_an_impossible_day_is_refused(fatima, policy):
    with pytest.raises(BadInput):
        ordered(fatima, first_on=date(1, 1, 1))
