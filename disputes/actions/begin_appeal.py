"""Beginning the appeal of a lost case: a round of its own, with a draft for what is new. Nothing leaves by that."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from customers.actors import Actor, acting
from customers.errors import Conflict
from disputes.actions.lock_dispute import lock_dispute
from disputes.actions.write_draft import open_draft
from disputes.events import record as note
from disputes.models import Dispute, DisputeAnswer, EvidenceDraft
from refunds import permissions


def begin_appeal(*, actor: Actor, reference: str) -> EvidenceDraft:
    """Begin the appeal's draft, or return the one that is there. It is written and handed in like every answer.

    Raises Conflict where the gateway takes no appeal, or has had one.
    """
    permissions.require(actor, permissions.ANSWER_DISPUTES)
    with transaction.atomic(), acting(actor):
        dispute = lock_dispute(reference)
        if why_not := why_no_appeal(dispute):
            raise Conflict(why_not, "no_appeal")
        if not dispute.is_in_appeal:
            dispute.round += 1
            dispute.appeal_round = dispute.round
            dispute.save()
            note(dispute, "dispute.appeal_begun", actor)
    return open_draft(actor=actor, reference=reference)


def why_no_appeal(dispute: Dispute) -> str:
    """Why the case cannot be appealed now; "" where it can."""
    if dispute.state not in Dispute.APPEALABLE:
        return _("Only a lost case can be appealed.")
    appeals = dispute.answers.filter(kind=DisputeAnswer.Kind.APPEAL, state__in=DisputeAnswer.LIVE)
    if appeals.exists():
        return _("This case has had its appeal; there is only one.")
    return "" if dispute.may_appeal else _("The gateway takes no appeal in this case.")
