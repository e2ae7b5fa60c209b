"""Eight people issue at the same instant, some of it is rolled back: the numbers have no gap and none is twice."""

from __future__ import annotations

import os
from datetime import date

import pytest
from django.db import transaction

from customers.actors import Actor
from refunds.actions.issue_credit_note import issue_without_refund
from refunds.models import CreditNote, LegalEntity
from tests.crowd import all_at_once

ROUNDS = int(os.environ.get("RACE_ROUNDS", "6"))
PEOPLE = 6

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race, pytest.mark.slow]


class Dropped(Exception):
    """Something else in the same transaction broke."""


def test_a_number_that_was_taken_back_is_the_next_ones(make_payment, mila, fatima):
    LegalEntity.objects.create(code="de", name="Lumen GmbH", country="DE", is_usual=True)
    invoice = {"invoice_reference": "RE-1", "invoiced_on": date(2026, 10, 1)}
    payments = [make_payment(mila, **invoice) for _ in range(PEOPLE)]

    def issue(person: int, this: int) -> str:
        with transaction.atomic():
            note = issue_without_refund(
                actor=Actor.user(fatima),
                payment_reference=payments[person].reference,
                amount_minor=10,
                reason="A race.",
            )
            if (person + this) % 3 == 0:
                raise Dropped
        return note.number

    answers = [answer for row in all_at_once(PEOPLE, issue, ROUNDS) for answer in row]

    kept = [answer for answer in answers if answer != "Dropped"]
    serials = sorted(CreditNote.objects.values_list("serial", flat=True))
    assert "Dropped" in answers and len(kept) == len(set(kept)) == len(serials)
    assert serials == list(range(1, len(kept) + 1))
