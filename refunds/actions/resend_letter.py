"""Sending a letter again that could not be delivered, or one that the rules held back."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from customers import doorbell
from customers.actors import Actor, acting
from customers.errors import Conflict, NotFound
from customers.models import Message
from refunds import permissions
from refunds.events import record
from refunds.models import Refund


def resend_letter(*, actor: Actor, message_id: int) -> Message:
    """Put a letter that was not delivered back into the post, once; its earlier tries stay on record.

    One that was held back leaves after all, unless the customer complained of such letters.
    """
    permissions.require(actor, permissions.ASK)
    with transaction.atomic(), acting(actor):
        message = (
            Message.objects.select_for_update().filter(pk=message_id, person__isnull=True, direction="out").first()
        )
        if message is None:
            raise NotFound(_("There is no such letter."), "letter_not_found")
        if message.held_because == Message.HeldBecause.COMPLAINED:
            raise Conflict(_("The customer marked such letters as spam, so this one stays here."), "letter_unwanted")
        if message.state not in (Message.State.FAILED, Message.State.HELD):
            raise Conflict(
                _("This letter neither failed nor was held back; nothing was sent again."), "letter_not_failed"
            )
        message.state, message.due_at, message.held_because = Message.State.QUEUED, timezone.now(), ""
        message.save(update_fields=["state", "due_at", "held_because"])
        _tell_the_case(message, actor)
        doorbell.ring_after_commit(doorbell.DELIVER_LETTERS)
    return message


def _tell_the_case(message: Message, actor: Actor) -> None:
    refund = Refund.objects.filter(reference=message.about).first() if message.about else None
    if refund is not None:
        record(refund, "letter.resent", actor, subject=message.subject)
