"""What an operator does about work that is stuck: let it run again, or put it aside with a word why."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from customers import doorbell
from customers.actors import Actor, acting
from customers.correlation import correlation_id
from customers.errors import BadInput, Conflict, NotFound
from customers.together import add
from refunds import permissions
from refunds.actions.lock_refund import lock_refund
from refunds.actions.release_refund import move_amounts
from refunds.events import record
from refunds.ledger.post import post_release
from refunds.models import OperationEvent, Refund, WorkOrder
from refunds.outbox.enqueue import WORK_DUE_ORDERS
from refunds.outbox.lease import finish

WORDS_LIMIT = 300


def retry_order(*, actor: Actor, order_id: int) -> WorkOrder:
    """Make a parked order due again, now. What it waited for is asked anew when a worker takes it."""
    permissions.require(actor, permissions.OPERATE)
    with transaction.atomic(), acting(actor):
        order = _parked_order(order_id)
        WorkOrder.objects.filter(pk=order.pk).update(state=WorkOrder.State.DUE, due_at=Now())
        write_down(actor, "order.retried", str(order), refund_of(order), why=order.last_error)
        doorbell.ring_after_commit(WORK_DUE_ORDERS)
    order.refresh_from_db()
    return order


def close_order(*, actor: Actor, order_id: int, words: str) -> WorkOrder:
    """Put a parked order aside for good. Refused while its refund still waits to be sent by it."""
    permissions.require(actor, permissions.OPERATE)
    words = _checked(words)
    with transaction.atomic(), acting(actor):
        order = _parked_order(order_id)
        refund = refund_of(order)
        if refund is not None and refund.state == Refund.State.APPROVED and refund.round == order.payload.get("round"):
            raise Conflict(
                _("Refund %s is approved and waits for this order. Let it run again, or have the refund canceled.")
                % refund.reference,
                "order_still_needed",
            )
        finish(order)
        write_down(actor, "order.closed", str(order), refund, why=order.last_error, words=words)
    order.refresh_from_db()
    return order


def give_up_order(*, actor: Actor, order_id: int, words: str) -> WorkOrder:
    """End the tries of a parked order whose refund waits for it: nothing was sent, and the amount is free again.

    The refund has failed then, and its case offers another way for the money, or sending it again.
    """
    permissions.require(actor, permissions.OPERATE)
    words = _checked(words)
    with transaction.atomic(), acting(actor):
        found = WorkOrder.objects.filter(pk=order_id).first()
        about = refund_of(found) if found else None
        refund = lock_refund(about.reference) if about else None  # before the order, as everywhere
        order = _parked_order(order_id)
        if refund is None or refund.state != Refund.State.APPROVED or refund.round != order.payload.get("round"):
            raise Conflict(_("No refund waits for this order any more. Put it aside."), "order_not_needed")
        _fail_unsent(refund, actor, words)
        finish(order)
        write_down(actor, "order.given_up", str(order), refund, why=order.last_error, words=words)
    order.refresh_from_db()
    return order


def refund_of(order: WorkOrder) -> Refund | None:
    """The case that an order belongs to, if it names one."""
    return Refund.objects.filter(pk=order.payload.get("refund")).first() if order.payload.get("refund") else None


def _fail_unsent(refund: Refund, actor: Actor, words: str) -> None:
    """As if a gateway had refused it, but none was asked."""
    move_amounts(refund.payment, reserved=-refund.amount_minor)
    refund.start()
    refund.save()
    refund.fail()
    refund.attention = (_("It was not sent: %s") % words)[:300]
    refund.save()
    post_release(refund)
    record(refund, "refund.failed", actor, Refund.State.APPROVED, code="not_sent")


def _parked_order(order_id: int) -> WorkOrder:
    order = WorkOrder.objects.select_for_update().filter(pk=order_id).first()
    if order is None:
        raise NotFound(_("There is no such work order."), "order_not_found")
    if order.state != WorkOrder.State.PARKED:
        raise Conflict(_("This work order is not parked any more."), "order_not_parked")
    return order


def _checked(words: str) -> str:
    words = words.strip()
    if not words or len(words) > WORDS_LIMIT or "\x00" in words:
        raise BadInput(_("Say in one sentence why it is put aside."), "words_missing", "words")
    return words


def write_down(actor: Actor, kind: str, about: str, refund: Refund | None, **data: Any) -> None:
    """Keep what was done, and tell it on the case."""
    add(
        OperationEvent(
            kind=kind,
            about=about[:200],
            actor=actor.key,
            actor_label=actor.label,
            data=data,
            correlation_id=correlation_id(),
        )
    )
    if refund is not None:
        record(refund, kind, actor, **data)
