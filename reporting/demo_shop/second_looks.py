"""A no, and the customer asks once more; and how it was for those who told us."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from customers.actors import Actor
from refunds import permissions
from refunds.actions.appeal_refund import appeal_refund
from refunds.actions.approve_refund import approve_refund
from refunds.actions.give_feedback import give_feedback, is_asked_for
from refunds.actions.reject_refund import reject_refund
from refunds.fingerprint import seen_hash
from refunds.models import Feedback, Refund
from reporting.demo_shop.endings import DAY, HOUR, MINUTE, sent
from reporting.demo_shop.payments import Bought
from reporting.demo_shop.stage import Stage, Story

Answer = Feedback.Answer

FIRST_NO = "Your photos show the front only, and the damage that you describe is at the back."
SECOND_NO = "The new photos show another lamp than the one that we sent: its number is not ours."
APPEALS = (
    "I have taken new pictures that show the crack from both sides. Please look at them again.",
    "The carrier noted the damage when he brought it. You will find his note among the documents.",
)
LINES = {
    Answer.GOOD: ("Quick and friendly.", "I always knew where my money was.", ""),
    Answer.MIXED: ("It took a day longer than you said.", ""),
    Answer.BAD: ("I still think that you are wrong.", "Nobody explained it at first."),
}

Told = Callable[[Stage, Bought], Story]


def granted(stage: Stage, bought: Bought) -> Story:
    """Boris says no, the customer shows more, and others say yes."""
    refund = yield from _asked_again(stage, bought)
    if refund is None:
        return
    yield stage.until_the_office_looks()
    for colleague in (stage.staff.chidi, stage.staff.lena)[: permissions.approvals_needed(refund)]:
        now = stage.again(refund)
        approve_refund(actor=colleague, reference=now.reference, seen=seen_hash(now))
    yield from sent(stage, refund)
    yield from _tells(stage, refund, Answer.GOOD)


def upheld(stage: Stage, bought: Bought) -> Story:
    """Boris says no, and so does Chidi."""
    refund = yield from _asked_again(stage, bought)
    if refund is None:
        return
    yield stage.until_the_office_looks()
    _no(stage, refund, stage.staff.chidi, SECOND_NO, "other")
    yield from _tells(stage, refund, Answer.BAD)


def open_today(stage: Stage, bought: Bought) -> Story:
    """The customer has asked once more, and nobody has looked yet."""
    refund = stage.ask(bought, reason=Refund.Reason.DAMAGED)
    if refund.state == Refund.State.UNDER_REVIEW:
        yield stage.some(20 * MINUTE, HOUR)
        _no(stage, refund, stage.staff.boris, FIRST_NO, "documents_required")
        yield stage.some(10 * MINUTE, 30 * MINUTE)
        _ask_again(stage, refund)


def and_tells(story: Told) -> Told:
    """The same story, and afterwards its customer says how it was."""

    def told(stage: Stage, bought: Bought) -> Story:
        yield from story(stage, bought)
        refund = bought.payment.refunds.latest("id")
        draw = stage.rng.randrange(10)
        yield from _tells(stage, refund, Answer.GOOD if draw < 7 else Answer.MIXED if draw < 9 else Answer.BAD)

    return told


def _asked_again(stage: Stage, bought: Bought):  # type: ignore[no-untyped-def]
    """Ask, be turned down, ask once more; None where the policy let it out at once."""
    refund = stage.ask(bought, reason=Refund.Reason.DAMAGED)
    if refund.state != Refund.State.UNDER_REVIEW:
        return None
    yield stage.until_the_office_looks()
    _no(stage, refund, stage.staff.boris, FIRST_NO, "documents_required")
    yield stage.some(2 * HOUR, 3 * DAY)
    _ask_again(stage, refund)
    return stage.again(refund)


def _no(stage: Stage, refund: Refund, colleague: Actor, words: str, rule: str) -> None:
    now = stage.again(refund)
    reject_refund(actor=colleague, reference=now.reference, seen=seen_hash(now), explanation=words, rule=rule)


def _ask_again(stage: Stage, refund: Refund) -> None:
    stage.hand_in(stage.again(refund))
    customer = Actor.customer(refund.customer)
    appeal_refund(actor=customer, reference=refund.reference, words=stage.rng.choice(APPEALS))


def _tells(stage: Stage, refund: Refund, answer: str) -> Story:
    yield stage.some(timedelta(hours=1), 3 * DAY)
    refund = stage.again(refund)
    if is_asked_for(refund):
        words = stage.rng.choice(LINES[Answer(answer)])
        give_feedback(actor=Actor.customer(refund.customer), reference=refund.reference, answer=answer, words=words)
