"""What the database refuses by itself, whoever asks: undeclared moves, rewritten history, unbalanced books."""

from __future__ import annotations

from itertools import product

import pgtrigger
import pytest
from django.db import DatabaseError, connection, transaction

from refunds.ledger.post import post_settle
from refunds.models import JournalEntry, JournalLine, Refund, RefundAttempt
from refunds.statemachine import declared_pairs
from tests.desk import again, approve, ask, known_to_sandbox, worker_runs

pytestmark = pytest.mark.django_db


@pytest.fixture
def paid(make_payment, mila, boris) -> Refund:
    refund = ask(known_to_sandbox(make_payment(mila, total_minor=45000)))
    approve(refund, boris)
    worker_runs()
    return again(refund)


def refused(sql: str, values: list) -> str:
    with pytest.raises(DatabaseError) as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return str(refusal.value)


@pytest.mark.parametrize("model", [Refund, RefundAttempt])
def test_raw_sql_makes_exactly_the_declared_moves(model, paid):
    row = paid if model is Refund else paid.attempts.get()
    allowed = set(declared_pairs(model))
    for pair in product(model.State.values, repeat=2):
        if pair[0] == pair[1]:
            continue
        made = _moves_in_raw_sql(model._meta.db_table, row.pk, *pair)
        assert made == (pair in allowed), pair


def _moves_in_raw_sql(table: str, pk: int, source: str, target: str) -> bool:
    """Put the row into the source state with the guards off, then try the move with the guards on."""
    made = True
    with transaction.atomic(), connection.cursor() as cursor:
        with pgtrigger.ignore("refunds.Refund:declared_moves", "refunds.RefundAttempt:declared_moves"):
            cursor.execute(f"UPDATE {table} SET state = %s WHERE id = %s", [source, pk])
        try:
            with transaction.atomic():
                cursor.execute(f"UPDATE {table} SET state = %s WHERE id = %s", [target, pk])
        except DatabaseError:
            made = False
        transaction.set_rollback(True)
    return made


def test_a_refund_is_not_born_approved(paid):
    with pytest.raises(DatabaseError, match="starts as requested"), transaction.atomic():
        Refund.objects.create(
            reference="RF-X",
            customer=paid.customer,
            payment=paid.payment,
            state="approved",
            currency="EUR",
            amount_minor=1,
            reason="other",
            origin="api",
            requested_by="x",
        )


def test_an_older_copy_cannot_overwrite_a_newer_one(paid):
    older = again(paid)
    paid.attention = "newer"
    paid.save()
    older.attention = "older"
    with pytest.raises(DatabaseError, match="changed in the meantime"), transaction.atomic():
        older.save()


@pytest.mark.parametrize(
    "table",
    [
        "refunds_refundevent",
        "refunds_refundline",
        "refunds_policydecision",
        "refunds_approval",
        "refunds_journalentry",
        "refunds_journalline",
        "refunds_historicalrefund",
        "refunds_historicalrefundattempt",
        "customers_historicalpayment",
    ],
)
def test_what_was_written_down_stays(table, paid):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        (rows,) = cursor.fetchone()
    assert rows, "nothing to try it on"
    column = "history_id" if "historical" in table else "id"
    assert "Cannot" in refused(f"UPDATE {table} SET {column} = {column}", [])
    assert "Cannot" in refused(f"DELETE FROM {table}", [])


def test_the_key_and_the_bytes_of_an_attempt_never_change(paid):
    for column, value in [("idempotency_key", "other"), ("body", b"other"), ("reference", "other")]:
        refused(f"UPDATE refunds_refundattempt SET {column} = %s", [value])


def test_an_entry_that_does_not_sum_to_zero_is_refused_at_commit(paid):
    entry = JournalEntry.objects.create(kind="credit_spend", customer=paid.customer, source="x")
    message = refused(
        "INSERT INTO refunds_journalline (entry_id, account, currency, amount_minor) VALUES (%s, 'a', 'EUR', 5)",
        [entry.pk],
    )
    assert "does not sum to zero" in message
    assert not JournalLine.objects.filter(entry=entry).exists()


def test_the_same_thing_is_booked_once(paid):
    with pytest.raises(DatabaseError, match="journal_once_per"), transaction.atomic():
        post_settle(paid)
