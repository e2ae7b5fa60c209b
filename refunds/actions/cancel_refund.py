"""Taking a request back, until the money is on its way."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from customers.actors import CUSTOMER, Actor, acting
from customers.errors import Conflict
from refunds import notices, permissions
from refunds.actions.collect_transfers import leave_draft
from refunds.actions.end_bank_details import revoke_details
from refunds.actions.lock_refund import lock_refund, require_state
from refunds.actions.rail_proposals import withdraw_open_proposal
from refunds.actions.release_refund import SUBMIT, move_amounts, order_key
from refunds.events import record
from refunds.ledger.post import post_release
from refunds.models import Refund, RefundPlan
from refunds.outbox.lease import take_back

State = Refund.State


def cancel_refund(*, actor: Actor, reference: str) -> Refund:
    """Cancel a request. An approved one only until a worker has taken it; its reservation is given back.

    One that failed only staff give up, because the customer was promised that money.
    """
    with transaction.atomic(), acting(actor):
        refund = lock_refund(reference)
        permissions.require_own(actor, refund, permissions.CANCEL)
        given_up = () if actor.kind == CUSTOMER else (State.FAILED,)
        require_state(refund, State.REQUESTED, State.UNDER_REVIEW, State.NEEDS_INFO, State.APPROVED, *given_up)
        take_back_refund(refund, actor)
        _close_empty_plan(refund)
    return refund


def take_back_refund(refund: Refund, actor: Actor) -> None:
    """Cancel a locked refund, tell the customer, and close what else was open about it."""
    came_from = refund.state
    if came_from == State.APPROVED:
        _give_back(refund, actor)
    refund.cancel()
    refund.save()
    record(refund, "refund.canceled", actor, came_from)
    withdraw_open_proposal(refund, actor)
    revoke_details(refund, actor)
    notices.tell(refund, "canceled")


def _close_empty_plan(refund: Refund) -> None:
    """A plan whose last undecided refund was taken back has nothing left to decide."""
    if refund.plan_id is None:
        return
    plan = RefundPlan.objects.select_for_update(of=("self",)).get(pk=refund.plan_id)
    undecided = (State.REQUESTED, State.UNDER_REVIEW, State.NEEDS_INFO)
    if plan.state == RefundPlan.State.OPEN and not plan.refunds.filter(state__in=undecided).exists():
        plan.cancel()
        plan.save()


def _give_back(refund: Refund, actor: Actor) -> None:
    if refund.rail == Refund.Rail.BANK_TRANSFER:
        leave_draft(refund, actor)
    elif not take_back(SUBMIT, order_key(refund)):
        raise Conflict(_("The money is already on its way."), "already_on_its_way")
    move_amounts(refund.payment, reserved=-refund.amount_minor)
    post_release(refund)
