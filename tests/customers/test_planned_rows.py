"""Rows written by statements that are planned once are the rows that Django would write."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.db.models import Value
from django.utils import timezone
from django_fsm import ConcurrentTransition

from customers.models import Customer, Message, Payment
from customers.planned_rows import write_rows
from refunds.models import JournalEntry, JournalLine, Refund
from tests.desk import ask

pytestmark = pytest.mark.django_db


def kept_plans(like: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements WHERE statement LIKE %s", [like])
        return [statement for (statement,) in cursor.fetchall()]


def letter(mila: Customer, **told: object) -> Message:
    return Message(customer=mila, kind="refund_reply", body_text="Hello", **told)


def test_whatever_stands_in_a_letter_it_reads_as_it_was_written(mila: Customer) -> None:
    now = timezone.now()
    letters = [
        letter(mila, subject="100 % 'sure' %s \\ \"yes\"", due_at=now, tries=0),
        letter(mila, subject="日本語 🧾", due_at=None, tries=32_767, text_number=2_000_000_000),
        letter(mila, words="two\nlines\t", sent_at=now - timedelta(days=400), state="sent"),
    ]
    write_rows(Message, letters)
    names = [field.attname for field in Message._meta.concrete_fields]
    for written in letters:
        read = Message.objects.get(pk=written.pk)
        assert {name: getattr(read, name) for name in names} == {name: getattr(written, name) for name in names}


def test_small_numbers_large_ones_and_empty_places_share_one_plan(mila: Customer) -> None:
    now = timezone.now()
    for told in ({"tries": 1}, {"text_number": 2_000_000_000, "due_at": now}, {"due_at": None, "sent_at": now}):
        write_rows(Message, [letter(mila, **told)])
    assert len(kept_plans('INSERT INTO "customers_message"%')) == 1


def test_seventy_letters_are_numbered_in_their_order_by_few_statements(
    mila: Customer, django_assert_num_queries
) -> None:
    letters = [letter(mila, about=f"letter {nth}") for nth in range(70)]
    with django_assert_num_queries(4):  # 32, 32, 4 and 2
        write_rows(Message, letters)
    assert list(Message.objects.order_by("pk")) == letters
    assert [written.about for written in Message.objects.order_by("pk")] == [f"letter {nth}" for nth in range(70)]


def test_a_line_finds_the_number_of_an_entry_that_was_written_just_before(make_payment, mila) -> None:
    refund = ask(make_payment(mila))
    entry = JournalEntry(kind="reserve", refund=refund, round=9, customer=mila)
    lines = [
        JournalLine(entry=entry, account=account, currency="EUR", amount_minor=amount)
        for account, amount in (("reserved", 5), ("owed", -5))
    ]
    with transaction.atomic():
        write_rows(JournalEntry, [entry])
        write_rows(JournalLine, lines)
        assert {line.entry_id for line in JournalLine.objects.filter(pk__in=[line.pk for line in lines])} == {entry.pk}
        transaction.set_rollback(True)


def test_a_letter_that_brings_its_number_keeps_it(mila: Customer) -> None:
    write_rows(Message, [letter(mila, pk=4_000_000), letter(mila)])
    assert Message.objects.filter(pk=4_000_000).exists() and Message.objects.count() == 2


def test_a_number_that_the_database_works_out_is_left_to_it(mila: Customer) -> None:
    write_rows(Message, [letter(mila, tries=Value(1) + Value(2))])
    assert Message.objects.get().tries == 3


def test_a_payment_keeps_its_days_and_its_amounts(make_payment, mila) -> None:
    payment = make_payment(mila, total_minor=9_000)
    payment.invoiced_on, payment.captured_minor, payment.delivered_at = date(2026, 2, 28), 2**40, None
    payment.save()
    read = Payment.objects.get(pk=payment.pk)
    assert (read.invoiced_on, read.captured_minor, read.delivered_at) == (date(2026, 2, 28), 2**40, None)


def test_two_who_moved_the_same_refund_are_not_both_right(make_payment, mila) -> None:
    asked = ask(make_payment(mila, total_minor=900_000))
    first, second = Refund.objects.get(pk=asked.pk), Refund.objects.get(pk=asked.pk)
    assert first.state == Refund.State.UNDER_REVIEW
    first.cancel()
    first.save()
    second.risk_hints = ["late"]
    with pytest.raises(ConcurrentTransition), transaction.atomic():
        second.save()
    assert Refund.objects.get(pk=asked.pk).state == Refund.State.CANCELED
