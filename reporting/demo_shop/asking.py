"""Customers who tell more than a reason: answers and a photo with the request, keeping it for less, an exchange."""

from __future__ import annotations

from typing import Any

from customers.actors import Actor
from refunds.actions.change_refund import change_refund
from refunds.actions.price_request import keep_offers
from refunds.actions.request_details import questions_of
from refunds.fingerprint import seen_hash
from refunds.models import Refund
from refunds.policy.questions import CHOICE, YES, YES_NO, Question
from reporting.demo_shop import picks
from reporting.demo_shop.endings import HOUR, paid
from reporting.demo_shop.payments import Bought
from reporting.demo_shop.photos import photo_of_damage
from reporting.demo_shop.stage import Stage, Story

Reason, Rail = Refund.Reason, Refund.Rail

WISHES = ("The same one in oak, please.", "One size larger would be perfect.", "Could you send me a new one instead?")
TOLD = {
    Reason.DAMAGED: ("The foot is cracked right through.", "One corner is broken off."),
    Reason.NOT_RECEIVED: ("They say that it was handed over, but not to whom.", "Nothing since Monday."),
    Reason.WRONG_ITEM: ("A green one, and I ordered grey.", "A cable that I do not need."),
    Reason.NOT_AS_DESCRIBED: ("It is ten centimetres narrower.", "The page says steel, it is plastic."),
}


def told_with_a_photo(stage: Stage, bought: Bought) -> Story:
    """Answers and a photo come with the request, and it waits."""
    refund = _tell(stage, bought, Reason.DAMAGED, files=[photo_of_damage(stage.rng)])
    yield stage.until_the_office_looks()
    stage.again(refund)


def kept_for_less(stage: Stage, bought: Bought) -> Story:
    """It is damaged and still of use: a part of the price, and it stays."""
    offers = keep_offers(bought.payment, Reason.DAMAGED)
    refund = _tell(stage, bought, Reason.DAMAGED, keeps_percent=offers[0] if offers else 0)
    yield from paid(stage, refund)


def would_rather_exchange(stage: Stage, bought: Bought) -> Story:
    """Another one would be better than money; it waits for an answer."""
    refund = _tell(stage, bought, Reason.WRONG_ITEM, exchange_wish=stage.rng.choice(WISHES))
    yield stage.until_the_office_looks()
    stage.again(refund)


def credit_with_a_bonus(stage: Stage, bought: Bought) -> Story:
    """Store credit, because there is a little more of it."""
    refund = stage.ask(bought, reason=Reason.CHANGED_MIND, units=picks.goods(bought), rail=Rail.STORE_CREDIT)
    yield from paid(stage, refund)


def changed_by_the_customer(stage: Stage, bought: Bought) -> Story:
    """Asked for too quickly, and put right an hour later."""
    refund = stage.ask(bought, reason=Reason.OTHER, units=picks.goods(bought))
    yield HOUR
    now = stage.again(refund)
    if now.state == Refund.State.UNDER_REVIEW:
        change_refund(
            actor=Actor.customer(now.customer),
            reference=now.reference,
            seen=seen_hash(now),
            reason=Reason.NOT_AS_DESCRIBED,
            answers=_answers(stage, bought, Reason.NOT_AS_DESCRIBED),
        )


def _tell(stage: Stage, bought: Bought, reason: str, **told: Any) -> Refund:
    answers = _answers(stage, bought, reason)
    return stage.ask(bought, reason=reason, units=picks.goods(bought), answers=answers, **told)


def _answers(stage: Stage, bought: Bought, reason: str) -> dict[int, str]:
    asked = enumerate(questions_of(bought.payment, reason), 1)
    return {number: _answer(stage, question) for number, question in asked}


def _answer(stage: Stage, question: Question) -> str:
    if question.kind == YES_NO:
        return YES
    if question.kind == CHOICE:
        return stage.rng.choice(question.options())
    return stage.rng.choice(TOLD[Reason(question.reason)])
