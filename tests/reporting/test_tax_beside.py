"""What one looks for in a tax report and does not find there is named beside it, with the reason."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from customers import clock
from customers.actors import Actor
from customers.models import CreditEntry, PaymentLine
from refunds.actions.credit_account import grant, lock_account
from refunds.actions.credit_holds import capture_hold, give_back_credit, hold_credit
from refunds.gateways.dispute_types import DisputeMovement, MovementKind
from reporting.periods import Period, shop_day
from reporting.tax.beside import CREDIT, IN_SALES, LOST, NOT_COUNTED, beside, beside_rows
from reporting.tax.parts import UNKNOWN
from reporting.tax.report import tax_report
from tests.disputes.desk import disputed

pytestmark = pytest.mark.django_db
PAGE = "/staff/finance/tax/"


def today() -> Period:
    day = shop_day(clock.now())
    return Period(day - timedelta(days=1), day)


def told() -> dict[tuple[str, str], tuple[int, int | None, int]]:
    return {
        (row.kind, row.rule): (row.gross_minor, row.tax_minor, row.count)
        for row in beside_rows(today().start, today().end)
    }


@pytest.fixture
def paid_with_credit(mila, fatima):
    """paid_with_credit("SHOP-7", 4000) spends so much of 50.00 for an order; returns the hold's reference."""

    def spend(order: str, amount_minor: int) -> str:
        checkout = Actor.user(fatima)
        with transaction.atomic():
            grant(lock_account(mila, "EUR"), CreditEntry.Kind.CORRECTION, 5000, f"C-{order}", None, checkout)
        wish = {"customer_reference": mila.reference, "currency": "EUR", "order_reference": order}
        hold = hold_credit(actor=checkout, amount_minor=amount_minor, **wish)
        return capture_hold(actor=checkout, reference=hold.reference).reference

    return spend


def test_an_order_paid_with_store_credit_is_taxed_now_and_its_rates_are_not_known(
    paid_with_credit, fatima, sign_in, program_of, mila
):
    hold = paid_with_credit("SHOP-7", 4000)
    give_back_credit(actor=Actor.user(fatima), reference=hold, amount_minor=500)

    assert told() == {(CREDIT, UNKNOWN): (3500, None, 2)}
    assert tax_report(today()) == [], "no rate is guessed"
    days = {"since": today().first_on, "until": today().last_on}
    page = sign_in(fatima).get(PAGE, days).content.decode()
    assert "Orders paid with store credit" in page and "Articles 30b and" in page
    lines = sign_in(fatima).get(f"{PAGE}lines/", {**days, "kind": CREDIT}).content.decode()
    assert "SHOP-7" in lines and f"/staff/customers/{mila.reference}/credit/" in lines
    asked = {"first_on": today().first_on.isoformat(), "last_on": today().last_on.isoformat()}
    (row,) = program_of(fatima).get("tax/report/", **asked).json()["beside"]
    assert (row["kind"], row["gross_minor"], row["tax_minor"]) == (CREDIT, 3500, None)
    every = b"".join(sign_in(fatima).get(f"{PAGE}lines/table.csv", days)).decode()
    assert every.count(CREDIT) == 2


def test_an_order_paid_in_part_with_credit_is_not_taxed_twice(paid_with_credit, make_payment, mila, fatima):
    """89.00 by card, whose payment names lines of 119.00: 30.00 of the credit stand in the sales already."""
    payment = make_payment(mila, order_reference="SHOP-8", captured_at=clock.now())
    PaymentLine.objects.create(
        payment=payment, position=9, description="Shade", net_minor=2521, tax_minor=479, tax_rate=19
    )
    hold = paid_with_credit("SHOP-8", 4000)
    assert told() == {(CREDIT, IN_SALES): (3000, None, 1), (CREDIT, UNKNOWN): (1000, None, 1)}

    give_back_credit(actor=Actor.user(fatima), reference=hold, amount_minor=500)
    assert told()[CREDIT, UNKNOWN] == (500, None, 2)
    assert told()[CREDIT, IN_SALES] == (3000, None, 1)


def test_a_lost_dispute_leaves_the_tax_of_the_sale_where_it_is(make_payment, mila, fatima, sign_in):
    payment = make_payment(mila, captured_at=clock.now())
    now = datetime.now(UTC)
    taken = [DisputeMovement("m1", MovementKind("withdrawn"), payment.captured_minor, "EUR", now)]
    facts = {"respond_by": now + timedelta(days=9), "opened_at": now}
    disputed(payment, "needs_response", movements=taken, **facts)
    assert told() == {}, "nothing is lost yet"
    dispute = disputed(payment, "lost", movements=taken, **facts)

    assert told() == {(LOST, NOT_COUNTED): (8900, 8900 * 19 // 119, 1)}
    (row,) = tax_report(today())
    assert (row.balance.gross_minor, row.balance.tax_minor) == (8900, 8900 * 19 // 119)
    (line,) = beside(LOST, today().start, today().end)
    assert line.reference == dispute.reference and line.payment == payment.reference
    page = sign_in(fatima).get(PAGE, {"since": today().first_on, "until": today().last_on}).content.decode()
    assert "the sale stands and its tax is owed" in page
    lines = sign_in(fatima).get(f"{PAGE}lines/", {"since": today().first_on, "until": today().last_on, "kind": LOST})
    assert "Not counted" in lines.content.decode() and dispute.reference in lines.content.decode()

    back = DisputeMovement("m2", MovementKind("reinstated"), payment.captured_minor, "EUR", now)
    disputed(payment, "won", movements=[*taken, back], **facts)
    assert told() == {(LOST, NOT_COUNTED): (0, 0, 2)}, "won after all: it came and went"


def test_what_stands_beside_is_read_page_by_page(paid_with_credit):
    for number in range(3):
        paid_with_credit(f"SHOP-{number}", 1000 + number)
    first, second, third = beside(CREDIT, today().start, today().end)
    assert [one.order for one in (first, second, third)] == ["SHOP-0", "SHOP-1", "SHOP-2"]
    assert list(beside(CREDIT, today().start, today().end, after=first.key)) == [second, third]
    assert not list(beside(CREDIT, today().start, today().end, currency="USD"))
