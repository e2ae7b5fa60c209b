"""A customer's words on their case: kept in the conversation, answered within the time that the desk has set itself."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from customers.actors import Actor, acting
from customers.documents.intake import SentFile
from customers.errors import Conflict, NotFound
from customers.models import Document, Message
from refunds import permissions, staff_notices
from refunds.actions.ask_customer import take_answer
from refunds.actions.assign_refund import IN_HAND
from refunds.actions.hand_in_documents import hand_in_documents
from refunds.actions.hand_out import hand_out
from refunds.actions.keep_wait import customer_wrote
from refunds.actions.keep_words import add_papers, keep_words, sent_already
from refunds.actions.lock_refund import lock_refund
from refunds.actions.words import require_words
from refunds.models import Refund, StaffNotice

TALK_LIMIT = 4000


def write_to_shop(*, actor: Actor, reference: str, text: str, files: Sequence[SentFile] = ()) -> Message:
    """Keep what the customer writes, with the papers that come along. While we wait for an answer, it is that answer.

    Raises BadInput with the limit or the fault in words; then nothing of the words is kept.
    """
    words = require_words(text, "text", TALK_LIMIT)
    refund = Refund.objects.filter(reference=reference).first()
    if refund is None:
        raise NotFound(_("There is no such refund."), "refund_not_found")
    require_talk(actor, refund)
    if (already := sent_already(refund, words)) is not None:
        return already
    papers = hand_in_documents(actor=actor, reference=reference, files=files) if files else []
    with transaction.atomic(), acting(actor):
        refund = lock_refund(reference)
        require_talk(actor, refund)
        if (already := sent_already(refund, words)) is not None:
            return already
        message = keep_words(refund, actor, words)
        take_words(refund, actor, message, papers)
    return message


def take_words(refund: Refund, actor: Actor, message: Message, papers: Sequence[Document] = ()) -> None:
    """Let a message count: as the answer that we wait for, or as words that wait for ours. The refund is locked."""
    add_papers(message, papers)
    if refund.state == Refund.State.NEEDS_INFO:
        take_answer(refund, actor, message)
    else:
        customer_wrote(refund)
        _give_to_somebody(refund)
    if refund.assignee is not None:
        staff_notices.tell_staff([refund.assignee], StaffNotice.Kind.CUSTOMER_WROTE, refund, actor, message.words)


def require_talk(actor: Actor, refund: Refund) -> None:
    """The customer's own case, or one that a colleague may answer; and not one that was closed into another."""
    permissions.require_own(actor, refund, permissions.TALK)
    if refund.merged_into_id:
        raise Conflict(_("This request was merged into another. Write there."), "merged")


def _give_to_somebody(refund: Refund) -> None:
    if refund.assignee_id is None and refund.state in IN_HAND:
        hand_out(refund)
        if refund.assignee_id is not None:
            refund.save()
