"""Sending a failed refund again, on the same rail or another: a new round with a new key, by a person."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from customers.actors import Actor, acting
from customers.errors import BadInput
from refunds import permissions
from refunds.actions.lock_refund import lock_refund, require_state
from refunds.actions.release_refund import release_refund
from refunds.events import record
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
        _change_rail(refund, rail, actor)
        release_refund(refund, actor)
    return refund


def _change_rail(refund: Refund, rail: str | None, actor: Actor) -> None:
    if rail is None or rail == refund.rail:
        return
    if rail not in Refund.Rail.values:
        raise BadInput(_("Choose a way to get the money back from the list."), "unknown_rail", "rail")
    old, refund.rail = refund.rail, rail
    record(refund, "refund.rail_changed", actor, old=old, new=rail)
