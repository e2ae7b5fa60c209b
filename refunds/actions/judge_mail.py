"""Mail that did not come from the customer's own address: a person takes it for theirs, or puts it aside."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from customers.actors import Actor, acting
from customers.errors import Conflict, NotFound
from customers.mailbox.keep import forget_mail
from customers.models import Message
from refunds import permissions
from refunds.actions.lock_refund import lock_refund
from refunds.actions.mail_papers import hand_in_papers
from refunds.actions.write_to_shop import require_talk, take_words
from refunds.events import record
from refunds.models import Refund


def accept_mail(*, actor: Actor, message_id: int) -> Message:
    """Take a held mail for the customer's own words: its papers are examined and handed in, and it waits for an answer.

    Raises Conflict when somebody has judged it already.
    """
    refund, _message = _held(actor, message_id)
    papers, left_out = hand_in_papers(actor, refund, _message)
    with transaction.atomic(), acting(actor):
        refund = lock_refund(refund.reference)
        message = _locked(message_id)
        message.state = Message.State.RECEIVED
        message.left_out = left_out
        message.save(update_fields=["state", "left_out"])
        record(refund, "conversation.mail_accepted", actor, address=message.from_address)
        take_words(refund, Actor.customer(refund.customer), message, papers)
    forget_mail(message.mail)
    return message


def dismiss_mail(*, actor: Actor, message_id: int) -> Message:
    """Put a held mail aside: the customer never reads it, and what came with it is deleted unexamined."""
    refund, _message = _held(actor, message_id)
    with transaction.atomic(), acting(actor):
        refund = lock_refund(refund.reference)
        message = _locked(message_id)
        message.state = Message.State.DISMISSED
        message.save(update_fields=["state"])
        record(refund, "conversation.mail_dismissed", actor, address=message.from_address)
    forget_mail(message.mail)
    return message


def _held(actor: Actor, message_id: int) -> tuple[Refund, Message]:
    permissions.require(actor, permissions.TALK)
    message = Message.objects.filter(pk=message_id, direction=Message.Direction.IN).select_related("mail").first()
    refund = Refund.objects.filter(reference=message.about).first() if message else None
    if message is None or refund is None:
        raise NotFound(_("There is no such message."), "message_not_found")
    _require_held(message)
    require_talk(actor, refund)
    return refund, message


def _locked(message_id: int) -> Message:
    message = Message.objects.select_for_update(of=("self",)).select_related("mail").get(pk=message_id)
    _require_held(message)
    return message


def _require_held(message: Message) -> None:
    if message.state != Message.State.DOUBTED:
        raise Conflict(_("Somebody has looked at this mail already."), "already_judged")
