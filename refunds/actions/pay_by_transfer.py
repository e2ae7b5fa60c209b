"""Recording that finance paid a refund by bank transfer, by hand and without a payment file."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from customers import clock
from customers.actors import Actor, acting
from customers.errors import Conflict
from refunds import permissions
from refunds.actions.bank_details import require_not_in_file
from refunds.actions.begin_transfer import begin_transfer
from refunds.actions.lock_refund import lock_refund, require_state
from refunds.actions.release_refund import require_no_hold
from refunds.actions.settle import apply_refund_outcome
from refunds.actions.words import require_words
from refunds.events import record
from refunds.gateways.types import Outcome, OutcomeState
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
        require_not_in_file(refund)
        require_no_hold(refund)
        attempt = begin_transfer(refund, clock.now())
        record(refund, "refund.transfer_recorded", actor, Refund.State.APPROVED, bank_reference=words)
        paid = Outcome(OutcomeState.SUCCEEDED, raw={"bank_reference": words[:64]})
        return apply_refund_outcome(attempt.pk, paid, actor).refund
