"""Deciding a plan: one yes or no for all of its refunds, in one transaction, judged by what they come to together."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from customers.actors import Actor, acting
from customers.errors import Conflict, NotFound
from customers.models import User
from customers.together import adding_together
from refunds import permissions
from refunds.actions.approve_refund import add_approval
from refunds.actions.cancel_refund import take_back_refund
from refunds.actions.goodwill import give_goodwill
from refunds.actions.lock_refund import lock_refunds
from refunds.actions.rail_proposals import require_no_open_proposal
from refunds.actions.reject_refund import turn_down
from refunds.actions.release_refund import release_refund, require_no_hold
from refunds.actions.words import require_words
from refunds.events import record
from refunds.fingerprint import seen_hash
from refunds.models import Refund, RefundPlan

State = Refund.State
OPEN_TO_DECIDE = (State.REQUESTED, State.UNDER_REVIEW)
UNDECIDED = (*OPEN_TO_DECIDE, State.NEEDS_INFO)


def approve_plan(*, actor: Actor, reference: str, seen: str) -> RefundPlan:
    """Approve every refund of the plan, or none. Limits and the second approval look at the total per currency.

    Raises NotAllowed and Conflict as approve_refund does, for any of them; then nothing is written.
    """
    with transaction.atomic(), acting(actor), adding_together():
        plan, refunds = _lock(reference)
        person = permissions.require(actor, permissions.APPROVE)
        require_plan_limits(person, refunds)
        _require_decidable(plan, refunds, seen)
        for refund in refunds:
            permissions.require_not_requester(person, refund)
            require_no_open_proposal(refund)
        given = min(add_approval(refund, actor, seen_hash(refund)) for refund in refunds)
        if given >= plan_approvals_needed(refunds):
            _release(plan, refunds, actor)
        else:
            _wait_for_the_second(refunds, actor)
        for currency, total in sorted(totals_of(refunds, _goodwill).items()):
            give_goodwill(person, currency, total)
    return plan


def reject_plan(*, actor: Actor, reference: str, seen: str, explanation: str) -> RefundPlan:
    """Turn down every refund of the plan; the customer reads `explanation` for each."""
    words = require_words(explanation, "explanation")
    with transaction.atomic(), acting(actor), adding_together():
        plan, refunds = _lock(reference)
        person = permissions.require(actor, permissions.REJECT)
        _require_decidable(plan, refunds, seen)
        for refund in refunds:
            permissions.require_not_requester(person, refund)
        plan.reject()
        plan.save()
        for refund in refunds:
            turn_down(refund, actor, words)
    return plan


def cancel_plan(*, actor: Actor, reference: str) -> RefundPlan:
    """Take back what of the plan is not decided."""
    with transaction.atomic(), acting(actor), adding_together():
        plan, refunds = _lock(reference)
        permissions.require(actor, permissions.CANCEL)
        _require_open(plan)
        plan.cancel()
        plan.save()
        for refund in refunds:
            take_back_refund(refund, actor)
    return plan


def plan_hash(refunds: Sequence[Refund]) -> str:
    """What an approver of the plan saw, as one hash over its undecided refunds."""
    seen = [f"{refund.reference}:{seen_hash(refund)}" for refund in refunds if refund.state in UNDECIDED]
    return hashlib.sha256("\n".join(sorted(seen)).encode()).hexdigest()


def totals_of(refunds: Sequence[Refund], of: Callable[[Refund], int] | None = None) -> dict[str, int]:
    """Per currency, in minor units, what the refunds come to, or what `of` says of each."""
    totals: dict[str, int] = {}
    for refund in refunds:
        totals[refund.currency] = totals.get(refund.currency, 0) + (of or _amount)(refund)
    return totals


def plan_approvals_needed(refunds: Sequence[Refund]) -> int:
    """As many as the largest total needs: splitting an amount over payments saves nobody's eyes."""
    totals = totals_of(refunds)
    return max((permissions.approvals_needed_for(*total) for total in totals.items()), default=1)


def require_plan_limits(person: User, refunds: Sequence[Refund]) -> None:
    """Raise NotAllowed where the totals are above what this person may approve, or may give as goodwill."""
    for currency, total in totals_of(refunds).items():
        permissions.require_limit_for(person, currency, total)
    for currency, total in totals_of(refunds, _goodwill).items():
        permissions.require_goodwill(person, currency, total)


def _lock(reference: str) -> tuple[RefundPlan, list[Refund]]:
    """Lock the payments, then the refunds, then the plan; return it with the refunds that nobody has decided."""
    refunds = lock_refunds(Refund.objects.filter(plan__reference=reference))
    plan = RefundPlan.objects.select_for_update(of=("self",)).filter(reference=reference).first()
    if plan is None:
        raise NotFound(_("There is no such plan."), "plan_not_found")
    for refund in refunds:
        refund.plan = plan
    return plan, [refund for refund in refunds if refund.state in UNDECIDED]


def _require_open(plan: RefundPlan) -> None:
    if plan.state != RefundPlan.State.OPEN:
        raise Conflict(
            _("This plan is already “%s”, so this move is no longer possible.") % plan.get_state_display(),
            "already_moved",
        )


def _require_decidable(plan: RefundPlan, refunds: Sequence[Refund], seen: str) -> None:
    _require_open(plan)
    if any(refund.state not in OPEN_TO_DECIDE for refund in refunds) or not refunds:
        raise Conflict(_("A refund of this plan waits for the customer. Decide when it is back."), "plan_waits")
    if seen != plan_hash(refunds):
        raise Conflict(_("The plan changed since you looked at it. Read it again, then decide."), "changed_since_seen")


def _release(plan: RefundPlan, refunds: Sequence[Refund], actor: Actor) -> None:
    plan.approve()
    plan.save()
    for refund in refunds:
        release_refund(refund, actor)


def _wait_for_the_second(refunds: Sequence[Refund], actor: Actor) -> None:
    for refund in refunds:
        require_no_hold(refund)
        record(refund, "refund.first_approval", actor)


def _amount(refund: Refund) -> int:
    return refund.amount_minor


def _goodwill(refund: Refund) -> int:
    return refund.counts_as_goodwill_minor
