"""Whatever a shop lives through: what is closed never changes, tax is the sum of its lines, totals are the ledger's."""

from __future__ import annotations

import os
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from itertools import count

import pytest
from django.core.management import call_command
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from customers import clock
from customers.actors import Actor
from customers.models import CreditEntry, Payment, PaymentLine
from refunds.actions.credit_account import grant, lock_account, take
from refunds.ledger import accounts, post
from refunds.ledger.balances import lines_between, paid_back
from refunds.models import JournalEntry, JournalLine, Refund, RefundLine
from reporting.actions.close_period import close_period, prepare_closing
from reporting.closing.guard import PeriodClosed, closed_until
from reporting.gap.explain import explain
from reporting.management.commands.prove_closings import faults_of
from reporting.models import PeriodClosing
from reporting.periods import Period, day_start
from reporting.tasks import finish_closings
from reporting.tax.report import tax_report
from tests.reporting.test_tax import summed_lines, summed_rows

EXAMPLES = int(os.environ.get("CLOSING_EXAMPLES", "4"))
MONTHS = [date(2026, month, 1) for month in (7, 8, 9, 10)]
KINDS = ("pay", "refund", "reverse", "dispute", "credit", "close", "late")

pytestmark = pytest.mark.django_db

acts = st.lists(
    st.tuples(
        st.sampled_from(KINDS), st.integers(2, 9), st.integers(1, 9_999), st.sampled_from(["EUR", "JPY", "KWD"]),
        st.sampled_from([(19,), (19, 7), (20, 5, 0), ()]),
    ),
    min_size=6, max_size=24,
)  # fmt: skip
_numbers = count(1)


@pytest.fixture
def shop(fatima, mila, policy):
    return Shop(fatima, mila)


class Shop:
    """Walks forward from July; each act happens some hours after the one before."""

    def __init__(self, finance, customer) -> None:
        self.finance, self.customer = finance, customer
        self.now = datetime(2026, 7, 2, 9, tzinfo=UTC)
        self.settled: list[Refund] = []
        self.payments: list[Payment] = []

    def do(self, kind, hours, amount, currency, rates) -> None:
        self.now += timedelta(hours=61 * hours + 7)
        with clock.clock_at(self.now):
            getattr(self, kind)(amount, currency, rates)

    def pay(self, amount, currency, rates, captured_at=None) -> None:
        number = next(_numbers)
        payment = Payment.objects.create(
            reference=f"PM-H-{number}", customer=self.customer, gateway="sandbox", gateway_account="sandbox",
            gateway_reference=f"hist_{number}", currency=currency, captured_minor=amount * max(len(rates), 1),
            country=("DE", "FR", "")[number % 3], captured_at=captured_at or self.now,
        )  # fmt: skip
        for position, rate in enumerate(rates, start=1):
            tax = amount * rate // (100 + rate)
            PaymentLine.objects.create(
                payment=payment,
                position=position,
                description="x",
                net_minor=amount - tax,
                tax_minor=tax,
                tax_rate=rate,
            )
        self.payments.append(payment)

    def late(self, amount, currency, rates) -> None:
        """A payment of long ago is brought in only now."""
        self.pay(amount, currency, rates, captured_at=self.now - timedelta(days=40))

    def refund(self, amount, currency, rates) -> None:
        """By its first line where the payment has one and the draw says so, else an amount."""
        payment = next((one for one in self.payments if one.left_minor), None)
        if payment is None:
            return
        line = payment.lines.first() if amount % 2 else None
        gone = RefundLine.objects.filter(payment_line=line).exists() if line else True
        minor = min(amount, payment.left_minor) if gone or not line else line.paid_minor
        if not 0 < minor <= payment.left_minor:
            return
        refund = Refund(
            reference=f"RF-H-{next(_numbers)}", customer=self.customer, payment=payment, currency=payment.currency,
            amount_minor=minor, reason="other", origin="staff", requested_by="x", state="requested",
        )  # fmt: skip
        refund.save()
        if not gone and line:
            RefundLine.objects.create(
                refund=refund, payment_line=line, quantity=1, amount_minor=line.paid_minor, tax_minor=line.tax_minor
            )
        refund.approve()
        refund.save()
        post.post_reserve(refund)
        refund.start()
        refund.save()
        refund.complete()
        refund.save()
        post.post_settle(refund)
        payment.refunded_minor += minor
        payment.save()
        self.settled.append(refund)

    def reverse(self, amount, currency, rates) -> None:
        if not self.settled:
            return
        refund = self.settled.pop(amount % len(self.settled))
        refund.come_back()
        refund.save()
        post.post_reverse(refund)
        payment = next(one for one in self.payments if one.pk == refund.payment_id)
        payment.refunded_minor -= refund.amount_minor
        payment.save()

    def dispute(self, amount, currency, rates) -> None:
        gateway = accounts.gateway_balance("sandbox", "sandbox")
        for kind, debit, credit in (
            ("dispute_withdrawn", accounts.DISPUTED, gateway), ("dispute_reinstated", gateway, accounts.DISPUTED),
        )[: 1 + amount % 2]:  # fmt: skip
            post.post(kind, self.customer.pk, f"D-{next(_numbers)}", debit, credit, currency, amount)

    def credit(self, amount, currency, rates) -> None:
        account = lock_account(self.customer, currency)
        number = f"C-{next(_numbers)}"
        if amount % 2 or account.balance_minor < amount:
            grant(account, CreditEntry.Kind.CORRECTION, amount, number, None, Actor.user(self.finance))
        else:
            take(account, CreditEntry.Kind.CORRECTION, amount, number, Actor.user(self.finance))

    def close(self, amount, currency, rates) -> None:
        """The next whole month that is over."""
        first = (closed_until() or date(2026, 6, 30)) + timedelta(days=1)
        last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        if day_start(last + timedelta(days=1)) > self.now:
            return
        closing = prepare_closing(actor=Actor.user(self.finance), first_on=first, last_on=last)
        carry_everything(closing, self.finance)
        close_period(actor=Actor.user(self.finance), reference=closing.reference)
        finish_closings()
        closing.refresh_from_db()
        assert closing.state == "closed", [check for check in closing.checks if check["state"] == "open"]


def carry_everything(closing, person) -> None:
    """Reports are missing and rates unknown here; the firm checks are not ours to wave through."""
    from reporting.actions.close_period import carry_over
    from reporting.closing.checks import run_checks

    for result in run_checks(closing):
        if result.blocks and not result.firm:
            carry_over(
                actor=Actor.user(person), reference=closing.reference, check=result.code,
                fingerprint=result.fingerprint, reason="Known.",
            )  # fmt: skip


@pytest.mark.full
@given(history=acts)
@settings(
    max_examples=EXAMPLES, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
def test_no_history_moves_what_is_closed(shop, history):
    with transaction.atomic():
        walk = Shop(shop.finance, shop.customer)
        for act in [("pay", 0, 5_000, "EUR", (19, 7)), *history]:
            walk.do(*act)
        _closings_are_as_frozen()
        _tax_is_its_lines_and_the_ledger(walk)
        _every_landing_is_counted_once(walk)
        _nothing_is_left_unexplained(walk)
        _the_past_is_barred(walk)
        transaction.set_rollback(True)


def _closings_are_as_frozen() -> None:
    for closing in PeriodClosing.objects.exclude(state="open"):
        assert closing.state == "closed", closing.trouble
        assert faults_of(closing) == []
    call_command("prove_closings", stdout=StringIO())


def _tax_is_its_lines_and_the_ledger(walk: Shop) -> None:
    for first in MONTHS:
        month = Period(first, (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1))
        assert summed_lines(month) == summed_rows(month)
        net: Counter[str] = Counter()
        for row in tax_report(month):
            net[row.currency] += row.refunds.gross_minor - row.reversals.gross_minor
            assert abs(row.refunds.tax_minor) <= row.refunds.gross_minor
        ledger = paid_back(lines_between(month.start, month.end))
        assert {code: minor for code, minor in net.items() if minor} == {c: m for c, m in ledger.items() if m}


def _every_landing_is_counted_once(walk: Shop) -> None:
    """However late it came, each payment stands in one month, and all of it."""
    landed: Counter[str] = Counter()
    for row in tax_report(Period(date(2026, 1, 1), date(2027, 6, 30))):
        landed[row.currency] += row.sales.gross_minor
    captured: Counter[str] = Counter()
    for payment in walk.payments:
        captured[payment.currency] += payment.captured_minor
    assert landed == captured


def _nothing_is_left_unexplained(walk: Shop) -> None:
    for code in {payment.currency for payment in walk.payments}:
        assert explain("sandbox", code, Period(date(2026, 7, 1), date(2026, 9, 30))).remainder_minor == 0


def _the_past_is_barred(walk: Shop) -> None:
    if (until := closed_until()) is None:
        return
    before = JournalEntry.objects.count(), JournalLine.objects.count()
    with clock.clock_at(day_start(until)), pytest.raises(PeriodClosed):
        walk.credit(5, "EUR", ())
    assert (JournalEntry.objects.count(), JournalLine.objects.count()) == before
