"""Goodwill goes beyond what was bought: within a limit of its own, for the one who asks and the one who approves."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from customers.actors import Actor
from customers.clock import clock_at
from customers.errors import BadInput, NotAllowed
from customers.models import Message
from refunds.actions.line_amounts import LineAsk
from refunds.actions.quote_refund import quote_refund
from refunds.models import GoodwillDay, GoodwillLimit, Refund
from tests.cast import staff_member
from tests.desk import approve, ask, bookings, known_to_sandbox, worker_runs

pytestmark = pytest.mark.django_db


@pytest.fixture
def payment(make_payment, mila):
    return make_payment(mila, lines=[("Desk lamp", 2, 30_000), ("Shelf", 1, 30_000)])


def on_top(payment, person, goodwill_minor, reason="damaged") -> Refund:
    lamp = payment.lines.get(position=1)
    return ask(
        payment,
        lines=[LineAsk(lamp.pk, 1)],
        goodwill_minor=goodwill_minor,
        reason=reason,
        actor=Actor.user(person),
        origin="staff",
    )


def given(person) -> int:
    return sum(GoodwillDay.objects.filter(person=person).values_list("given_minor", flat=True))


def test_ana_adds_a_little_and_boris_approves_it(payment, ana, boris):
    known_to_sandbox(payment)
    refund = on_top(payment, ana, 4_000)
    assert (refund.amount_minor, refund.goodwill_minor) == (19_000, 4_000)
    assert refund.decisions.first().facts["goodwill_minor"] == 4_000
    assert approve(refund, boris).state == "approved"
    assert (given(ana), given(boris)) == (4_000, 4_000)
    worker_runs()
    assert bookings(refund) == [("reserve", 1), ("settle", 1)]
    letter = Message.objects.get(about=refund.reference, kind="refund_approved")
    assert "Of it on top, from us: 40.00" in letter.body_text


def test_ana_cannot_ask_for_more_than_hers(payment, ana):
    with pytest.raises(NotAllowed, match="more goodwill than you may give in EUR"):
        on_top(payment, ana, 5_001)
    assert not Refund.objects.exists()
    assert given(ana) == 0


@pytest.mark.four_eyes
def test_an_approver_is_held_to_his_own_limit_for_it(make_payment, mila, lena, boris, chidi):
    refund = on_top(make_payment(mila, lines=[("Lamp", 2, 30_000), ("Shelf", 1, 30_000)]), lena, 15_001)
    with pytest.raises(NotAllowed, match="more goodwill"):
        approve(refund, boris)
    assert not refund.approvals.exists()
    GoodwillLimit.objects.filter(role="approver").update(up_to_minor=15_001)
    assert approve(refund, chidi).state == "approved"


def test_where_goodwill_is_the_reason_all_of_it_counts(payment, ana):
    refund = ask(payment, amount_minor=4_500, reason="goodwill", actor=Actor.user(ana), origin="staff")
    assert refund.goodwill_minor == refund.amount_minor == 4_500
    assert given(ana) == 4_500
    with pytest.raises(NotAllowed, match="more goodwill"):
        ask(payment, reason="goodwill", actor=Actor.user(ana), origin="staff")
    with pytest.raises(NotAllowed, match="more goodwill"):
        lines = [LineAsk(payment.lines.get(position=2).pk, 1)]
        ask(payment, lines=lines, reason="goodwill", actor=Actor.user(ana), origin="staff")


def test_the_day_has_a_limit_and_ends(make_payment, mila, ana):
    for _ in range(4):
        on_top(make_payment(mila, lines=[("Lamp", 2, 30_000), ("Shelf", 1, 30_000)]), ana, 5_000)
    another = make_payment(mila, lines=[("Lamp", 2, 30_000), ("Shelf", 1, 30_000)])
    with pytest.raises(NotAllowed, match=r"more than 200.00\sEUR of goodwill today"):
        on_top(another, ana, 1)
    assert given(ana) == 20_000
    with clock_at(timezone.now() + timedelta(days=1, hours=1)):
        on_top(another, ana, 1)
    assert given(ana) == 20_001


def test_it_never_goes_above_what_is_left(payment, lena):
    whole = [LineAsk(line.pk, line.quantity) for line in payment.lines.all()]
    with pytest.raises(BadInput, match="more than is left"):
        ask(payment, lines=whole, goodwill_minor=1, reason="damaged", actor=Actor.user(lena), origin="staff")


def test_a_customer_gives_none_to_herself(payment):
    with pytest.raises(NotAllowed, match="Only the shop"):
        ask(payment, amount_minor=500, goodwill_minor=1)


@pytest.mark.parametrize(("goodwill_minor", "state"), [(0, "approved"), (100, "under_review")])
def test_goodwill_on_top_never_goes_out_by_itself(make_payment, mila, ana, goodwill_minor, state):
    small = make_payment(mila, lines=[("Cup", 1, 1_000), ("Plate", 1, 1_000)])
    cup = [LineAsk(small.lines.get(position=1).pk, 1)]
    wish = {"lines": cup, "reason": "damaged", "origin": "api", "goodwill_minor": goodwill_minor}
    assert ask(small, actor=Actor.user(ana), **wish).state == state


def test_the_quote_says_what_is_done(payment, ana):
    lamp = payment.lines.get(position=1)
    wish = {"lines": [LineAsk(lamp.pk, 1)], "goodwill_minor": 777, "reason": "damaged", "origin": "staff"}
    quote = quote_refund(actor=Actor.user(ana), payment_reference=payment.reference, **wish)
    refund = ask(payment, actor=Actor.user(ana), **wish)
    assert (quote.amount_minor, quote.goodwill_minor) == (refund.amount_minor, refund.goodwill_minor) == (15_777, 777)


def test_no_row_means_no_goodwill(payment, limits):
    GoodwillLimit.objects.all().delete()
    vera = staff_member("Vera", "Long", "agent")
    with pytest.raises(NotAllowed, match="more goodwill"):
        on_top(payment, vera, 1)
