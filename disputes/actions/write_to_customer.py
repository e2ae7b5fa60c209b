"""A colleague's words to the customer about a dispute: a letter in the customer's language, which they can answer."""

from __future__ import annotations

from django.db import transaction

from customers.actors import Actor, acting
from customers.models import Message
from disputes import letters
from disputes.actions.lock_dispute import lock_dispute
from refunds import permissions
from refunds.actions.keep_words import said_already
from refunds.actions.words import require_words
from refunds.actions.write_to_shop import TALK_LIMIT


def write_to_customer(*, actor: Actor, reference: str, text: str) -> Message:
    """Write to the customer, also about an ended dispute. The same words twice within minutes are sent once.

    Raises BadInput for words that are missing or too long, NotFound for a dispute that is none.
    """
    permissions.require(actor, permissions.TALK)
    words = require_words(text, "text", TALK_LIMIT)
    with transaction.atomic(), acting(actor):
        dispute = lock_dispute(reference)
        already = said_already(dispute.reference, words, Message.Direction.OUT)
        return already or letters.say(dispute, words, actor)
