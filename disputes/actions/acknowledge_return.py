"""Saying what came back of goods that the customer was to return for an agreed refund: once, for good."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from customers.actors import Actor, acting
from customers.errors import BadInput, Conflict
from disputes.actions.lock_dispute import lock_dispute
from disputes.actions.store_answer import at_stake_minor, store_answer
from disputes.finding import live_answer
from disputes.models import Dispute, DisputeAnswer
from refunds import permissions
from refunds.actions.words import require_words
from refunds.crash_points import crash_point
from refunds.gateways.dispute_types import ReturnFinding

RETURN_WORDS_LIMIT = 2000


def acknowledge_return(*, actor: Actor, reference: str, finding: str, words: str) -> DisputeAnswer:
    """Store what came back; a worker tells the gateway after this transaction.

    Goods that are here let the gateway pay what was agreed, so that takes the right to accept, up to one's limit.
    Raises BadInput for a finding that is not asked for, Conflict where nothing is asked or a word is on its way.
    """
    is_here = finding == ReturnFinding.RECEIVED
    person = permissions.require(actor, permissions.ACCEPT_DISPUTES if is_here else permissions.ANSWER_DISPUTES)
    said = require_words(words, "words", RETURN_WORDS_LIMIT)
    with transaction.atomic(), acting(actor):
        dispute = lock_dispute(reference)
        if why_not := why_no_return(dispute):
            raise Conflict(why_not, "no_return")
        if finding not in dispute.may_acknowledge:
            raise BadInput(_("The gateway does not take this word on the goods in this case."), "not_asked", "finding")
        if is_here:
            permissions.require_limit_for(person, dispute.currency, at_stake_minor(dispute, dispute.offer))
        _make_room(dispute)
        answer = store_answer(
            dispute,
            DisputeAnswer.Kind.RETURN,
            actor,
            texts={"note": said},
            finding=finding,
            offer=dispute.offer if is_here else None,
        )
    crash_point("answer_stored")
    return answer


def why_no_return(dispute: Dispute) -> str:
    """Why nothing can be said of returned goods now; "" where it can."""
    if not dispute.is_open:
        return _("The dispute has ended.")
    if not dispute.may_acknowledge:
        return _("The gateway asks for no word on returned goods in this case now.")
    answer = live_answer(dispute)
    if answer is not None and answer.state != DisputeAnswer.State.TAKEN:
        return _("An answer is on its way (“%s”).") % answer.get_state_display()
    if answer is not None and answer.kind == DisputeAnswer.Kind.RETURN:
        return _("The gateway has our word on the goods.")
    return ""


def _make_room(dispute: Dispute) -> None:
    """The goods may come back while nothing else is asked of us: the offer's round has its answer, another begins."""
    if live_answer(dispute) is not None:
        dispute.round += 1
        dispute.save()
