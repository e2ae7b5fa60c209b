"""Sending a failed refund again: a new round with a new key, by a person, on the rail that the customer agreed to."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from customers.actors import Actor, acting
from customers.errors import BadInput, Conflict
from refunds import permissions
from refunds.actions.lock_refund import lock_refund, require_state
from refunds.actions.rail_proposals import require_no_open_proposal
from refunds.actions.release_refund import release_refund
from refunds.models import Refund


def retry_refund(*, actor: Actor, reference: str, rail: str | None = None) -> Refund:
    """Release a failed refund again. The old attempt ended for sure, so a new key cannot pay twice."""
    with transaction.atomic(), acting(actor):
        refund = lock_refund(reference)
        person = permissions.require(actor, permissions.RETRY)
        permissions.require_not_requester(person, refund)
        if permissions.APPROVE in permissions.allowed_moves(person):
            permissions.require_limit(person, refund)
        require_state(refund, Refund.State.FAILED)
        _require_consent(refund, rail)
        require_no_open_proposal(refund)
        release_refund(refund, actor)
    return refund


def _require_consent(refund: Refund, rail: str | None) -> None:
    """Raise Conflict for another rail than the refund's own: only the customer's consent changes that."""
    if rail is None or rail == refund.rail:
        return
    if rail not in Refund.Rail.values:
        raise BadInput(_("Choose a way to get the money back from the list."), "unknown_rail", "rail")
    raise Conflict(
        _("Another way needs the customer's consent first. Propose it to them; once they agree, send it again."),
        "consent_missing",
        "rail",
    )
