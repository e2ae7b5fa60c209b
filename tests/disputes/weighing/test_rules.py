"""A manager's rule gives in to small disputes: never silent, never above its ceiling, never where a person is at it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from customers.actors import Actor
from customers.clock import clock_at
from customers.errors import BadInput, NotAllowed
from disputes.actions.set_automatic_rule import set_automatic_rule
from disputes.actions.write_draft import open_draft
from disputes.models import Appraisal, AutomaticRule, Dispute, DisputeAnswer
from disputes.tasks import follow_rules, work_answers
from refunds.models import Refund, StaffNotice
from tests.desk import ask, known_to_sandbox, worker_runs
from tests.disputes.desk import answers_at_sandbox, disputed_at_sandbox
from tests.disputes.weighing.desk import decided, rule

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_sandbox", "own_files", "limits")]


@pytest.fixture
def small(make_payment, mila, ana):
    """A chargeback of 89.00 EUR at the practice gateway; it is Ana's to answer."""
    return disputed_at_sandbox(make_payment(mila))


def again(dispute):
    return Dispute.objects.get(pk=dispute.pk)


def test_by_itself_nothing_is_accepted(small):
    assert follow_rules() == 0 and not DisputeAnswer.objects.exists()


def test_a_small_chargeback_is_accepted_and_everybody_hears_of_it(small, ana, lena, marta):
    rule(marta)
    assert follow_rules() == 1
    work_answers()
    assert again(small).state == "accepted"
    assert [row["kind"] for row in answers_at_sandbox(small)] == ["acceptance"]
    told = small.events.get(kind="dispute.rule_followed")
    assert (told.actor, told.data["amount"]) == ("system:dispute_rule", "89.00\xa0EUR")
    assert set(StaffNotice.objects.filter(kind="dispute_rule").values_list("person", flat=True)) == {
        ana.pk, lena.pk, marta.pk,
    }  # fmt: skip
    kept = decided(small)
    assert (kept.decision, kept.given_minor, kept.by, kept.rule.currency) == ("accept", 8_900, None, "EUR")
    assert follow_rules() == 0


def test_a_small_inquiry_is_refunded_in_full(make_payment, mila, ana, marta):
    inquiry = disputed_at_sandbox(make_payment(mila), is_inquiry=True)
    rule(marta)
    assert follow_rules() == 1
    refund = Refund.objects.get()
    assert (refund.amount_minor, refund.origin, refund.requester) == (8_900, "dispute", None)
    assert decided(inquiry).refund == refund
    assert "dispute.refund_instead" in inquiry.events.values_list("kind", flat=True)
    assert follow_rules() == 0


@pytest.mark.parametrize(
    "change",
    [
        {"is_on": False},
        {"accepts": False},
        {"categories": ["duplicate"]},
        {"up_to_minor": 8_899},
        {"currency": "USD"},
    ],
)
def test_what_the_rule_does_not_speak_of_stays_with_people(small, marta, change):
    rule(marta, **change)
    assert follow_rules() == 0 and again(small).state == "needs_response"


def test_what_somebody_works_on_stays_theirs(small, ana, marta):
    open_draft(actor=Actor.user(ana), reference=small.reference)
    rule(marta)
    assert follow_rules() == 0


def test_what_was_refunded_already_is_not_paid_twice(make_payment, mila, ana, marta, policy):
    payment = known_to_sandbox(make_payment(mila))
    ask(payment, amount_minor=1_000)
    worker_runs(2)
    disputed_at_sandbox(payment)
    rule(marta)
    assert follow_rules() == 0 and not DisputeAnswer.objects.exists()


def test_what_was_there_before_the_rule_stays_with_people(small, marta):
    found = rule(marta)
    found.on_since = timezone.now() + timedelta(seconds=1)
    found.save()
    assert follow_rules() == 0


def test_what_needs_a_second_person_has_both(make_payment, mila, ana, marta, boris):
    large = disputed_at_sandbox(make_payment(mila, 60_000))
    rule(marta, up_to_minor=70_000, per_day_minor=70_000, per_month_minor=100_000)
    assert follow_rules() == 0 and again(large).state == "needs_response"


def test_no_more_than_the_ceiling_of_a_day_and_the_rest_on_the_next(make_payment, mila, ana, marta):
    for _ in range(3):
        disputed_at_sandbox(make_payment(mila))
    rule(marta, per_day_minor=25_000)
    assert follow_rules() == 2, "three are 267.00"
    assert follow_rules() == 0
    with clock_at(timezone.now() + timedelta(days=1)):
        assert follow_rules() == 1


def test_the_month_has_its_own_ceiling(make_payment, mila, ana, marta):
    for _ in range(2):
        disputed_at_sandbox(make_payment(mila))
    rule(marta, per_day_minor=10_000, per_month_minor=10_000)
    assert follow_rules() == 1 and Appraisal.objects.get().given_minor == 8_900


def test_only_a_manager_sets_it(ana, lena, fatima, ida):
    for person in (ana, lena, fatima, ida):
        with pytest.raises(NotAllowed):
            rule(person)
    assert not AutomaticRule.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"up_to_minor": 0}, "up_to_minor"),
        ({"per_day_minor": 9_999}, "per_day_minor"),
        ({"per_month_minor": 24_999}, "per_month_minor"),
        ({"per_month_minor": 2**63}, "per_month_minor"),
        ({"categories": []}, "categories"),
        ({"categories": ["nonsense"]}, "categories"),
        ({"accepts": False, "refunds": False}, "accepts"),
        ({"currency": "ZZZ"}, "currency"),
    ],
)
def test_a_rule_without_sense_or_ceiling_is_refused(marta, wrong, field):
    with pytest.raises(BadInput) as refusal:
        rule(marta, **wrong)
    assert refusal.value.field == field and not AutomaticRule.objects.exists()


def test_turned_off_and_on_it_begins_anew_and_its_history_says_who(marta):
    rule(marta)
    rule(marta, is_on=False)
    facts = {"currency": "EUR", "is_on": True, "accepts": True, "refunds": False, "categories": ["duplicate"],
             "up_to_minor": 500, "per_day_minor": 500, "per_month_minor": 500}  # fmt: skip
    found = set_automatic_rule(actor=Actor.user(marta), **facts)
    assert timezone.now() - found.on_since < timedelta(minutes=1)
    assert set(found.history.values_list("history_user", flat=True)) >= {marta.pk}
