"""The database works out the tax in a refund as the tax report does, for every entry of every story."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from django.db import connection

from customers.models import Payment, PaymentLine
from customers.money import split
from customers.shop_days import Period
from refunds.actions.line_amounts import LineAsk
from refunds.ledger.post import post_reverse
from refunds.models import JournalEntry
from reporting.facts.read import read, totals
from reporting.facts.slices import Slice
from reporting.tax.read import parts_of_entries

pytestmark = pytest.mark.django_db

SOLD = datetime(2026, 10, 5, 12, tzinfo=UTC)
OCTOBER = Slice(Period(date(2026, 10, 1), date(2026, 10, 31)))
STORIES = int(os.environ.get("RECOURSE_TEST_PASTS", "3"))


def by_the_database(entry: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT reporting_tax_inside(%s)", [entry])
        return int(cursor.fetchone()[0])


def require_agreement(payment: Payment) -> dict[int, int]:
    by_the_rule = {entry: sum(part.tax_minor for part in parts) for entry, parts in
                   parts_of_entries([payment.pk]).items()}  # fmt: skip
    assert {entry: by_the_database(entry) for entry in by_the_rule} == by_the_rule
    return by_the_rule


@pytest.fixture
def sold(make_payment, mila):
    """Three things, the second at 7 %, and 4.00 beyond them when asked for."""

    def sell(prices: Sequence[int], beyond: int = 0) -> Payment:
        lines = [(f"Thing {nth}", 2, price) for nth, price in enumerate(prices)]
        payment = make_payment(mila, lines=lines, captured_at=SOLD)
        for line in payment.lines.filter(position=2):
            gross = line.net_minor + line.tax_minor
            net = gross * 100 // 107
            PaymentLine.objects.filter(pk=line.pk).update(tax_rate=7, net_minor=net, tax_minor=gross - net)
        if beyond:
            Payment.objects.filter(pk=payment.pk).update(captured_minor=payment.captured_minor + beyond)
            payment.refresh_from_db()
        return payment

    return sell


@pytest.mark.parametrize("seed", range(STORIES))
def test_crooked_amounts_lines_and_reversals_give_back_the_same_tax(seed, sold, transferred):
    draw = Random(seed)
    payment = sold([draw.randint(300, 9_000) for _ in range(3)], beyond=400 * (seed % 2))
    line = payment.lines.get(position=draw.choice((1, 2)))
    transferred(payment, SOLD + timedelta(days=1), lines=[LineAsk(line.pk, 1)])
    moment, left = SOLD + timedelta(days=2), payment.captured_minor - 9_000
    for _ in range(4):
        amount = draw.randint(1, max(left // 6, 2))
        left, moment = left - amount, moment + timedelta(hours=5)
        refund = transferred(payment, moment, amount_minor=amount)
        if draw.random() < 0.4:
            post_reverse(refund)
    taxes = require_agreement(payment)
    assert len(taxes) >= 5 and any(taxes.values())


def test_an_amount_without_lines_gives_back_its_tax_under_no_product(sold, transferred):
    """17,250 were paid, 11,900 of it at 19 %: of 1,725 back, 190 are tax at 19 % and 35 at 7 %."""
    payment = sold([11_900, 5_350])
    transferred(payment, SOLD + timedelta(days=1), amount_minor=1725)
    assert totals(OCTOBER, ["tax_back"])["EUR"]["tax_back"] == 190 + 35
    assert [(row.key["product"], row.values["tax_back"]) for row in read(OCTOBER, ["product"], ["tax_back"])] == [
        ("", 225)
    ]
    assert require_agreement(payment) == {JournalEntry.objects.get(kind="settle").pk: 225}


@pytest.mark.parametrize(("total", "weights"), [
    (10, [1, 1, 1]), (11, [3, 3, 1]), (-7, [5, 2]), (5, [0, 0]), (1, [10**13, 10**13]), (999_999_999_999, [19, 100, 7]),
])  # fmt: skip
def test_the_database_splits_as_we_do(total, weights):
    with connection.cursor() as cursor:
        cursor.execute("SELECT reporting_split(%s, %s::bigint[])", [total, weights])
        assert cursor.fetchone()[0] == split(total, weights)


def test_a_story_is_put_in_order_by_sorting_it_whatever_the_caller_plans_without() -> None:
    """Without a sort the database walked the whole ledger for each refund: a day of 15,000 was never summed up."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT proconfig FROM pg_proc WHERE proname = 'reporting_tax_inside'")
        assert cursor.fetchone() == (["enable_sort=on", "enable_incremental_sort=on"],)
