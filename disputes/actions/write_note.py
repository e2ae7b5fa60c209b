"""Notes that colleagues leave on a dispute for each other, as on a refund: a name after an @ calls somebody."""

from __future__ import annotations

from django.db import transaction

from customers.actors import Actor, acting
from disputes import staff_notices
from disputes.finding import find_dispute
from disputes.models import DisputeNote
from refunds import permissions
from refunds.actions.words import require_note
from refunds.actions.write_note import called_by
from refunds.models import StaffNotice
from refunds.models.note import NOTE_LIMIT


def write_dispute_note(*, actor: Actor, reference: str, text: str, to: str = "") -> DisputeNote:
    """Add a note to a dispute, also an ended one, and tell whoever it calls; `to` is the mail address of one more.

    Raises BadInput for a name that is nobody's or several people's; then nothing is written.
    """
    person = permissions.require(actor, permissions.NOTE)
    words = require_note(text, "text", NOTE_LIMIT)
    with transaction.atomic(), acting(actor):
        dispute = find_dispute(reference)
        handles, people = called_by(words, to)
        note = DisputeNote.objects.create(dispute=dispute, author=person, actor=actor.key, text=words, handles=handles)
        note.called.set(people)
        staff_notices.tell(people, StaffNotice.Kind.DISPUTE_MENTION, dispute, actor, words)
    return note
