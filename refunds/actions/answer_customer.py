"""A colleague's words to the customer: kept in the conversation, and sent as a letter in the customer's language."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from customers.actors import Actor, acting
from customers.documents.intake import SentFile
from customers.errors import Conflict
from customers.models import Message
from refunds import notices, permissions
from refunds.actions.hand_in_documents import hand_in_documents
from refunds.actions.keep_wait import conversation_of, end_wait, shop_wrote
from refunds.actions.keep_words import add_papers, said_already
from refunds.actions.lock_refund import lock_refund
from refunds.actions.notes import first_name
from refunds.actions.words import require_words
from refunds.actions.write_to_shop import TALK_LIMIT, require_talk
from refunds.events import record
from refunds.models import Refund
from refunds.talk import newest_said


def answer_customer(
    *, actor: Actor, reference: str, text: str, seen: int | None = None, files: Sequence[SentFile] = ()
) -> Message:
    """Write to the customer. `seen` is the newest message that the colleague had read.

    Raises Conflict when somebody wrote after that, so that no customer gets two answers or one beside the point;
    then nothing is sent. Files are in the case afterwards, where the customer finds them.
    """
    permissions.require(actor, permissions.TALK)
    words = require_words(text, "text", TALK_LIMIT)
    papers = hand_in_documents(actor=actor, reference=reference, files=files) if files else []
    with transaction.atomic(), acting(actor):
        refund = lock_refund(reference)
        require_talk(actor, refund)
        if (already := said_already(refund.reference, words, Message.Direction.OUT)) is not None:
            return already
        _require_read(refund, seen)
        colleague = first_name(actor)
        message = notices.say(refund, "reply", words, actor, message=words, colleague=colleague)
        add_papers(message, papers)
        shop_wrote(refund)
    return message


def settle_conversation(*, actor: Actor, reference: str) -> Refund:
    """Say that the customer's last words need no answer, as a thank-you does not; who said so is kept."""
    with transaction.atomic(), acting(actor):
        refund = lock_refund(reference)
        permissions.require(actor, permissions.TALK)
        talk = conversation_of(refund)
        if talk.waits_since is None:
            raise Conflict(_("Nobody waits for an answer here."), "nobody_waits")
        end_wait(talk)
        record(refund, "conversation.settled", actor)
    return refund


def _require_read(refund: Refund, seen: int | None) -> None:
    if seen is not None and newest_said(refund.reference) > seen:
        raise Conflict(
            _("Somebody wrote meanwhile. Your words are kept here: read what is new, then send them."), "talk_moved_on"
        )
