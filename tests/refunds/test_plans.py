"""Several payments of one order, one plan, one decision: all of it or nothing, judged by what it comes to together."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from customers.actors import Actor
from customers.errors import BadInput, Conflict, NotAllowed, NotFound
from customers.models import Payment
from refunds.actions.approve_refund import approve_refund
from refunds.actions.cancel_refund import cancel_refund
from refunds.actions.decide_plan import approve_plan, cancel_plan, plan_hash, reject_plan
from refunds.actions.hold_by_hand import place_hold
from refunds.actions.line_amounts import LineAsk
from refunds.actions.quote_plan import PlanWish, quote_plan
from refunds.actions.request_plan import request_plan
from refunds.fingerprint import seen_hash
from refunds.models import GoodwillDay, Refund, RefundPlan
from refunds.screens import plan_in_full
from tests.desk import again, approve, at_the_gateway, known_to_sandbox, letters, worker_runs

pytestmark = pytest.mark.django_db

ORDER = "LH-77"


@pytest.fixture
def order(make_payment, mila) -> list[Payment]:
    """One order in three payments: 300.00 and 400.00 EUR by card, oldest first, and 50 USD."""
    days = [timedelta(days=5), timedelta(days=3), timedelta(days=1)]
    wishes = [
        {"lines": [("Desk lamp", 3, 30_000)]},
        {"lines": [("Shelf", 1, 40_000)]},
        {"lines": [("Gift card", 1, 5_000)], "currency": "USD"},
    ]
    return [
        known_to_sandbox(make_payment(mila, order_reference=ORDER, captured_at=timezone.now() - ago, **wish))
        for ago, wish in zip(days, wishes, strict=True)
    ]


def wish(**asked) -> PlanWish:
    return PlanWish(reason="other", **asked)


def quote(person, order, **asked):
    return quote_plan(actor=Actor.user(person), payment_reference=order[0].reference, wish=wish(**asked))


def plan_of(person, order, **asked) -> RefundPlan:
    shown = quote(person, order, **asked)
    return request_plan(
        actor=Actor.user(person),
        payment_reference=order[-1].reference,
        wish=wish(**asked),
        seen=shown.seen,
        origin="staff",
    )


def seen_of(plan: RefundPlan) -> str:
    return plan_hash(list(plan_in_full(plan.reference).refunds.all()))


def decide(plan, person):
    return approve_plan(actor=Actor.user(person), reference=plan.reference, seen=seen_of(plan))


def shares(plan) -> list[tuple[str, int]]:
    return [(r.payment.reference, r.amount_minor) for r in plan.refunds.select_related("payment").order_by("pk")]


@pytest.mark.parametrize(
    ("strategy", "first", "second"),
    [("newest_first", 5_000, 40_000), ("oldest_first", 30_000, 15_000), ("in_proportion", 19_286, 25_714)],
)
def test_an_amount_is_spread_as_was_shown(order, ana, strategy, first, second):
    asked = {"amounts": {"EUR": 45_000}, "strategy": strategy}
    shown = quote(ana, order, **asked)
    assert [share.priced.amount_minor for share in shown.shares] == [first, second]
    assert [out.why for out in shown.left_out] == ["Nothing of it is needed."]
    plan = plan_of(ana, order, **asked)
    assert shares(plan) == [(order[0].reference, first), (order[1].reference, second)]
    assert {refund.state for refund in plan.refunds.all()} == {"under_review"}


def test_lines_go_to_the_payment_that_they_were_paid_with(order, ana):
    lamp, shelf = order[0].lines.get(), order[1].lines.get()
    plan = plan_of(ana, order, lines=[LineAsk(shelf.pk, 1), LineAsk(lamp.pk, 2)])
    assert shares(plan) == [(order[0].reference, 20_000), (order[1].reference, 40_000)]
    assert [line.quantity for refund in plan.refunds.order_by("pk") for line in refund.lines.all()] == [2, 1]


def test_everything_goes_back_in_each_currency(order, ana):
    shown = quote(ana, order)
    assert shown.totals == {"EUR": 70_000, "USD": 5_000}


def test_payments_that_cannot_give_are_left_out_with_the_reason(order, ana):
    place_hold(actor=Actor.user(ana), payment_reference=order[0].reference, reason="A dispute is near.")
    Payment.objects.filter(pk=order[1].pk).update(refunded_minor=40_000)
    plan = plan_of(ana, order)
    assert shares(plan) == [(order[2].reference, 5_000)]
    assert [out["why"] for out in plan.left_out] == ["It is on hold: A dispute is near.", "Nothing is left on it."]


@pytest.mark.four_eyes
def test_the_total_decides_how_many_must_approve(order, ana, boris, chidi):
    plan = plan_of(ana, order, amounts={"EUR": 60_000})
    refunds = list(plan.refunds.order_by("pk"))
    assert max(refund.amount_minor for refund in refunds) < 50_000
    assert decide(plan, boris).state == "open"
    assert {again(refund).state for refund in refunds} == {"under_review"}
    with pytest.raises(Conflict, match="already approved"):
        decide(plan, boris)
    assert decide(plan, chidi).state == "approved"
    assert {again(refund).state for refund in refunds} == {"approved"}
    worker_runs()
    assert [at_the_gateway(payment) for payment in order[:2]] == [[(20_000, "succeeded")], [(40_000, "succeeded")]]


@pytest.mark.four_eyes
def test_the_total_is_held_against_the_limit(make_payment, mila, ana, boris, lena):
    both = [make_payment(mila, total_minor=110_000, order_reference="LH-9") for _ in range(2)]
    plan = plan_of(ana, both)
    with pytest.raises(NotAllowed, match="above what you may approve"):
        decide(plan, boris)
    assert decide(plan, lena).state == "open"


@pytest.mark.four_eyes
def test_no_refund_of_an_open_plan_is_decided_alone(order, ana, boris):
    plan = plan_of(ana, order, amounts={"EUR": 60_000})
    refund = again(plan.refunds.first())
    with pytest.raises(Conflict, match="decided as a whole"):
        approve_refund(actor=Actor.user(boris), reference=refund.reference, seen=seen_hash(refund))
    with pytest.raises(Conflict, match="decided as a whole"):
        approve(refund, boris)


@pytest.mark.four_eyes
def test_boris_does_not_approve_the_plan_that_he_asked_for(order, boris):
    plan = plan_of(boris, order, amounts={"EUR": 40_000})
    with pytest.raises(NotAllowed, match="You asked for this"):
        decide(plan, boris)


def test_all_or_nothing(order, ana, boris, chidi):
    plan = plan_of(ana, order, amounts={"EUR": 45_000}, strategy="oldest_first")
    seen = seen_of(plan)
    place_hold(actor=Actor.user(ana), payment_reference=order[1].reference, reason="Wait.")
    with pytest.raises(Conflict, match="on hold"):
        approve_plan(actor=Actor.user(boris), reference=plan.reference, seen=seen)
    assert {refund.state for refund in plan.refunds.all()} == {"under_review"}
    assert not Payment.objects.filter(reserved_minor__gt=0).exists()
    assert RefundPlan.objects.get().state == "open"


def test_a_rejection_ends_all_of_them(order, ana, boris):
    plan = plan_of(ana, order, amounts={"EUR": 45_000})
    reject_plan(actor=Actor.user(boris), reference=plan.reference, seen=seen_of(plan), explanation="Not covered.")
    for refund in plan.refunds.all():
        assert (refund.state, letters(refund)[-1]) == ("rejected", "rejected")
    assert RefundPlan.objects.get().state == "rejected"


def test_it_is_taken_back_as_a_whole_or_piece_by_piece(order, ana, boris):
    plan = plan_of(ana, order, amounts={"EUR": 45_000})
    seen = seen_of(plan)
    first, second = plan.refunds.order_by("pk")
    cancel_refund(actor=Actor.user(ana), reference=first.reference)
    with pytest.raises(Conflict, match="changed since you looked"):
        approve_plan(actor=Actor.user(boris), reference=plan.reference, seen=seen)
    cancel_refund(actor=Actor.user(ana), reference=second.reference)
    assert RefundPlan.objects.get().state == "canceled"

    other = plan_of(ana, order, amounts={"EUR": 45_000})
    cancel_plan(actor=Actor.user(ana), reference=other.reference)
    assert {refund.state for refund in other.refunds.all()} == {"canceled"}
    with pytest.raises(Conflict, match="no longer possible"):
        decide(other, boris)


def test_a_plan_that_would_read_differently_now_is_not_opened(order, ana):
    shown = quote(ana, order, amounts={"EUR": 45_000})
    place_hold(actor=Actor.user(ana), payment_reference=order[2].reference, reason="Wait.")
    with pytest.raises(Conflict, match="reads differently"):
        request_plan(
            actor=Actor.user(ana),
            payment_reference=order[0].reference,
            wish=wish(amounts={"EUR": 45_000}),
            seen=shown.seen,
            origin="staff",
        )
    assert not RefundPlan.objects.exists()


def test_sent_twice_it_opens_once(order, ana):
    shown = quote(ana, order)
    asked = {"actor": Actor.user(ana), "payment_reference": order[0].reference, "wish": wish(), "origin": "staff"}
    one, two = (request_plan(seen=shown.seen, request_key="k1", **asked) for _ in range(2))
    assert one == two
    assert Refund.objects.count() == 3


def test_goodwill_of_a_plan_counts_together(order, ana):
    with pytest.raises(NotAllowed, match="more goodwill"):
        quote_plan(
            actor=Actor.user(ana),
            payment_reference=order[0].reference,
            wish=PlanWish(reason="goodwill", amounts={"EUR": 5_001}, strategy="in_proportion"),
        )
    small = PlanWish(reason="goodwill", amounts={"EUR": 5_000}, strategy="in_proportion")
    actor = Actor.user(ana)
    shown = quote_plan(actor=actor, payment_reference=order[0].reference, wish=small)
    request_plan(actor=actor, payment_reference=order[0].reference, wish=small, seen=shown.seen, origin="staff")
    assert GoodwillDay.objects.get(person=ana).given_minor == 5_000


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"amounts": {"EUR": 70_001}}, "more than is left"),
        ({"amounts": {"GBP": 1}}, "more than is left"),
        ({"lines": [LineAsk(2**62, 1)]}, "not part of the order"),
        ({"amounts": {"EUR": 1}, "lines": [LineAsk(1, 1)]}, "not both"),
        ({"amounts": {"EUR": 1}, "strategy": "by_mood"}, "from the list"),
        ({"rail": "cash"}, "from the list"),
    ],
)
def test_a_wish_that_cannot_be_meant_is_refused(order, ana, asked, sentence):
    with pytest.raises(BadInput, match=sentence):
        quote(ana, order, **asked)


def test_a_payment_without_an_order_has_no_plan(make_payment, mila, ana):
    with pytest.raises(BadInput, match="belongs to no order"):
        quote(ana, [make_payment(mila, order_reference="")])


def test_another_customers_payment_is_not_in_it(order, make_payment, tom, ana):
    make_payment(tom, order_reference=ORDER)
    assert len(quote(ana, order).shares) == 3


@pytest.mark.parametrize("act", [approve_plan, reject_plan, cancel_plan])
def test_an_unknown_plan_is_not_found(act, boris):
    more = {"seen": "x"} if act is not cancel_plan else {}
    more |= {"explanation": "x"} if act is reject_plan else {}
    with pytest.raises(NotFound):
        act(actor=Actor.user(boris), reference="RP-1999-1", **more)
