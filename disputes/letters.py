"""What the customer is written about a dispute, in the transaction of the step that gives the reason."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from customers import clock
from customers.actors import Actor
from customers.languages import language_of
from customers.mailbox.addresses import address_for
from customers.models import Message
from customers.notifications.write import write_message
from customers.portal.doors import door
from disputes.models import Dispute
from disputes.words import outcome_for_customer
from refunds.actions.notes import first_name
from refunds.policy.wording import money

OPENED, ENDED, REPLY = "dispute_opened", "dispute_ended", "dispute_reply"
NEWS_FOR = timedelta(days=30)
"""Nobody is written that a dispute has opened which is older than this: it was brought in afterwards."""


def on_news(dispute: Dispute, actor: Actor, *, moved: bool, opened: bool) -> None:
    """One letter when it opens; to who had it one more when it has ended, and again should it end otherwise."""
    if opened and dispute.is_open and dispute.opened_at > clock.now() - NEWS_FOR:
        _write(dispute, OPENED)
    elif moved and dispute.state in Dispute.ENDED and _was_told(dispute):
        with translation.override(_language(dispute)):
            outcome = outcome_for_customer(dispute)
        _write(dispute, ENDED, outcome=outcome)


def say(dispute: Dispute, words: str, by: Actor) -> Message:
    """A letter with what a colleague writes: it stands in the conversation."""
    return _write(dispute, REPLY, words, by, message=words, colleague=first_name(by))


def _was_told(dispute: Dispute) -> bool:
    return Message.objects.filter(about=dispute.reference, kind=OPENED).exists()


def _language(dispute: Dispute) -> str:
    return language_of(dispute.payment.customer, dispute.payment)


def _write(dispute: Dispute, kind: str, said: str = "", by: Actor | None = None, **more: str) -> Message:
    language, payment = _language(dispute), dispute.payment
    with translation.override(language):
        order = payment.order_reference or payment.reference
        contents: dict[str, Any] = {
            "reference": dispute.reference,
            "order": order,
            "amount": money(dispute.amount_minor, dispute.currency),
            "facts": [(_("Dispute"), dispute.reference), (_("Order"), order)],
            "door": door(f"disputes/{dispute.reference}/"),
            "can_reply": bool(address_for(dispute.reference)),
            **more,
        }
    return write_message(payment.customer, kind, contents, about=dispute.reference, language=language, said=said, by=by)
