"""The customer says that a dispute was a mistake, and signs it. It is evidence; only their bank can end the dispute."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from customers.actors import CUSTOMER, Actor, acting
from customers.card_numbers import mask_card_numbers
from customers.errors import BadInput, Conflict, NotAllowed, NotFound
from customers.languages import present_language
from disputes import staff_notices
from disputes.actions.lock_dispute import lock_dispute, require_state
from disputes.events import record
from disputes.models import CustomerStatement, Dispute
from refunds.actions.words import is_writable
from refunds.models import StaffNotice
from refunds.policy.wording import money

NAME_LIMIT, WORDS_LIMIT = 120, 1000


def sign_statement(*, actor: Actor, reference: str, name: str, words: str = "") -> CustomerStatement:
    """Keep the statement and tell whoever answers the dispute. Raises NotFound for somebody else's dispute."""
    if actor.kind != CUSTOMER:
        raise NotAllowed(_("Only the customer can say that it was a mistake."), "only_customer")
    signed = " ".join(_checked(name, "name", NAME_LIMIT).split())
    if not signed:
        raise BadInput(_("Type your name as your signature."), "name_missing", "name")
    added = _checked(words, "words", WORDS_LIMIT)
    with transaction.atomic(), acting(actor):
        dispute = lock_dispute(reference)
        if str(dispute.payment.customer_id) != actor.id:
            raise NotFound(_("There is no such dispute."), "dispute_not_found")
        if CustomerStatement.objects.filter(dispute=dispute).exists():
            raise Conflict(_("You have told us already. Thank you."), "already_signed")
        require_state(dispute, *Dispute.OPEN)
        statement = CustomerStatement.objects.create(
            dispute=dispute, name=signed, text=statement_text(dispute), words=added, language=present_language()
        )
        record(dispute, "dispute.customer_withdraws", actor, name=signed, words=added)
        people = [dispute.owner] if dispute.owner else staff_notices.leads()
        staff_notices.tell(people, StaffNotice.Kind.DISPUTE_MISTAKE, dispute, actor, added)
    return statement


def statement_text(dispute: Dispute) -> str:
    """What is signed, in the language of the reader."""
    payment = dispute.payment
    return _(
        "I disputed the payment of %(amount)s for order %(order)s by mistake. The payment is right. I ask my bank or"
        " payment service to close the dispute, and I agree that the shop shows them this statement."
    ) % {
        "amount": money(dispute.amount_minor, dispute.currency),
        "order": payment.order_reference or payment.reference,
    }


def _checked(text: str, field: str, limit: int) -> str:
    words = text.strip()
    if len(words) > limit or not is_writable(words):
        raise BadInput(_("Please shorten the text to %d characters.") % limit, "text_too_long", field)
    return mask_card_numbers(words)
