"""A request is changed while nobody has decided it: what it was is kept, and no yes outlives what it was given to."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from customers.actors import Actor
from customers.errors import BadInput, Conflict, NotAllowed
from refunds.actions.approve_refund import approve_refund
from refunds.actions.change_refund import change_refund, quote_change
from refunds.actions.line_amounts import LineAsk
from refunds.actions.reject_refund import reject_refund
from refunds.fingerprint import seen_hash
from refunds.models import Approval, Refund, RefundLine, RefundRevision
from tests.desk import again, approve, ask, bookings, kinds

pytestmark = pytest.mark.django_db

WHY = "She called: only one of them is broken."


@pytest.fixture
def lamps(make_payment, mila):
    """Three lamps for 450.00 EUR and a shelf for 300.00 EUR."""
    return make_payment(mila, lines=[("Desk lamp", 3, 45_000), ("Shelf", 1, 30_000)])


@pytest.fixture
def waiting(lamps) -> Refund:
    lamp = lamps.lines.get(position=1)
    return ask(lamps, lines=[LineAsk(lamp.pk, 2)], reason="damaged")


def change(refund: Refund, person, **wish) -> Refund:
    now = again(refund)
    seen = wish.pop("seen", seen_hash(now))
    change_refund(actor=Actor.user(person), reference=now.reference, seen=seen, words=wish.pop("words", WHY), **wish)
    return again(refund)


def lamp_of(refund: Refund) -> int:
    return refund.payment.lines.get(position=1).pk


def test_ana_lowers_the_quantity_and_the_old_lines_are_kept(waiting, ana):
    promised, asked = again(waiting).decide_by, seen_hash(waiting)
    refund = change(waiting, ana, lines=[LineAsk(lamp_of(waiting), 1)])
    assert (refund.amount_minor, refund.revision, refund.state) == (15_000, 1, "under_review")
    assert [line.quantity for line in refund.lines.all()] == [1]
    assert [(line.revision, line.quantity) for line in RefundLine.every.filter(refund=refund).order_by("id")] == [
        (0, 2),
        (1, 1),
    ]
    assert refund.decide_by == promised
    assert seen_hash(refund) != asked
    assert refund.decisions.count() == 2
    event = refund.events.get(kind="refund.changed")
    assert event.data["words"] == WHY
    assert (event.data["before"]["amount_minor"], event.data["after"]["amount_minor"]) == (30_000, 15_000)
    assert (event.data["changed"], event.data["raised"]) == (["amount_minor", "lines"], False)


def test_what_is_not_named_stays(waiting, ana):
    refund = change(waiting, ana, reason="not_as_described")
    assert (refund.reason, refund.amount_minor) == ("not_as_described", 30_000)
    assert [line.quantity for line in refund.lines.all()] == [2]


def test_a_quote_of_the_change_is_what_the_change_does(waiting, ana):
    wish = {"lines": [LineAsk(lamp_of(waiting), 1)], "goodwill_minor": 333}
    quote = quote_change(actor=Actor.user(ana), reference=waiting.reference, **wish)
    assert again(waiting).revision == 0
    assert quote.amount_minor == change(waiting, ana, **wish).amount_minor == 15_333


@pytest.mark.four_eyes
def test_a_change_voids_the_first_approval(make_payment, mila, ana, boris, chidi):
    refund = ask(make_payment(mila, total_minor=90_000))
    approve(refund, boris)
    refund = change(refund, ana, amount_minor=80_000)
    assert not refund.approvals.exists()
    assert Approval.every.filter(refund=refund).count() == 1

    assert approve(refund, chidi).state == "under_review"
    assert approve(refund, boris).state == "approved"
    assert bookings(refund) == [("reserve", 1)]


@pytest.mark.four_eyes
def test_an_approver_who_raises_it_does_not_release_it(waiting, boris, chidi):
    refund = change(waiting, boris, lines=[LineAsk(lamp_of(waiting), 3)])
    with pytest.raises(NotAllowed, match="You raised"):
        approve(refund, boris)
    with pytest.raises(NotAllowed, match="You raised"):
        reject_refund(actor=Actor.user(boris), reference=refund.reference, seen=seen_hash(refund), explanation="No.")
    assert approve(refund, chidi).state == "approved"


@pytest.mark.four_eyes
@pytest.mark.parametrize("then", [{"amount_minor": 100}, {"reason": "other"}])
def test_raising_and_lowering_again_does_not_wash_the_hands(waiting, boris, then):
    change(waiting, boris, everything=True)
    refund = change(waiting, boris, **then)
    with pytest.raises(NotAllowed, match="You raised"):
        approve(refund, boris)


@pytest.mark.four_eyes
def test_the_database_refuses_the_approval_of_whoever_raised_it(waiting, boris):
    refund = change(waiting, boris, everything=True)
    with pytest.raises(DatabaseError, match="had a hand"), transaction.atomic():
        Approval.objects.create(
            refund=refund, revision=1, number=1, approver=boris, actor="user:x", seen_hash=seen_hash(refund)
        )


@pytest.mark.four_eyes
def test_an_approver_who_lowers_it_may_still_decide(waiting, boris):
    assert approve(change(waiting, boris, amount_minor=1_000), boris).state == "approved"


@pytest.mark.four_eyes
def test_an_approval_of_what_was_there_before_is_refused(waiting, ana, boris):
    old = seen_hash(again(waiting))
    change(waiting, ana, amount_minor=44_000)
    with pytest.raises(Conflict, match="changed since you looked"):
        approve_refund(actor=Actor.user(boris), reference=waiting.reference, seen=old)


def test_a_change_never_releases_money_even_where_the_policy_would(waiting, ana):
    refund = change(waiting, ana, amount_minor=100)
    assert (refund.state, refund.decisions.first().verdict) == ("under_review", "allow")
    assert kinds(refund)[-1] == "refund.changed"
    assert not bookings(refund)


@pytest.mark.parametrize(
    ("wish", "error", "sentence"),
    [
        ({"amount_minor": 75_001}, BadInput, "more than is left"),
        ({"amount_minor": 0}, BadInput, "more than zero"),
        ({"amount_minor": 30_000, "lines": [LineAsk(1, 1)]}, BadInput, "not both"),
        ({"reason": "because"}, BadInput, "reason from the list"),
        ({"reason_text": "a\x00b"}, BadInput, "shorten"),
        ({"reason": "damaged"}, BadInput, "Nothing would be different"),
        ({"words": " ", "amount_minor": 5}, BadInput, "colleagues read it"),
        ({"seen": "stale", "amount_minor": 5}, Conflict, "changed since you looked"),
        ({"goodwill_minor": -5}, BadInput, "zero or more"),
        ({"goodwill_minor": 5_001}, NotAllowed, "more goodwill than you may give"),
    ],
)
def test_what_cannot_be_meant_changes_nothing(waiting, ana, wish, error, sentence):
    with pytest.raises(error, match=sentence):
        change(waiting, ana, **wish)
    assert (again(waiting).revision, again(waiting).amount_minor) == (0, 30_000)
    assert not RefundRevision.objects.exists()


@pytest.mark.parametrize("person", ["marta", "fatima", "ayaka", "ida"])
def test_only_those_who_work_on_requests_change_them(waiting, person, request):
    with pytest.raises(NotAllowed):
        change(waiting, request.getfixturevalue(person), amount_minor=5)


def test_a_decided_request_stays_as_it_is(waiting, ana, boris):
    approve(waiting, boris)
    with pytest.raises(Conflict, match="no longer possible"):
        change(waiting, ana, amount_minor=5)


def test_a_revision_is_never_rewritten(waiting, ana):
    change(waiting, ana, amount_minor=5)
    for forbidden in (RefundRevision.objects.all().delete, lambda: RefundRevision.objects.update(raised=True)):
        with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic():
            forbidden()
