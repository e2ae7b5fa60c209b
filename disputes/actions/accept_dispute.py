"""Giving in: the customer keeps the money, and the case ends, for good."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from customers.actors import Actor, acting
from customers.errors import Conflict
from disputes.actions.keep_appraisal import keep_appraisal
from disputes.actions.lock_dispute import lock_dispute
from disputes.actions.store_answer import store_answer
from disputes.finding import gateway_of, require_open
from disputes.models import AutomaticRule, Dispute, DisputeAnswer
from disputes.weighing.weigh import weigh
from refunds import permissions
from refunds.crash_points import crash_point


def accept_dispute(*, actor: Actor, reference: str) -> DisputeAnswer:
    """Accept a dispute, up to what the person may approve. A worker tells the gateway after this transaction.

    Raises Conflict when it is not our turn, the round has its answer, or the gateway takes no word of it.
    """
    person = permissions.require(actor, permissions.ACCEPT_DISPUTES)
    with transaction.atomic(), acting(actor):
        dispute = lock_dispute(reference)
        require_open(dispute)
        permissions.require_limit_for(person, dispute.currency, dispute.amount_minor)
        answer = give_in(dispute, actor)
    crash_point("answer_stored")
    return answer


def give_in(dispute: Dispute, actor: Actor, rule: AutomaticRule | None = None) -> DisputeAnswer:
    """Store the acceptance of a locked dispute that is ours, and what it was worth. Without a person it takes a rule.

    Raises Conflict where the gateway takes no word of accepting.
    """
    if not takes_acceptance(dispute):
        raise Conflict(
            _("This gateway takes no word of accepting over its API. Accept it in its own console."), "not_over_api"
        )
    answer = store_answer(dispute, DisputeAnswer.Kind.ACCEPTANCE, actor)
    keep_appraisal(dispute, actor, weigh(dispute), answer=answer, rule=rule)
    return answer


def takes_acceptance(dispute: Dispute) -> bool:
    """Whether the gateway can be told over its API that this dispute is accepted."""
    gateway = gateway_of(dispute)
    return dispute.may_accept is not False and gateway is not None and gateway.capabilities.accepts_disputes
