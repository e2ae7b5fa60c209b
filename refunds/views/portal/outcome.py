"""What the page of a refund shows of how it ended: why it was no, the second look, the question how it was."""

from __future__ import annotations

from typing import Any

from refunds.actions.give_feedback import is_asked_for
from refunds.explained import explain_no
from refunds.models import Feedback, Refund
from refunds.models.feedback import WORDS_LIMIT

State = Refund.State


def outcome_of(refund: Refund) -> dict[str, Any]:
    """The parts that this refund has; no query while it is on its way to a first decision."""
    return {
        "why": explain_no(refund) if refund.state == State.REJECTED else None,
        "may_appeal": refund.may_be_appealed,
        **_feedback(refund),
    }


def _feedback(refund: Refund) -> dict[str, Any]:
    if refund.finished_at is None:
        return {}
    given = Feedback.objects.filter(refund=refund).first()
    return {
        "feedback": given,
        "asks_feedback": given.is_changeable if given else is_asked_for(refund),
        "feedback_choices": Feedback.Answer.choices,
        "feedback_limit": WORDS_LIMIT,
    }
