"""Bookings, closings and proposals at the same instant: a closed month has everything, and opens by one yes."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from customers import clock
from customers.actors import Actor
from customers.models import User
from refunds.ledger import accounts, post
from refunds.models import JournalEntry
from reporting.actions.close_period import close_period, finish_next_closing, prepare_closing
from reporting.actions.reopen_period import decline_reopening, propose_reopening, release_reopening
from reporting.management.commands.prove_closings import faults_of
from reporting.models import PeriodClosing, Reopening
from reporting.periods import Period
from tests.cast import staff_member
from tests.crowd import all_at_once

PEOPLE = 8
BARRED = ("PeriodClosed", "IntegrityError")

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race, pytest.mark.slow]


JANUARY = Period(date(2026, 1, 1), date(2026, 1, 31))


def book(customer_id: int, at: datetime, source: str) -> str:
    with clock.clock_at(at), transaction.atomic():
        post.post("credit_bonus", customer_id, source, accounts.CREDIT_BONUSES, accounts.BANK, "EUR", 7)
    return "booked"


def test_what_is_booked_while_a_month_is_closed_counts_in_it_or_is_refused(fatima, mila, policy):
    """One closes, seven book into the very month; whoever got in is frozen with it, and nobody comes after."""
    closing = prepare_closing(actor=Actor.user(fatima), first_on=JANUARY.first_on, last_on=JANUARY.last_on)

    def act(person: int, this: int) -> str:
        if person == 0:
            who = Actor.user(User.objects.get(pk=fatima.pk))
            return close_period(actor=who, reference=closing.reference).state
        return book(mila.pk, JANUARY.start + timedelta(hours=person), f"race/{this}/{person}")

    (answers,) = all_at_once(PEOPLE, act, 1)
    finish_next_closing()

    closing = PeriodClosing.objects.get()
    told = Counter(answers)
    assert closing.state == "closed", closing.trouble
    assert told["closing"] == 1 and told["booked"] + sum(told[name] for name in BARRED) == PEOPLE - 1
    assert JournalEntry.objects.filter(source__startswith="race/").count() == told["booked"]
    frozen = {row["account"]: row["closing_minor"] for row in closing.figures["accounts"]}
    assert frozen.get(accounts.CREDIT_BONUSES, 0) == 7 * told["booked"]
    assert faults_of(closing) == []


def test_a_booking_under_way_is_waited_for(fatima, mila, policy):
    """It was written before the month was closed and is committed after somebody pressed the button."""
    closing = prepare_closing(actor=Actor.user(fatima), first_on=JANUARY.first_on, last_on=JANUARY.last_on)

    def act(person: int, this: int) -> str:
        if person == 0:
            with transaction.atomic():
                book(mila.pk, JANUARY.start, "slow")
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_sleep(0.6)")
            return "booked"
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.2)")
        who = Actor.user(User.objects.get(pk=fatima.pk))
        return close_period(actor=who, reference=closing.reference).state

    (answers,) = all_at_once(2, act, 1)
    finish_next_closing()

    closing.refresh_from_db()
    assert sorted(answers) == ["booked", "closing"]
    assert closing.state == "closed", closing.trouble
    assert {row["account"] for row in closing.figures["accounts"]} >= {accounts.CREDIT_BONUSES}


def test_two_who_close_and_several_who_decide_are_heard_once(fatima, policy):
    """Of eight who decide at once one is heard; the proposer never is."""
    deciders = [staff_member(f"Manager{n}", "One", "manager") for n in range(PEOPLE - 1)]
    closing = prepare_closing(actor=Actor.user(fatima), first_on=JANUARY.first_on, last_on=JANUARY.last_on)

    def close(person: int, this: int) -> str:
        who = Actor.user(User.objects.get(pk=fatima.pk))
        return close_period(actor=who, reference=closing.reference).state

    (answers,) = all_at_once(2, close, 1)
    assert sorted(answers) == ["Conflict", "closing"]
    finish_next_closing()
    propose_reopening(actor=Actor.user(fatima), reference=closing.reference, reason="A report came late.")

    def decide(person: int, this: int) -> str:
        if person == 0:
            return release_reopening(
                actor=Actor.user(User.objects.get(pk=fatima.pk)), reference=closing.reference
            ).state
        who = Actor.user(User.objects.get(pk=deciders[person - 1].pk))
        if person % 2:
            return release_reopening(actor=who, reference=closing.reference).state
        return decline_reopening(actor=who, reference=closing.reference, words="No.").state

    (answers,) = all_at_once(PEOPLE, decide, 1)
    told = Counter(answers)
    assert told["Conflict"] >= PEOPLE - 2 and told["reopened"] + told["declined"] == 1
    proposal = Reopening.objects.get()
    closing.refresh_from_db()
    assert (proposal.state == "released") == (closing.state == "reopened") == (told["reopened"] == 1)
    assert proposal.decider != fatima and closing.created_at < timezone.now()
