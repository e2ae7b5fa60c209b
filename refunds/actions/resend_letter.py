"""Sending a letter again that could not be delivered."""

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
    """Put a letter that was not delivered back into the post, once; its earlier tries stay on record."""
    permissions.require(actor, permissions.ASK)
    with transaction.atomic(), acting(actor):
        message = (
            Message.objects.select_for_update().filter(pk=message_id, customer__isnull=False, direction="out").first()
        )
        if message is None:
            raise NotFound(_("There is no such letter."), "letter_not_found")
        if message.state != Message.State.FAILED:
            raise Conflict(_("This letter is not one that failed; nothing was sent again."), "letter_not_failed")
        message.state, message.due_at = Message.State.QUEUED, timezone.now()
        message.save(update_fields=["state", "due_at"])
        _tell_the_case(message, actor)
        doorbell.ring_after_commit(doorbell.DELIVER_LETTERS)
    return message


def _tell_the_case(message: Message, actor: Actor) -> None:
    refund = Refund.objects.filter(reference=message.about).first() if message.about else None
    if refund is not None:
        record(refund, "letter.resent", actor, subject=message.subject)
