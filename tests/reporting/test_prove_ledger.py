"""The independent proof: silent over true books, and it finds each fault that is planted."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.management import call_command

from customers.actors import Actor
from customers.models import Customer
from refunds.actions.credit_holds import capture_hold, hold_credit
from reporting.checks import CHECKS, find_faults
from tests.desk import approve, ask, worker_runs
from tests.reporting.conftest import guards_down

pytestmark = pytest.mark.django_db

FAULTS = {
    "entry_not_zero": "UPDATE refunds_journalline SET amount_minor = amount_minor + 1 WHERE amount_minor = -4310",
    "entry_without_lines": "DELETE FROM refunds_journalline WHERE abs(amount_minor) = 4310",
    "state_and_entries_differ": "UPDATE refunds_refund SET state = 'processing' WHERE amount_minor = 4310",
    "entry_of_no_round": "UPDATE refunds_journalentry SET round = 7 WHERE kind = 'settle'",
    "entry_differs_from_refund": "UPDATE refunds_refund SET amount_minor = 4311 WHERE amount_minor = 4310",
    "payable_differs_from_state": (
        "UPDATE refunds_journalline SET account = 'elsewhere' WHERE account = 'refunds_payable'"
    ),
    "reserved_differs_from_refunds": "UPDATE customers_payment SET reserved_minor = reserved_minor + 1",
    "refunded_differs_from_refunds": "UPDATE customers_payment SET refunded_minor = 0",
    "more_than_captured": "UPDATE refunds_refund SET amount_minor = 999999 WHERE amount_minor = 4310",
    "refund_differs_from_payment": "UPDATE refunds_refund SET currency = 'USD' WHERE amount_minor = 4310",
    "credit_balance_differs": "UPDATE customers_creditaccount SET balance_minor = balance_minor + 1",
    "credit_lot_differs": "UPDATE customers_creditlot SET left_minor = left_minor - 1",
    "credit_held_differs": "UPDATE customers_creditaccount SET held_minor = held_minor + 1",
    "credit_spent_differs": "UPDATE customers_credithold SET captured_minor = captured_minor - 1",
}


@pytest.fixture
def true_books(make_payment, mila, tom, boris, fatima, transferred, sent_and_returned):
    """One refund in every place that money can be: paid, returned, reserved, as credit, asked for, turned down."""
    now = datetime.now(UTC)
    transferred(make_payment(mila), now, amount_minor=4310)
    sent_and_returned(make_payment(tom))
    approve(ask(make_payment(mila), rail="bank_transfer", amount_minor=500), boris)
    credited = ask(make_payment(tom), rail="store_credit", amount_minor=700)
    if credited.state == "under_review":
        approve(credited, boris)
    worker_runs()
    _spend(Actor.user(fatima), tom)
    ask(make_payment(mila), rail="bank_transfer", amount_minor=600)


def _spend(checkout: Actor, tom: Customer) -> None:
    """Tom pays a part of an order with his credit."""
    held = hold_credit(
        actor=checkout, customer_reference=tom.reference, currency="EUR", amount_minor=300, order_reference="R-7"
    )
    capture_hold(actor=checkout, reference=held.reference)


def test_true_books_are_silent(true_books, capsys):
    call_command("prove_ledger")
    assert "The books are true" in capsys.readouterr().out


def test_every_check_has_a_planted_fault():
    assert {check.code for check in CHECKS} == FAULTS.keys()


@pytest.mark.parametrize("code", FAULTS)
def test_a_planted_fault_is_found(true_books, capsys, code):
    with guards_down() as cursor:
        cursor.execute("ALTER TABLE customers_payment DROP CONSTRAINT payment_never_over_captured")
        cursor.execute(FAULTS[code])
        assert cursor.rowcount > 0, "nothing was planted"

    assert code in [finding.code for finding in find_faults()]
    with pytest.raises(SystemExit) as ended:
        call_command("prove_ledger")
    assert ended.value.code == 1
    assert code in capsys.readouterr().out
