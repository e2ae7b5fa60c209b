"""The no itself: the move, what it stands on, and the letter that explains it."""

from __future__ import annotations

from collections.abc import Sequence

from customers.actors import Actor
from refunds import notices
from refunds.actions.notes import noted, notes_of
from refunds.actions.promise_answer import appeal_until
from refunds.events import record
from refunds.models import Refund, Rejection


def say_no(refund: Refund, actor: Actor, rules: Sequence[str], words: str = "", note: str = "") -> None:
    """Move a locked refund, keep what the no stands on, and write the letter."""
    came_from = refund.state
    refund.reject(appeal_until(refund))
    refund.save()
    rejection = Rejection.objects.create(
        refund=refund,
        number=Rejection.objects.filter(refund=refund).count() + 1,
        person=actor.person,
        actor=actor.key,
        rules=list(rules),
        decision=refund.decisions.select_related("policy_version").first(),
        words=words,
    )
    said = {"explanation": words} if words else {}
    record(refund, "refund.rejected", actor, came_from, rules=list(rules), **said, **noted(actor, note))
    notices.tell_no(refund, rejection, notes_of(actor, note))
