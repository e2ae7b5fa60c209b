"""Asking for a refund of a whole order: one plan, and one refund for each payment that gives."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from customers.actors import Actor, acting
from customers.errors import Conflict
from customers.models import Payment
from customers.together import adding_together
from refunds import notices, permissions
from refunds.actions.decide_refund import put_before_people
from refunds.actions.goodwill import give_goodwill
from refunds.actions.quote_plan import Allocation, PlanWish, allot, payments_of_order
from refunds.actions.request_refund import open_refund
from refunds.models import Refund, RefundPlan
from refunds.references import plan_reference


def request_plan(
    *, actor: Actor, payment_reference: str, wish: PlanWish, seen: str, origin: str, request_key: str = ""
) -> RefundPlan:
    """Open the plan that was shown (`seen` is its hash), with a refund per payment, all before people.

    Asking again under the same `request_key` returns the first plan. Raises Conflict where the payments have moved
    since and the plan would read differently; then nothing is written.
    """
    with transaction.atomic(), acting(actor), adding_together():
        person = permissions.require(actor, permissions.REQUEST)
        payments = payments_of_order(payment_reference, Payment.objects.select_for_update(of=("self",)))
        customer = payments[0].customer
        if request_key and (first := RefundPlan.objects.filter(customer=customer, request_key=request_key).first()):
            return first
        allocation = allot(payments, wish)
        if seen != allocation.seen:
            raise Conflict(
                _("The plan reads differently now. Look at it again, then ask."), "changed_since_seen", "seen"
            )
        plan = RefundPlan.objects.create(
            reference=plan_reference(),
            customer=customer,
            order_reference=allocation.order_reference,
            strategy=wish.strategy,
            left_out=[{"payment": out.payment.reference, "why": out.why} for out in allocation.left_out],
            requester=person,
            requested_by=actor.key,
            request_key=request_key,
        )
        _open_each(actor, plan, allocation, wish, origin)
        if wish.reason == Refund.Reason.GOODWILL:
            for currency, total in sorted(allocation.totals.items()):
                give_goodwill(person, currency, total)
    return plan


def _open_each(actor: Actor, plan: RefundPlan, allocation: Allocation, wish: PlanWish, origin: str) -> None:
    for share in allocation.shares:
        refund = open_refund(
            actor,
            share.payment,
            share.priced,
            rail=wish.rail,
            reason=wish.reason,
            reason_text=wish.reason_text,
            origin=origin,
            plan=plan,
        )
        notices.tell(refund, "received")
        put_before_people(refund, share.priced, share.gone)
