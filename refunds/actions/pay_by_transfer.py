"""Recording that finance paid a refund by bank transfer."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from customers.actors import Actor, acting
from customers.errors import Conflict
from refunds import permissions
from refunds.actions.lock_refund import lock_refund, require_state
from refunds.actions.release_refund import require_no_hold
from refunds.actions.settle import finish_refund
from refunds.actions.words import require_words
from refunds.events import record
from refunds.models import Refund


def pay_by_transfer(*, actor: Actor, reference: str, bank_reference: str) -> Refund:
    """Complete an approved bank-transfer refund. The one who records it is not the one who asked for it."""
    words = require_words(bank_reference, "bank_reference")
    with transaction.atomic(), acting(actor):
        refund = lock_refund(reference)
        person = permissions.require(actor, permissions.PAY_BY_TRANSFER)
        permissions.require_not_requester(person, refund)
        require_state(refund, Refund.State.APPROVED)
        if refund.rail != Refund.Rail.BANK_TRANSFER:
            raise Conflict(_("This refund is not paid by bank transfer."), "other_rail")
        require_no_hold(refund)
        refund.start()
        refund.save()
        record(refund, "refund.transfer_recorded", actor, Refund.State.APPROVED, bank_reference=words)
        finish_refund(refund, actor)
    return refund
