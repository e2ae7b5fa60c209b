"""What customers asked the assistant in the last days: answered, handed over, and one that did not help."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import translation

from customers.actors import Actor
from customers.clock import clock_at
from customers.languages import language_of
from refunds.actions.ask_assistant import ask_about_policy, ask_assistant
from refunds.actions.asked_questions import say_whether_it_helped
from refunds.models import AskedQuestion, Refund
from refunds.queries import policy_in_force

ASKED = {
    Refund.State.COMPLETED: ("Where is my refund?", True),
    Refund.State.PROCESSING: ("How long until it is on my card?", True),
    Refund.State.UNDER_REVIEW: ("Why does it take so long?", False),
    Refund.State.REJECTED: ("I do not agree with that, please look again.", None),
    Refund.State.NEEDS_INFO: ("What exactly do you need from me?", None),
    Refund.State.FAILED: ("My card was replaced, can you pay it to another account?", None),
}
BY_VISITORS = ("Until when can I send something back?", "Is there a restocking fee?", "Do you ship to the moon?")


def ask_this_and_that(now: datetime) -> int:
    """One question about the newest refund of each state, and a few on the policy page. Returns how many were asked."""
    for hours, (state, (words, helped)) in enumerate(ASKED.items(), start=2):
        refund = Refund.objects.filter(state=state).select_related("customer", "payment").order_by("-id").first()
        if refund is not None:
            _ask(refund, words, helped, now - timedelta(hours=hours))
    with clock_at(now - timedelta(hours=1)):
        for words in BY_VISITORS:
            ask_about_policy(question=words, policy=policy_in_force(now), place="demo")
    return AskedQuestion.objects.count()


def _ask(refund: Refund, words: str, helped: bool | None, at: datetime) -> None:
    actor = Actor.customer(refund.customer)
    with clock_at(at), translation.override(language_of(refund.customer, refund.payment)):
        asked = ask_assistant(
            actor=actor,
            customer=refund.customer,
            question=words,
            door=AskedQuestion.Door.PORTAL,
            about=refund.reference,
        )
        if helped is not None:
            say_whether_it_helped(actor=actor, key=asked.key, helped=helped)
