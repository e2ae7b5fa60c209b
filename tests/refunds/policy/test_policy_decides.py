"""What the policy makes of real requests: what is moved, kept, booked, and told to Mila."""

from datetime import timedelta

import pytest
from django.utils import timezone

from customers.models import Message
from refunds.models import PolicyVersion, Refund
from refunds.policy.evaluate import evaluate
from refunds.policy.facts import Facts
from tests.desk import ask, bookings, kinds, letters

pytestmark = pytest.mark.django_db


def days_ago(count):
    return timezone.now() - timedelta(days=count)


def test_a_small_request_goes_out_by_itself(make_payment, mila):
    refund = ask(make_payment(mila, total_minor=4310))

    assert refund.state == Refund.State.APPROVED
    assert kinds(refund) == ["refund.requested", "refund.approved"]
    assert bookings(refund) == [("reserve", 1)]
    assert refund.payment.reserved_minor == 4310
    assert letters(refund) == ["approved"], "one letter says all of it"
    assert refund.decisions.get().verdict == "allow"


def test_a_late_change_of_mind_is_refused_and_mila_reads_why(make_payment, mila):
    refund = ask(make_payment(mila, captured_at=days_ago(44), delivered_at=days_ago(40)))

    assert refund.state == Refund.State.REJECTED
    assert kinds(refund) == ["refund.requested", "refund.rejected"]
    assert bookings(refund) == []
    assert letters(refund) == ["rejected"]
    assert "The return window has ended for" in Message.objects.get(kind="refund_rejected").body_text


def test_late_damage_goes_to_a_person(make_payment, mila):
    refund = ask(make_payment(mila, captured_at=days_ago(44), delivered_at=days_ago(40)), reason="damaged")

    assert refund.state == Refund.State.UNDER_REVIEW
    assert bookings(refund) == []
    assert letters(refund) == ["received"]


def test_the_policy_in_force_at_purchase_counts_not_the_one_of_today(make_payment, mila):
    PolicyVersion.objects.create(number=902, document={"return_window": {"days": 60}}, starts_at=days_ago(50))
    PolicyVersion.objects.create(number=903, document={"return_window": {"days": 1}}, starts_at=days_ago(10))
    bought = {"ordered_at": days_ago(45), "captured_at": days_ago(45), "delivered_at": days_ago(40)}
    refund = ask(make_payment(mila, total_minor=4310, **bought))

    assert refund.state == Refund.State.APPROVED
    assert refund.decisions.get().policy_version.number == 902


def test_a_kept_decision_can_be_made_again_from_its_kept_facts(make_payment, mila):
    kept = ask(make_payment(mila)).decisions.get()
    facts = Facts.from_json(kept.facts)
    again = evaluate(facts, kept.policy_version.document, str(kept.policy_version))

    assert facts.fingerprint() == kept.facts_fingerprint
    assert again.verdict == kept.verdict
    assert [answer.as_json() for answer in again.rule_verdicts] == kept.rule_verdicts
