"""Nobody decides alone what needs two, and nobody releases what they asked for."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from customers.actors import Actor
from customers.errors import Conflict, NotAllowed
from refunds.actions.approve_refund import approve_refund
from refunds.actions.reject_refund import reject_refund
from refunds.fingerprint import seen_hash
from refunds.models import Approval, Refund
from tests.desk import again, approve, ask, bookings, kinds, letters

pytestmark = [pytest.mark.django_db, pytest.mark.four_eyes]


@pytest.fixture
def waiting(make_payment, mila) -> Refund:
    """A refund that the policy put before a person: it is above what may go out by itself."""
    refund = ask(make_payment(mila, total_minor=45000))
    assert refund.state == Refund.State.UNDER_REVIEW
    return refund


def asked_by(person, make_payment, mila, total_minor=45000) -> Refund:
    return ask(make_payment(mila, total_minor=total_minor), actor=Actor.user(person), origin=Refund.Origin.STAFF)


def test_boris_approves_what_mila_asked_for(waiting, boris):
    refund = approve(waiting, boris)
    assert refund.state == Refund.State.APPROVED
    assert refund.approvals.get().approver == boris
    assert bookings(refund) == [("reserve", 1)]
    assert letters(refund)[-1] == "approved"


def test_boris_does_not_approve_what_he_asked_for_himself(make_payment, mila, boris):
    refund = asked_by(boris, make_payment, mila)
    with pytest.raises(NotAllowed, match="somebody else"):
        approve(refund, boris)
    assert again(refund).state == Refund.State.UNDER_REVIEW
    assert not refund.approvals.exists()


def test_a_superuser_with_every_role_is_not_exempt(make_payment, mila, ida, limits):
    from django.contrib.auth.models import Group

    ida.groups.set(Group.objects.all())
    with pytest.raises(NotAllowed, match="somebody else"):
        approve(asked_by(ida, make_payment, mila), ida)


def test_the_database_refuses_the_requesters_own_approval(make_payment, mila, boris):
    refund = asked_by(boris, make_payment, mila)
    with pytest.raises(IntegrityError, match="approval_not_by_requester"), transaction.atomic():
        Approval.objects.create(refund=refund, number=1, approver=boris, requester=boris, actor="user:x", seen_hash="x")


@pytest.mark.parametrize("person", ["ana", "fatima", "ayaka", "ida"])
def test_only_approvers_approve(waiting, person, request):
    with pytest.raises(NotAllowed, match="role"):
        approve(waiting, request.getfixturevalue(person))


def test_boris_does_not_go_above_his_limit(make_payment, mila, boris):
    refund = ask(make_payment(mila, total_minor=200_001))
    with pytest.raises(NotAllowed, match="above what you may approve"):
        approve(refund, boris)


def test_without_a_limit_in_the_currency_nobody_approves(make_payment, mila, boris):
    refund = ask(make_payment(mila, total_minor=1000, currency="USD"))
    if refund.state == Refund.State.UNDER_REVIEW:
        with pytest.raises(NotAllowed):
            approve(refund, boris)


def test_above_the_second_limit_two_different_people_say_yes(make_payment, mila, boris, chidi):
    refund = ask(make_payment(mila, total_minor=60000))
    approve(refund, boris)
    assert again(refund).state == Refund.State.UNDER_REVIEW
    assert not bookings(refund)
    with pytest.raises(Conflict, match="already approved"):
        approve(refund, boris)

    assert approve(refund, chidi).state == Refund.State.APPROVED
    assert kinds(refund)[-2:] == ["refund.first_approval", "refund.approved"]
    assert bookings(refund) == [("reserve", 1)]


def test_an_approval_holds_only_for_what_was_seen(waiting, boris):
    seen = seen_hash(waiting)
    Refund.objects.filter(pk=waiting.pk).update(rail="store_credit")
    with pytest.raises(Conflict, match="changed since you looked"):
        approve_refund(actor=Actor.user(boris), reference=waiting.reference, seen=seen)
    assert again(waiting).state == Refund.State.UNDER_REVIEW


def test_a_demoted_approver_is_refused_at_once(waiting, boris):
    boris.groups.clear()
    with pytest.raises(NotAllowed):
        approve(waiting, boris)


def test_a_refund_is_decided_once(waiting, boris, chidi):
    approve(waiting, boris)
    with pytest.raises(Conflict, match="already"):
        approve(waiting, chidi)


def test_a_rejection_tells_mila_why(waiting, boris):
    from customers.models import Message

    reject_refund(
        actor=Actor.user(boris),
        reference=waiting.reference,
        seen=seen_hash(waiting),
        explanation="The lamp was used for a year.",
    )
    refund = again(waiting)
    assert refund.state == Refund.State.REJECTED
    assert kinds(refund)[-1] == "refund.rejected"
    assert letters(refund)[-1] == "rejected"
    assert not bookings(refund)
    letter = Message.objects.get(about=refund.reference, kind="refund_rejected")
    assert "used for a year" in letter.body_text
