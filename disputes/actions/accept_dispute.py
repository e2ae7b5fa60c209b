"""Giving in: the customer keeps the money, and the case ends, for good."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from customers.actors import Actor, acting
from customers.errors import Conflict
from disputes.actions.lock_dispute import lock_dispute
from disputes.actions.store_answer import store_answer
from disputes.finding import gateway_of, require_open
from disputes.models import DisputeAnswer
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
        gateway = gateway_of(dispute)
        if dispute.may_accept is False or gateway is None or not gateway.capabilities.accepts_disputes:
            raise Conflict(
                _("This gateway takes no word of accepting over its API. Accept it in its own console."), "not_over_api"
            )
        answer = store_answer(dispute, DisputeAnswer.Kind.ACCEPTANCE, actor)
    crash_point("answer_stored")
    return answer
