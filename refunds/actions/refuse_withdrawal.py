"""Saying no to a declaration of withdrawal: with a reason that the customer reads."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from customers.actors import Actor, acting
from customers.errors import Conflict
from refunds import permissions
from refunds.actions.match_withdrawal import lock_withdrawal
from refunds.actions.words import require_words
from refunds.models import WithdrawalDeclaration
from refunds.withdrawal_letters import tell_refused


def refuse_withdrawal(*, actor: Actor, reference: str, explanation: str) -> WithdrawalDeclaration:
    """Refuse a declaration that nothing was found for, and mail the reason to the address that it gave.

    One that became a refund is turned down there. Raises Conflict then, BadInput without words, NotFound.
    """
    person = permissions.require(actor, permissions.REJECT)
    words = require_words(explanation, "explanation")
    with transaction.atomic(), acting(actor):
        declaration = lock_withdrawal(reference)
        if declaration.state != WithdrawalDeclaration.State.RECEIVED:
            raise Conflict(
                _("Only a declaration that waits can be refused. One that became a refund is decided there."),
                "withdrawal_not_waiting",
            )
        declaration.refuse(words, person)
        declaration.save()
        tell_refused(declaration)
    return declaration
