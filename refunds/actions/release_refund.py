"""Releasing money: reserve it on the payment, book it, and write the work order, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from customers.actors import Actor
from customers.errors import Conflict
from customers.models import Payment
from refunds import notices
from refunds.actions.bank_details import ask_for_details, needs_details
from refunds.actions.notes import noted, notes_of
from refunds.banking.account import has_account, paid_from_file, to_be_collected
from refunds.events import record
from refunds.ledger.post import post_reserve
from refunds.models import Refund
from refunds.outbox.enqueue import enqueue
from refunds.queries import reasons_to_hold
from refunds.way_back import require_way_back

SUBMIT = "refund.submit"


def release_refund(refund: Refund, actor: Actor, note: str = "", earlier: Sequence[notices.Note] = ()) -> None:
    """Approve (or approve again, after a failure) with the payment row locked by the caller.

    Raises Conflict when a hold stands, when the gateway does not take it, or when it would exceed what was captured;
    nothing is written then.
    """
    require_no_hold(refund)
    require_way_back(refund)
    reserve(refund)
    came_from = refund.state
    retried = came_from == Refund.State.FAILED
    refund.retry() if retried else refund.approve()
    waits_for_account = needs_details(refund)
    if refund.rail == Refund.Rail.BANK_TRANSFER:
        refund.attention = "" if waits_for_account else _how_to_transfer(refund)
    refund.save()
    post_reserve(refund)
    said = noted(actor, note)
    record(refund, "refund.retried" if retried else "refund.approved", actor, came_from, round=refund.round, **said)
    if refund.rail != Refund.Rail.BANK_TRANSFER:
        account = refund.payment.gateway_account if refund.rail == Refund.Rail.ORIGINAL else ""
        enqueue(SUBMIT, order_key(refund), {"refund": refund.pk, "round": refund.round}, account=account)
    notes = [*earlier, *notes_of(actor, note)]
    if waits_for_account:
        ask_for_details(refund, actor, notes)
    if not retried and (refund.appealed_at or not waits_for_account):
        notices.tell(refund, "approved", notes=[] if waits_for_account else notes)


def _how_to_transfer(refund: Refund) -> str:
    if paid_from_file(refund.currency):
        return to_be_collected()
    if has_account():
        return _("A payment file carries euros only: pay it by bank transfer by hand and record the bank's reference.")
    return _("Pay it by bank transfer and record the bank's reference.")


def order_key(refund: Refund) -> str:
    return f"{refund.reference}/{refund.round}"


def require_no_hold(refund: Refund) -> None:
    """Raise Conflict while a hold stands on the payment: the money may be going another way."""
    for reason in reasons_to_hold(refund.payment_id):
        raise Conflict(_("The payment is on hold: %s") % reason, "payment_on_hold")


def reserve(refund: Refund) -> None:
    """Take the amount out of what is left on the locked payment."""
    if refund.amount_minor > refund.payment.left_minor:
        raise Conflict(_("This is more than is left on the payment now."), "more_than_left", "amount")
    move_amounts(refund.payment, reserved=refund.amount_minor)


def move_amounts(payment: Payment, reserved: int = 0, refunded: int = 0) -> None:
    """Change the running totals of a locked payment; the database's CHECK is the last wall."""
    payment.reserved_minor += reserved
    payment.refunded_minor += refunded
    payment.save(update_fields=["reserved_minor", "refunded_minor"])
