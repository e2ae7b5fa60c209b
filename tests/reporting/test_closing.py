"""Fatima closes October; from then on it stays as it is, and it takes two to open it again."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from customers import clock
from customers.actors import Actor
from customers.errors import BadInput, Conflict, NotAllowed
from refunds.ledger import post
from refunds.models import Difference, JournalEntry, JournalLine, RefundAttempt, SettlementReport
from reporting.actions.close_period import carry_over, close_period, prepare_closing
from reporting.actions.reopen_period import (
    decline_reopening,
    propose_reopening,
    release_reopening,
    withdraw_reopening,
)
from reporting.closing.checks import check_period, run_checks
from reporting.closing.figures import checksum, read_figures
from reporting.closing.guard import PeriodClosed, closed_until, is_closed
from reporting.models import PeriodClosing, Reopening
from reporting.periods import Period
from reporting.tasks import finish_closings
from tests.reporting.conftest import guards_down

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)
IN_OCTOBER = datetime(2026, 10, 14, 12, tzinfo=UTC)


@pytest.fixture
def october(make_payment, mila, transferred):
    """Mila paid 89.00 and got 43.10 EUR of it back by bank transfer."""
    lamp = make_payment(mila, captured_at=IN_OCTOBER - timedelta(days=3))
    return transferred(lamp, IN_OCTOBER, amount_minor=4310)


def prepared(person, first_on=FIRST, last_on=LAST) -> PeriodClosing:
    return prepare_closing(actor=Actor.user(person), first_on=first_on, last_on=last_on)


def closed(person, first_on=FIRST, last_on=LAST) -> PeriodClosing:
    closing = prepared(person, first_on, last_on)
    close_period(actor=Actor.user(person), reference=closing.reference)
    finish_closings()
    return PeriodClosing.objects.get(pk=closing.pk)


def is_as_frozen(closing: PeriodClosing) -> bool:
    """Whether ledger and payments, asked again, say of its days what was frozen."""
    again = read_figures(closing.period, closing.zone, closing.figures["settlement_line"])
    return again == {name: closing.figures[name] for name in again}


def state_of(closing: PeriodClosing, code: str) -> str:
    return next(result.state for result in run_checks(closing) if result.code == code)


def test_a_green_month_is_closed_with_its_checks_and_figures(fatima, october):
    closing = closed(fatima)

    assert (closing.state, closing.trouble, closing.closer) == ("closed", "", fatima)
    assert {check["code"]: check["state"] for check in closing.checks}["books"] == "green"
    (total,) = closing.figures["totals"]
    assert (total["gross_minor"], total["refunded_minor"], total["net_minor"]) == (8900, 4310, 4590)
    (tax,) = closing.figures["tax"]
    assert (tax["country"], tax["rate"], tax["sales_tax_minor"]) == (tax["country"], "19", 8900 * 19 // 119)
    assert closing.checksum == checksum(closing.figures)
    assert (
        closed_until() == LAST and is_closed(LAST) and is_closed(date(2020, 1, 1)) and not is_closed(date(2026, 11, 1))
    )
    assert closing.history.filter(history_actor=Actor.user(fatima).key).exists()


def test_nothing_is_booked_into_a_closed_month_by_the_door_or_behind_it(fatima, boris, october, make_payment, mila):
    closed(fatima)
    before = JournalEntry.objects.count()

    with clock.clock_at(IN_OCTOBER), pytest.raises(PeriodClosed, match="closed until 31 October 2026"):
        post.post("credit_bonus", mila.pk, "late", "credit_bonuses", "store_credit", "EUR", 5)
    with pytest.raises(IntegrityError, match="The books are closed"), transaction.atomic():
        JournalEntry.objects.bulk_create([JournalEntry(kind="settle", customer=mila, source="x", posted_at=IN_OCTOBER)])
    last_moment = datetime(2026, 10, 31, 22, 59, 59, tzinfo=UTC)
    with pytest.raises(IntegrityError, match="closed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO refunds_journalentry (kind, round, customer_id, source, posted_at) VALUES (%s, 0, %s, %s, %s)",
            ["settle", mila.pk, "raw", last_moment],
        )
    settled = october.journal.get(kind="settle")
    with pytest.raises(IntegrityError, match="closed"), transaction.atomic():
        JournalLine.objects.create(entry=settled, account="bank_costs", currency="EUR", amount_minor=1)
    assert JournalEntry.objects.count() == before
    first_of_november = datetime(2026, 10, 31, 23, tzinfo=UTC)
    JournalEntry.objects.create(kind="credit_bonus", customer=mila, source="y", posted_at=first_of_november)


def test_what_comes_back_later_leaves_the_closed_month_alone(fatima, october, make_payment, mila, sent_and_returned):
    closing = closed(fatima)

    refund = sent_and_returned(make_payment(mila, total_minor=4000, captured_at=IN_OCTOBER))

    assert refund.journal.filter(kind="reverse", posted_at__gt=closing.ends_at).count() == 1
    assert is_as_frozen(closing)


def test_a_payment_that_is_brought_in_later_lands_on_the_day_it_became_known(fatima, october, make_payment, mila):
    closing = closed(fatima)
    late = make_payment(mila, total_minor=11_900, captured_at=IN_OCTOBER)

    assert is_as_frozen(closing)
    today = clock.now().date()
    open_days = read_figures(Period(date(2026, 11, 1), today + timedelta(days=1)), closing.zone)
    assert open_days["totals"][0]["gross_minor"] == late.captured_minor == 11_900
    assert open_days["tax"][0]["sales_tax_minor"] == 1900


def test_a_difference_keeps_the_month_open_until_somebody_carries_it_over(fatima, ana, october):
    Difference.objects.create(
        kind="unknown", subject="refund:re_1", facts_hash="x", gateway="sandbox", gateway_account="sandbox",
        found_at=IN_OCTOBER,
    )  # fmt: skip
    closing = closed(fatima)
    assert closing.state == "open" and "Differences are resolved" in closing.trouble
    assert closed_until() is None and closing.closer is None
    result = next(one for one in run_checks(closing) if one.code == "differences")
    assert result.count == 1 and result.items[0]["url"].startswith("/staff/")

    wish = {"reference": closing.reference, "check": "differences", "reason": "Sandbox answers on Monday."}
    with pytest.raises(NotAllowed):
        carry_over(actor=Actor.user(ana), fingerprint=result.fingerprint, **wish)
    with pytest.raises(Conflict, match="Something else is open"):
        carry_over(actor=Actor.user(fatima), fingerprint="0" * 64, **wish)
    with pytest.raises(BadInput, match="put right"):
        carry_over(actor=Actor.user(fatima), fingerprint="", **{**wish, "check": "books"})
    carry_over(actor=Actor.user(fatima), fingerprint=result.fingerprint, **wish)

    close_period(actor=Actor.user(fatima), reference=closing.reference)
    finish_closings()
    closing.refresh_from_db()
    kept = next(check for check in closing.checks if check["code"] == "differences")
    assert (closing.state, kept["state"], kept["carried_by"]) == ("closed", "carried", fatima.label)
    assert kept["carried_why"] == "Sandbox answers on Monday."


def test_another_open_thing_ends_what_was_carried_over(fatima, october):
    def difference(subject):
        Difference.objects.create(
            kind="unknown", subject=subject, facts_hash="x", gateway="sandbox", gateway_account="sandbox",
            found_at=IN_OCTOBER,
        )  # fmt: skip

    difference("refund:re_1")
    closing = prepared(fatima)
    seen = next(one for one in run_checks(closing) if one.code == "differences")
    carry_over(
        actor=Actor.user(fatima), reference=closing.reference, check="differences", fingerprint=seen.fingerprint,
        reason="It is small.",
    )  # fmt: skip
    assert state_of(closing, "differences") == "carried"
    difference("refund:re_2")
    assert state_of(closing, "differences") == "open"


def test_wrong_books_keep_every_month_open(fatima, october):
    with guards_down() as cursor:
        cursor.execute("UPDATE refunds_journalline SET amount_minor = amount_minor + 1 WHERE amount_minor = 4310")
    closing = closed(fatima)
    states = {check["code"]: check["state"] for check in closing.checks}
    assert closing.state == "open"
    assert (states["books"], states["balanced"], states["figures"]) == ("open", "open", "open")


def test_a_lost_answer_and_a_missing_report_are_named(fatima, boris, make_payment, mila, sent_and_returned):
    """The refund moved money at the sandbox, so its report is asked for; an answer that is lost is as well."""
    refund = sent_and_returned(make_payment(mila, total_minor=4000))
    today = clock.now()
    days = Period(today.date() - timedelta(days=1), today.date() + timedelta(days=1))

    def state_of_days(code):
        return next(result.state for result in check_period(days) if result.code == code)

    assert state_of_days("reports") == "open"
    with guards_down() as cursor:
        cursor.execute("ALTER TABLE refunds_refundattempt DISABLE TRIGGER USER")
        RefundAttempt.objects.filter(refund=refund).update(state="unknown", created_at=today - timedelta(days=9))
        cursor.execute("ALTER TABLE refunds_refundattempt ENABLE TRIGGER USER")
    assert state_of_days("answered") == "open"

    report = SettlementReport.objects.create(
        gateway="sandbox", gateway_account="sandbox", name="r", requested_by="x", requested_label="x",
        covers_from=today - timedelta(days=2), covers_until=today + timedelta(days=2),
    )  # fmt: skip
    report.begin_matching()
    report.save()
    report.finish()
    report.save()
    assert state_of_days("reports") == "green"


@pytest.mark.parametrize(
    ("first_on", "last_on", "code"),
    [
        (LAST, FIRST, "days_out_of_order"),
        (FIRST, date(2400, 1, 1), "period_runs"),
        (date(2020, 1, 1), LAST, "period_too_long"),
    ],
)
def test_absurd_periods_are_refused(fatima, policy, first_on, last_on, code):
    with pytest.raises(BadInput) as refused:
        prepared(fatima, first_on, last_on)
    assert refused.value.code == code and not PeriodClosing.objects.exists()


def test_months_are_closed_one_after_the_other(fatima, ana, october):
    with pytest.raises(NotAllowed):
        prepared(ana)
    prepared_once = prepared(fatima)
    with pytest.raises(Conflict, match="being closed already"):
        prepared(fatima, date(2026, 10, 31), date(2026, 10, 31))
    close_period(actor=Actor.user(fatima), reference=prepared_once.reference)
    with pytest.raises(Conflict, match="another state"):
        close_period(actor=Actor.user(fatima), reference=prepared_once.reference)
    finish_closings()
    with pytest.raises(BadInput, match="2026-11-01"):
        prepared(fatima, date(2026, 11, 2), date(2026, 11, 3))


def test_it_takes_two_to_open_a_month_again(fatima, marta, ayaka, october):
    closing = closed(fatima)
    reference = closing.reference
    propose_reopening(actor=Actor.user(fatima), reference=reference, reason="A report came late.")
    with pytest.raises(Conflict, match="proposed already"):
        propose_reopening(actor=Actor.user(fatima), reference=reference, reason="Again.")
    with pytest.raises(NotAllowed, match="somebody else"):
        release_reopening(actor=Actor.user(fatima), reference=reference)
    with pytest.raises(NotAllowed):
        release_reopening(actor=Actor.user(ayaka), reference=reference)
    assert is_closed(LAST)

    release_reopening(actor=Actor.user(marta), reference=reference, words="Right.")

    closing.refresh_from_db()
    assert closing.state == "reopened" and closing.figures and not is_closed(LAST)
    with clock.clock_at(IN_OCTOBER):
        post.post("credit_bonus", october.customer_id, "late", "credit_bonuses", "store_credit", "EUR", 5)
    anew = prepared(fatima)
    assert anew.pk != closing.pk and anew.state == "open"


def test_a_proposal_may_be_declined_or_taken_back_and_only_the_last_month_opens(fatima, marta, october):
    first = closed(fatima)
    second = closed(fatima, date(2026, 11, 1), date(2026, 11, 1))
    with pytest.raises(Conflict, match="later period"):
        propose_reopening(actor=Actor.user(fatima), reference=first.reference, reason="Why not.")
    for end in (
        lambda: decline_reopening(actor=Actor.user(marta), reference=second.reference, words="No need."),
        lambda: withdraw_reopening(actor=Actor.user(fatima), reference=second.reference),
    ):
        propose_reopening(actor=Actor.user(fatima), reference=second.reference, reason="A report came late.")
        end()
        with pytest.raises(Conflict, match="Nobody proposes"):
            release_reopening(actor=Actor.user(marta), reference=second.reference)
    assert is_closed(date(2026, 11, 1))
    assert set(Reopening.objects.values_list("state", flat=True)) == {"declined", "withdrawn"}
