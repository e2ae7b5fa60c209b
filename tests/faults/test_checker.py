"""The judge is judged: each kind of broken promise is planted among good refunds, and found, and nothing else is."""

from __future__ import annotations

import pytest
from django.db import connection

from refunds.models import Refund
from tests.desk import again, approve, ask, known_to_sandbox, worker_runs
from tests.faults.checker import Findings, Paid, judge
from tests.faults.crowd_of_refunds import judged, paid_at_sandbox

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_sandbox", "limits")]

TABLES = ("refunds_refund", "refunds_refundattempt", "refunds_journalline", "customers_payment", "refunds_workorder")


@pytest.fixture
def settled(make_payment, mila, boris) -> Refund:
    """One of three that went well: the others show that nothing else is found."""
    refunds = [_approved(make_payment, mila, boris) for _ in range(3)]
    worker_runs()
    assert not judged(paid_at_sandbox())
    return again(refunds[0])


def _approved(make_payment, mila, boris) -> Refund:
    return approve(ask(known_to_sandbox(make_payment(mila, total_minor=90_000)), amount_minor=30_000), boris)


def _broken(statement: str, *given: object) -> None:
    """Change rows as nobody can: with the guards of the tables away."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement, given)


def _only(found: Findings, *kinds: str) -> bool:
    return {kind for kind, count in found.counts().items() if count} == set(kinds)


def test_a_refund_that_was_paid_twice(settled):
    twice = Paid(f"{settled.reference}-1", 30_000, "EUR", settled.payment.gateway_reference)
    found = judged([*paid_at_sandbox(), twice])
    assert _only(found, "doubled") and found.doubled == [settled.reference]


def test_a_second_round_that_was_paid_as_well(settled):
    found = judged([*paid_at_sandbox(), Paid(f"{settled.reference}-2", 30_000)])
    assert _only(found, "doubled") and found.doubled == [settled.reference]


def test_a_refund_that_was_never_paid(settled):
    found = judged([paid for paid in paid_at_sandbox() if not paid.reference.startswith(settled.reference)])
    assert _only(found, "lost") and found.lost == [settled.reference]


def test_a_request_that_was_accepted_and_is_nowhere(settled):
    connection.ensure_connection()
    known = list(Refund.objects.values_list("reference", flat=True))
    found = judge(paid_at_sandbox(), connection.connection, [*known, "RF-2026-999999"])
    assert _only(found, "lost") and found.lost == ["RF-2026-999999"]


def test_a_request_that_was_opened_twice(settled):
    connection.ensure_connection()
    known = list(Refund.objects.values_list("reference", flat=True))
    found = judge(paid_at_sandbox(), connection.connection, known[1:])
    assert _only(found, "doubled") and found.doubled == known[:1]


def test_a_refund_that_nobody_sends(settled, make_payment, mila, boris):
    waiting = _approved(make_payment, mila, boris)
    assert _only(judged(paid_at_sandbox()), "stuck")

    _broken("UPDATE refunds_workorder SET due_at = now() - interval '1 minute' WHERE state = 'due'")
    found = judged(paid_at_sandbox())

    assert _only(found, "stuck", "forgotten")
    assert found.stuck == [waiting.reference]
    assert found.forgotten == [f"{waiting.reference} approved"]


def test_an_attempt_that_nobody_asks_about(settled):
    _broken("UPDATE refunds_refund SET state = 'processing' WHERE id = %s", settled.pk)
    _broken("UPDATE refunds_refundattempt SET state = 'unknown', next_check_at = NULL WHERE refund_id = %s", settled.pk)
    found = judged(paid_at_sandbox())
    assert found.stuck == [settled.reference]
    assert found.forgotten == [f"{settled.reference} processing"]


@pytest.mark.parametrize(
    "instead",
    [{"amount_minor": 29_999}, {"currency": "USD"}, {"payment": "pay_of_somebody_else"}],
    ids=lambda instead: next(iter(instead)),
)
def test_a_refund_that_was_paid_otherwise(settled, instead):
    mine = f"{settled.reference}-1"
    changed = [paid._replace(**instead) if paid.reference == mine else paid for paid in paid_at_sandbox()]
    found = judged(changed)
    assert _only(found, "untrue") and found.untrue == [settled.reference]


def test_a_refund_that_failed_here_and_was_paid_there(settled):
    _broken("UPDATE refunds_refund SET state = 'failed' WHERE id = %s", settled.pk)
    assert settled.reference in judged(paid_at_sandbox()).untrue


def test_money_that_left_under_a_reference_that_is_not_ours(settled):
    found = judged([*paid_at_sandbox(), Paid("RF-2026-999999-1", 30_000)])
    assert _only(found, "unheard") and found.unheard == ["RF-2026-999999"]


def test_a_journal_that_does_not_add_up(settled):
    _broken(
        "UPDATE refunds_journalline SET amount_minor = amount_minor + 1"
        " WHERE id = (SELECT min(id) FROM refunds_journalline)"
    )
    found = judged(paid_at_sandbox())
    assert _only(found, "unbalanced")
    assert {line.split()[0] for line in found.unbalanced} == {
        "entry",
        "ledger",
        Refund.objects.earliest("pk").reference,
    }


def test_entries_that_add_up_and_tell_another_amount(settled):
    _broken(
        "UPDATE refunds_journalline SET amount_minor = 2 * amount_minor WHERE entry_id IN"
        " (SELECT id FROM refunds_journalentry WHERE refund_id = %s)",
        settled.pk,
    )
    assert _only(judged(paid_at_sandbox()), "unbalanced")


def test_a_running_total_that_drifted(settled):
    _broken("UPDATE customers_payment SET reserved_minor = 1 WHERE id = %s", settled.payment_id)
    found = judged(paid_at_sandbox())
    assert _only(found, "unbalanced") and found.unbalanced[0].startswith(settled.payment.reference)


def test_a_payment_with_more_promised_than_captured(settled):
    _broken("UPDATE customers_payment SET captured_minor = 30_000 WHERE id = %s", settled.payment_id)
    assert not judged(paid_at_sandbox())
    _broken("ALTER TABLE customers_payment DROP CONSTRAINT payment_never_over_captured")
    _broken("UPDATE customers_payment SET captured_minor = 29_999 WHERE id = %s", settled.payment_id)
    found = judged(paid_at_sandbox())
    assert _only(found, "overdrawn") and settled.payment.reference in found.overdrawn[0]


def test_bytes_that_are_not_those_that_were_stored(settled):
    _broken("UPDATE refunds_refundattempt SET body = 'x'::bytea WHERE refund_id = %s", settled.pk)
    found = judged(paid_at_sandbox())
    assert _only(found, "changed") and found.changed == [f"{settled.reference}-1"]
