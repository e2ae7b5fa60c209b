"""Several people and requests at the same instant: a case has one owner, and turns are fair."""

from __future__ import annotations

import os
from collections import Counter

import pytest

from customers.actors import Actor
from customers.models import User
from refunds.actions.assign_refund import take_refund
from refunds.actions.set_rules import save_rule
from refunds.models import AnswerTime, Refund, RefundEvent, StaffNotice
from refunds.tasks import look_at_calendar
from tests.cast import staff_member
from tests.crowd import all_at_once
from tests.desk import ask

ROUNDS = int(os.environ.get("HAND_ROUNDS", "10"))

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race, pytest.mark.slow]


def test_two_who_take_a_case_at_once_are_one_owner_and_one_who_reads_who(make_payment, mila, boris, chidi):
    refunds = [ask(make_payment(mila, total_minor=45_000)) for _ in range(ROUNDS)]

    def take(person: int, this: int) -> str:
        who = User.objects.get(pk=[boris.pk, chidi.pk][person])
        return str(take_refund(actor=Actor.user(who), reference=refunds[this].reference).assignee_id)

    for answers, refund in zip(all_at_once(2, take, ROUNDS), refunds, strict=True):
        owner = str(Refund.objects.get(pk=refund.pk).assignee_id)
        assert sorted(answers) == sorted(["Conflict", owner])
    assert RefundEvent.objects.filter(kind="refund.taken").count() == ROUNDS


def test_requests_at_once_are_handed_out_fairly(make_payment, mila, lena, boris, chidi):
    staff_member("Dina", "Roth", "approver")
    save_rule(actor=Actor.user(lena), role="approver")
    payments = [[make_payment(mila, total_minor=45_000) for _ in range(ROUNDS)] for _ in range(3)]

    all_at_once(3, lambda person, this: ask(payments[person][this]).reference, ROUNDS)

    given = Counter(Refund.objects.values_list("assignee__first_name", flat=True))
    assert given == {"Boris": ROUNDS, "Chidi": ROUNDS, "Dina": ROUNDS}


def test_two_calendars_at_once_escalate_each_case_once(make_payment, mila, lena):
    AnswerTime.objects.create(hours=1, remind_hours=0)
    for _ in range(ROUNDS):
        ask(make_payment(mila, total_minor=45_000))
    Refund.objects.update(calendar_at="2000-01-01T00:00Z", decide_by="2000-01-01T00:00Z")

    all_at_once(3, lambda person, this: look_at_calendar(), rounds=2)

    assert RefundEvent.objects.filter(kind="refund.escalated").count() == ROUNDS
    assert StaffNotice.objects.filter(person=lena).count() == ROUNDS
