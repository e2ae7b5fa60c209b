"""Fatima takes the month's credit notes home for the books: what was credited less what was taken back."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from customers import clock
from customers.actors import Actor
from customers.models import PaymentLine
from refunds.actions.issue_credit_note import issue_without_refund, void_credit_note
from refunds.actions.set_entity import set_entity
from refunds.models import CreditNote
from tests.reporting.exports.conftest import IN_OCTOBER, content, csv_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def notes(fatima, make_payment, mila):
    """Two of one invoice with two rates of tax, 60.00 and 10.00 EUR; the second one is taken back."""
    actor = Actor.user(fatima)
    set_entity(
        actor=actor, code="de", name="Lumen & Hearth GmbH", street="Torstraße 1", postal_code="10119", city="Berlin",
        country="DE", vat_id="DE136695976", is_usual=True, number_format="GS-{year}-{number:05}",
    )  # fmt: skip
    bought = make_payment(
        mila, lines=[("Lamp", 1, 8900), ("Book", 1, 2001)], invoice_reference="RE-1", invoiced_on=date(2026, 10, 3)
    )
    PaymentLine.objects.filter(payment=bought, position=2).update(tax_rate=7)
    with clock.clock_at(IN_OCTOBER):
        for amount in (6000, 1000):
            note = issue_without_refund(
                actor=actor, payment_reference=bought.reference, amount_minor=amount, reason="Settled on the phone"
            )
        void_credit_note(actor=actor, number=note.number, reason="Credited twice")


def test_notes_and_their_lines_add_up_to_what_is_credited(exported, notes):
    first, second, counter = CreditNote.objects.order_by("id")
    rows = csv_rows(exported("credit_notes", "csv"))
    assert [row["number"] for row in rows] == [first.number, second.number, counter.number]
    assert [row["total"] for row in rows] == ["60.00", "10.00", "-10.00"]
    assert (rows[2]["takes_back"], rows[1]["taken_back_by"]) == (second.number, counter.number)
    assert {(row["invoice"], row["issued_on"], row["customer_name"]) for row in rows} == {
        ("RE-1", "2026-10-14", "Mila Novak")
    }
    lines = [json.loads(line) for line in content(exported("credit_note_lines", "jsonl")).splitlines()]
    assert {line["tax_rate"] for line in lines} == {19, 7}
    for side in ("net", "tax"):
        assert sum(line[f"{side}_minor"] for line in lines) == Decimal(100) * sum(Decimal(row[side]) for row in rows)
    only = csv_rows(exported("credit_notes", "csv", where={"kind": ["counter"]}, columns=["number", "net"]))
    assert only == [{"number": counter.number, "net": rows[2]["net"]}]
