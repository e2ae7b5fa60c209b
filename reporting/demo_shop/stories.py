"""Refunds as they happened: each story asks, and whatever people, workers and the gateway make of it follows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from customers.actions.hold_payment import hold_payment, release_hold
from customers.actors import Actor
from customers.models import PaymentHold
from refunds.models import Refund
from reporting.demo_shop import asking, picks, second_looks
from reporting.demo_shop.endings import (
    DAY,
    HOUR,
    MINUTE,
    SECOND,
    ended_by_the_gateway,
    kept_waiting,
    paid,
    paid_another_way,
)
from reporting.demo_shop.payments import ACCOUNT, Bought
from reporting.demo_shop.stage import Stage, Story
from reporting.demo_shop.transfers import name_account
from reporting.demo_shop.words import HOLD_REASON, PHONED, TWICE

Rail, Reason, Origin = Refund.Rail, Refund.Reason, Refund.Origin
FAULTS = (Reason.DAMAGED, Reason.NOT_AS_DESCRIBED, Reason.WRONG_ITEM)
GATEWAY = Actor.gateway(ACCOUNT)


def small_and_usual(stage: Stage, bought: Bought) -> Story:
    """One small thing goes back; nobody has to look."""
    reason = stage.rng.choice((Reason.CHANGED_MIND, Reason.CHANGED_MIND, *FAULTS, Reason.CANCELED_SERVICE))
    refund = stage.ask(bought, reason=reason, units=picks.smallest_unit(bought))
    yield from paid(stage, refund)


def looked_at(stage: Stage, bought: Bought) -> Story:
    """More than goes out by itself: a person looks."""
    refund = stage.ask(bought, reason=stage.rng.choice((Reason.CHANGED_MIND, *FAULTS)), units=picks.goods(bought))
    yield from paid(stage, refund)


def slow_bank(stage: Stage, bought: Bought) -> Story:
    """The bank takes a day or three."""
    refund = stage.ask(bought, "pending", reason=stage.rng.choice((Reason.CHANGED_MIND, Reason.NOT_RECEIVED)))
    yield from kept_waiting(stage, refund, "pending")
    yield from ended_by_the_gateway(stage, refund, "succeeded", stage.some(20 * HOUR, 3 * DAY))


def goodwill(stage: Stage, bought: Bought) -> Story:
    """Ana promises something on the phone, and asks for it herself."""
    refund = stage.ask(
        bought,
        reason=Reason.GOODWILL,
        amount_minor=picks.promised(bought, stage.rng.choice((10, 15, 20))),
        actor=stage.staff.ana,
        origin=Origin.STAFF,
    )
    yield from paid(stage, refund)


def sorry_on_top(stage: Stage, bought: Bought) -> Story:
    """One thing goes back, and a little on top for the trouble."""
    refund = stage.ask(
        bought,
        reason=stage.rng.choice(FAULTS),
        units=picks.goods(bought),
        goodwill_minor=min(picks.share(bought, 5), 4_000, picks.beside_goods(bought)),
        actor=stage.staff.ana,
        origin=Origin.STAFF,
    )
    yield from paid(stage, refund)


def changed_by_staff(stage: Stage, bought: Bought) -> Story:
    """The customer asks for all of it; on the phone it turns out to be a part."""
    refund = stage.ask(bought, reason=Reason.OTHER)
    yield stage.until_the_office_looks()
    if stage.again(refund).state == Refund.State.UNDER_REVIEW:
        stage.change(refund, stage.staff.ana, PHONED, amount_minor=picks.share(bought, 60))
    yield from paid(stage, refund)


def by_the_marketplace(stage: Stage, bought: Bought) -> Story:
    """The marketplace's software asks over the API."""
    refund = stage.ask(
        bought,
        reason=stage.rng.choice((Reason.NOT_RECEIVED, *FAULTS)),
        units=picks.goods(bought),
        actor=stage.staff.connector,
        origin=Origin.API,
    )
    yield from paid(stage, refund)


def with_a_question(stage: Stage, bought: Bought) -> Story:
    """A photo is missing; the customer sends it."""
    refund = stage.ask(bought, reason=stage.rng.choice(FAULTS), units=picks.goods(bought))
    if refund.state == Refund.State.UNDER_REVIEW:
        yield stage.until_the_office_looks()
        stage.question(refund)
        yield stage.some(2 * HOUR, 50 * HOUR)
        stage.answer(refund)
    yield from paid(stage, refund)


def turned_down(stage: Stage, bought: Bought) -> Story:
    """A person says no, and why."""
    refund = stage.ask(bought, reason=stage.rng.choice((Reason.NOT_RECEIVED, Reason.DAMAGED, Reason.OTHER)))
    if refund.state == Refund.State.UNDER_REVIEW:
        yield stage.until_the_office_looks()
        stage.reject(refund)
    else:
        yield from paid(stage, refund)


def too_late(stage: Stage, bought: Bought) -> Story:
    """Weeks after the return window; the policy says no by itself."""
    stage.ask(bought, reason=Reason.CHANGED_MIND)
    return
    yield


def not_returnable(stage: Stage, bought: Bought) -> Story:
    """A ticket, or a last piece sold as seen."""
    stage.ask(bought, reason=Reason.CHANGED_MIND, units=picks.final(bought))
    return
    yield


def taken_back(stage: Stage, bought: Bought) -> Story:
    """The customer keeps it after all."""
    refund = stage.ask(bought, reason=Reason.CHANGED_MIND)
    yield stage.some(10 * MINUTE, 5 * HOUR)
    if refund.state == Refund.State.UNDER_REVIEW:
        stage.cancel(refund)


def taken_back_when_approved(stage: Stage, bought: Bought) -> Story:
    """Approved, and canceled before the worker came."""
    refund = stage.ask(bought, reason=Reason.NOT_RECEIVED)
    yield stage.until_the_office_looks()
    if stage.approve_fully(refund).state == Refund.State.APPROVED:
        stage.cancel(refund)


def store_credit(stage: Stage, bought: Bought) -> Story:
    """The customer takes store credit."""
    refund = stage.ask(bought, reason=Reason.CHANGED_MIND, units=picks.goods(bought), rail=Rail.STORE_CREDIT)
    yield from paid(stage, refund)


def large(stage: Stage, bought: Bought) -> Story:
    """Enough for four eyes."""
    refund = stage.ask(bought, reason=stage.rng.choice(FAULTS))
    yield from paid(stage, refund)


def declined(stage: Stage, bought: Bought) -> Story:
    """The bank says no; finance pays by transfer."""
    refund = stage.ask(bought, "decline", reason=Reason.CHANGED_MIND)
    yield from paid(stage, refund)
    yield from paid_another_way(stage, refund, Rail.BANK_TRANSFER)


def came_back(stage: Stage, bought: Bought) -> Story:
    """Paid, and three days later the money is back: the account is closed. It becomes store credit."""
    refund = stage.ask(bought, "fail_later", reason=stage.rng.choice(FAULTS))
    yield from paid(stage, refund)
    yield 3 * DAY + MINUTE
    stage.take_webhooks()
    yield 2 * SECOND
    stage.take_webhooks()
    yield from paid_another_way(stage, refund, Rail.STORE_CREDIT)


def answer_lost(stage: Stage, bought: Bought) -> Story:
    """The line breaks after the gateway has paid; asking it brings the truth."""
    refund = stage.ask(bought, "succeed_then_silence+webhook_lost", reason=Reason.CHANGED_MIND)
    yield from paid(stage, refund)
    yield stage.some(6 * SECOND, 40 * SECOND)
    stage.look_up(refund)


def called_back(stage: Stage, bought: Bought) -> Story:
    """Somebody asks the gateway for it back before it is paid; the second try goes through."""
    refund = stage.ask(bought, "pending", "accept", reason=Reason.CHANGED_MIND)
    yield from kept_waiting(stage, refund, "pending")
    if stage.again(refund).state == Refund.State.PROCESSING:
        yield stage.some(4 * HOUR, 20 * HOUR)
        stage.recall(refund)
    yield from paid_another_way(stage, refund, Rail.ORIGINAL)


def at_the_gateways_own_screen(stage: Stage, bought: Bought) -> Story:
    """Somebody pays back in the gateway's console; it is found and adopted."""
    stage.console.refund_by_hand(bought.payment.gateway_reference, picks.share(bought, 50))
    yield 2 * SECOND
    stage.take_webhooks()


def disputed(stage: Stage, bought: Bought) -> Story:
    """A dispute stands in the way for three weeks."""
    hold_payment(
        actor=GATEWAY,
        payment=bought.payment,
        kind=PaymentHold.Kind.DISPUTE,
        reason=HOLD_REASON,
        source=f"dispute:{bought.payment.gateway_reference}",
    )
    yield stage.some(2 * HOUR, 2 * DAY)
    refund = stage.ask(bought, reason=Reason.NOT_RECEIVED)
    yield stage.some(14 * DAY, 24 * DAY)
    release_hold(actor=GATEWAY, payment=bought.payment, source=f"dispute:{bought.payment.gateway_reference}")
    yield from paid(stage, refund)


def asked_twice(stage: Stage, bought: Bought) -> Story:
    """The same wish again the next day; one is paid, the other turned down."""
    amount_minor = picks.share(bought, 40)
    first = stage.ask(bought, reason=Reason.NOT_AS_DESCRIBED, amount_minor=amount_minor)
    yield stage.some(5 * HOUR, 30 * HOUR)
    second = stage.ask(bought, reason=Reason.NOT_AS_DESCRIBED, amount_minor=amount_minor)
    yield from paid(stage, first)
    if stage.again(second).state == Refund.State.UNDER_REVIEW:
        yield stage.some(5 * MINUTE, HOUR)
        stage.reject(second, TWICE)


# --- How things stand today


def waits(stage: Stage, bought: Bought) -> Story:
    """A request that nobody has decided yet."""
    reason = stage.rng.choice(
        (Reason.CHANGED_MIND, Reason.CHANGED_MIND, *FAULTS, Reason.NOT_RECEIVED, Reason.OTHER, Reason.DUPLICATE)
    )
    stage.ask(bought, reason=reason, units=picks.goods(bought))
    return
    yield


def waits_for_the_second(stage: Stage, bought: Bought) -> Story:
    """One of two approvals is given, and Ana's try to be the second failed."""
    refund = stage.ask(bought, reason=stage.rng.choice(FAULTS))
    yield stage.some(20 * MINUTE, 2 * HOUR)
    stage.approve(refund, stage.staff.boris)
    yield stage.some(MINUTE, 5 * MINUTE)
    stage.reach_too_far(refund)


def waits_for_the_customer(stage: Stage, bought: Bought) -> Story:
    """Asked, not answered."""
    refund = stage.ask(bought, reason=stage.rng.choice(FAULTS))
    yield stage.some(20 * MINUTE, 2 * HOUR)
    if refund.state == Refund.State.UNDER_REVIEW:
        stage.question(refund)


def waits_again(stage: Stage, bought: Bought) -> Story:
    """Asked and answered, back before a person."""
    refund = stage.ask(bought, reason=stage.rng.choice(FAULTS))
    yield stage.some(20 * MINUTE, 2 * HOUR)
    if refund.state == Refund.State.UNDER_REVIEW:
        stage.question(refund)
        yield stage.some(MINUTE, 3 * HOUR)
        stage.hand_in(refund)
        stage.answer(refund)


def waits_twice(stage: Stage, bought: Bought) -> Story:
    """The same wish twice, and nobody has looked at either."""
    amount_minor = picks.share(bought, 60)
    stage.ask(bought, reason=Reason.DUPLICATE, amount_minor=amount_minor)
    yield stage.some(20 * MINUTE, HOUR)
    stage.ask(bought, reason=Reason.DUPLICATE, amount_minor=amount_minor)


def put_together(stage: Stage, bought: Bought) -> Story:
    """
    Two wishes for one thing, the second with a picture; Ana makes one of them. Neither goes out by itself: the first
    lacks a document, and "other" is no reason for the policy, however small the amount.
    """
    first = stage.ask(bought, reason=Reason.DAMAGED, amount_minor=picks.share(bought, 60))
    yield stage.some(20 * MINUTE, HOUR)
    second = stage.ask(bought, reason=Reason.OTHER, amount_minor=picks.share(bought, 30))
    if {first.state, second.state} == {Refund.State.UNDER_REVIEW}:
        stage.hand_in(second)
        yield stage.some(5 * MINUTE, 30 * MINUTE)
        stage.merge(first, second)


def on_its_way(status: str) -> Callable[[Stage, Bought], Story]:
    """Sent, and the gateway keeps it in this status."""

    def story(stage: Stage, bought: Bought) -> Story:
        refund = stage.ask(bought, status, reason=Reason.NOT_RECEIVED)
        stage.approve_fully(refund)
        yield 3 * SECOND
        stage.work()
        stage.hold_back(refund, status)

    return story


def never_answered(stage: Stage, bought: Bought) -> Story:
    """The answer was lost and the gateway stays silent, however often it is asked."""
    stage.console.script(bought.payment.gateway_reference, ["error_before"] * 200, asks="read")
    refund = stage.ask(bought, "succeed_then_silence+webhook_lost", reason=Reason.OTHER)
    stage.approve_fully(refund)
    yield 3 * SECOND
    stage.work()
    for _ in range(12):
        yield 5 * MINUTE
        stage.look_up(refund)


def refused_today(stage: Stage, bought: Bought) -> Story:
    """The bank has declined it; somebody must choose another way."""
    refund = stage.ask(bought, "decline", reason=Reason.OTHER)
    stage.approve_fully(refund)
    yield 3 * SECOND
    stage.work()


def back_today(stage: Stage, bought: Bought) -> Story:
    """It came back; somebody must choose another way."""
    refund = stage.ask(bought, "fail_later", reason=Reason.NOT_RECEIVED)
    stage.approve_fully(refund)
    yield 3 * SECOND
    stage.work()
    yield 3 * DAY + MINUTE
    stage.take_webhooks()
    yield 2 * SECOND
    stage.take_webhooks()


def to_be_transferred(stage: Stage, bought: Bought) -> Story:
    """Approved as a bank transfer; finance has to make it."""
    refund = stage.ask(bought, reason=Reason.NOT_RECEIVED, rail=Rail.BANK_TRANSFER)
    yield stage.some(20 * MINUTE, 2 * HOUR)
    stage.approve_fully(refund)
    yield 30 * MINUTE
    name_account(stage.again(refund))


def held_today(stage: Stage, bought: Bought) -> Story:
    """A dispute came after the approval: nothing leaves."""
    refund = stage.ask(bought, reason=Reason.NOT_RECEIVED)
    stage.approve_fully(refund)
    hold_payment(
        actor=GATEWAY,
        payment=bought.payment,
        kind=PaymentHold.Kind.DISPUTE,
        reason=HOLD_REASON,
        source=f"dispute:{bought.payment.gateway_reference}",
    )
    yield 3 * SECOND
    stage.work()


def asked_about_the_way(stage: Stage, bought: Bought) -> Story:
    """Declined by the bank; the customer was asked to take store credit and has not answered."""
    yield from refused_today(stage, bought)
    refund = bought.payment.refunds.latest("id")
    yield 20 * MINUTE
    if refund.state == Refund.State.FAILED:
        stage.propose_rail(refund, Rail.STORE_CREDIT)


def whole_order(stage: Stage, bought: Bought) -> Story:
    """The order was paid twice over, in two payments; a part of both is to go back by one decision."""
    stage.ask_for_order(bought, picks.share(bought, 30), Reason.OTHER)
    return
    yield


def many_wishes(stage: Stage, bought: Bought) -> Story:
    """One customer asks again and again, for a small part each time."""
    for nth in range(5):
        stage.ask(bought, reason=Reason.CHANGED_MIND, amount_minor=picks.share(bought, 4 + nth))
        yield 3 * SECOND
        stage.work()
        yield stage.some(3 * HOUR, 20 * HOUR)


@dataclass(frozen=True, slots=True)
class Part:
    """A story, how often it is told, which purchases fit, and how long after delivery somebody asks.

    `often` is a share of all old stories, or for stories of today how many of them a full shop has.
    """

    story: Callable[[Stage, Bought], Story]
    often: int
    fits: Callable[[Bought], bool] = picks.anything
    from_day: int = 0
    to_day: int = 22


OLD: tuple[Part, ...] = (
    Part(small_and_usual, 330, picks.has_small_unit),
    Part(looked_at, 210, picks.has_goods),
    Part(slow_bank, 70, picks.moderate),
    Part(goodwill, 55),
    Part(sorry_on_top, 20, picks.moderate_goods),
    Part(changed_by_staff, 12, picks.moderate),
    Part(by_the_marketplace, 40, picks.from_the_marketplace),
    Part(with_a_question, 45, picks.moderate_goods),
    Part(turned_down, 40, picks.moderate),
    Part(too_late, 45, picks.has_goods, 33, 80),
    Part(second_looks.granted, 8, picks.moderate),
    Part(second_looks.upheld, 5, picks.moderate),
    Part(second_looks.and_tells(small_and_usual), 60, picks.has_small_unit),
    Part(second_looks.and_tells(looked_at), 50, picks.has_goods),
    Part(not_returnable, 18, picks.has_final),
    Part(taken_back, 26, picks.moderate),
    Part(taken_back_when_approved, 8, picks.moderate),
    Part(store_credit, 34, picks.has_goods),
    Part(large, 30, picks.large),
    Part(declined, 16, picks.moderate),
    Part(came_back, 10, picks.moderate),
    Part(answer_lost, 14, picks.moderate),
    Part(called_back, 6, picks.moderate),
    Part(at_the_gateways_own_screen, 10, picks.moderate),
    Part(disputed, 9, picks.moderate),
    Part(asked_twice, 9, picks.moderate),
)
TODAY: tuple[Part, ...] = (
    # A small shop has few fresh purchases: what nothing else shows comes first.
    Part(asking.credit_with_a_bonus, 1, picks.worth_a_bonus),
    Part(on_its_way("pending"), 3, picks.moderate),
    Part(on_its_way("action_required"), 1, picks.moderate),
    Part(on_its_way("waiting_funds"), 1, picks.moderate),
    Part(never_answered, 1, picks.moderate, from_day=1),  # longer ago than the last look at the gateway reaches back
    Part(refused_today, 1, picks.moderate),
    Part(back_today, 1, picks.moderate, from_day=1),
    Part(to_be_transferred, 4, picks.moderate_in_euros),
    Part(waits, 20, picks.moderate_goods),
    Part(second_looks.open_today, 2, picks.moderate),
    Part(waits_for_the_second, 2, picks.large),
    Part(waits_for_the_customer, 2, picks.moderate),
    Part(waits_again, 2, picks.moderate),
    Part(waits_twice, 1, picks.moderate),
    Part(put_together, 1, picks.moderate),
    Part(held_today, 1, picks.moderate),
    Part(changed_by_staff, 1, picks.moderate),
    Part(sorry_on_top, 1, picks.moderate_goods),
    Part(asked_about_the_way, 1, picks.moderate),
    Part(whole_order, 1, picks.is_second_payment),
    Part(many_wishes, 1, picks.moderate),
    Part(disputed, 1, picks.moderate),
    Part(asked_twice, 1, picks.moderate),
    Part(large, 2, picks.large),
    Part(small_and_usual, 9, picks.has_small_unit),
    Part(asking.told_with_a_photo, 1, picks.moderate_goods),
    Part(asking.kept_for_less, 1, picks.moderate_goods),
    Part(asking.would_rather_exchange, 1, picks.moderate_goods),
    Part(asking.changed_by_the_customer, 1, picks.moderate_goods),
)
