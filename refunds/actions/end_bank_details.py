"""Letting go of a customer's bank details: paid to, no longer needed, or replaced."""

from __future__ import annotations

from customers.actors import Actor
from refunds.events import record
from refunds.models import BankDetails, Refund

State = BankDetails.State


def living_details(refund: Refund) -> BankDetails | None:
    """The question that is open, or the account that the customer has confirmed."""
    return refund.bank_details.filter(state__in=BankDetails.LIVING).first()


def use_up_details(refund: Refund) -> None:
    """Forget the account number: the money of this locked refund has left."""
    if refund.rail != Refund.Rail.BANK_TRANSFER:
        return
    details = living_details(refund)
    if details is not None and details.state == State.CONFIRMED:
        details.use_up()
        details.save()
    elif details is not None:
        details.revoke()
        details.save()


def revoke_details(refund: Refund, actor: Actor) -> bool:
    """Forget the account, or the question for one, of a locked refund that goes another way; False where none was."""
    details = living_details(refund)
    if details is None:
        return False
    was_confirmed = details.state == State.CONFIRMED
    details.revoke()
    details.save()
    record(refund, "refund.bank_details_revoked", actor, was_confirmed=was_confirmed)
    return True
