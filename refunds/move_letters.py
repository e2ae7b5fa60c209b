"""The letter that a move would write, as it would leave the house now."""

from __future__ import annotations

from django.utils.translation import gettext as _

from customers.actors import Actor
from customers.errors import Conflict
from customers.notifications.compose import Letter
from refunds import notices, permissions
from refunds.actions.bank_details import needs_details, question_for
from refunds.actions.notes import earlier_notes, notes_of
from refunds.actions.promise_answer import appeal_until
from refunds.actions.words import PERSONAL_NOTE_LIMIT, WORDS_LIMIT, checked_note
from refunds.explained import nameable_rules
from refunds.fingerprint import seen_hash
from refunds.models import Refund

STEPS = {"approval": "approved", "rejection": "rejected", "question": "needs_info", "cancellation": "canceled"}
"""The moves that write to the customer at once, and the letter of each."""

DRAFTED = {"rejection": "explanation", "question": "question"}
"""The moves whose letter carries what a person writes, and the word for it."""


def letter_of_move(
    actor: Actor, refund: Refund, move: str, *, words: str = "", note: str = "", rule: str = ""
) -> Letter:
    """Set the letter of a move with these words. Nothing is kept; raises Conflict where the move writes none."""
    if move not in STEPS:
        raise Conflict(_("This move writes no letter to the customer."), "no_letter")
    words, note = words.replace("\x00", "")[:WORDS_LIMIT].strip(), checked_note(note[: PERSONAL_NOTE_LIMIT + 1])
    notes = notes_of(actor, note)
    if move == "approval":
        counted = [approval for approval in refund.approvals.all() if approval.seen_hash == seen_hash(refund)]
        if len(counted) + 1 < permissions.approvals_needed(refund):
            raise Conflict(_("Your yes is the first of two. The letter is written with the second."), "no_letter")
        notes = [*earlier_notes(refund, actor), *notes]
        if needs_details(refund):
            wanted = notices.details_wanted(refund, question_for(refund))
            return notices.letter_for(refund, "bank_details", notes=notes, **wanted)
    said = {DRAFTED[move]: words or "…"} if move in DRAFTED else {}
    if move == "rejection":
        rules = [rule] if rule in dict(nameable_rules()) else []
        until = appeal_until(refund)
        return notices.letter_of_no(refund, said["explanation"], rules, notes=notes, appeal_until=until)
    return notices.letter_for(refund, STEPS[move], notes=notes, **said)
