"""The letter that a move would write, read before the move is made. Nothing is kept and nobody is told."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from customers.errors import RecourseError
from refunds import notices, permissions
from refunds.actions.notes import earlier_notes, notes_of
from refunds.actions.words import PERSONAL_NOTE_LIMIT, WORDS_LIMIT, checked_note
from refunds.fingerprint import seen_hash
from refunds.models import Refund
from refunds.screens import refund_in_full
from refunds.views.access import StaffRequest, staff_page
from refunds.views.looks import keep_look

STEPS = {"approval": "approved", "rejection": "rejected", "question": "needs_info", "cancellation": "canceled"}
"""The moves that write to the customer at once, and the letter of each."""

_DRAFTED = {"rejection": "explanation", "question": "question"}


@staff_page()
def letter_preview(request: StaffRequest, reference: str) -> HttpResponse:
    """Show the letter of ?move=approval, with the words that stand in the move's form."""
    refund, move = refund_in_full(reference), request.GET.get("move", "")
    sent = request.POST if request.method == "POST" else request.GET
    page = "refunds/_move_letter.html" if request.htmx else "refunds/move_letter.html"
    context: dict[str, Any] = {"refund": refund, "case": refund, "move": move}
    try:
        context |= _letter(request, refund, move, sent.get(_DRAFTED.get(move, ""), ""), sent.get("note", ""))
    except RecourseError as refusal:
        context["trouble"] = refusal.message
    return render(request, page, context)


def _letter(request: StaffRequest, refund: Refund, move: str, words: str, note: str) -> dict[str, Any]:
    if move not in STEPS:
        return {"trouble": _("This move writes no letter to the customer.")}
    words, note = words.replace("\x00", "")[:WORDS_LIMIT].strip(), checked_note(note[: PERSONAL_NOTE_LIMIT + 1])
    notes = notes_of(request.actor, note)
    if move == "approval":
        counted = [approval for approval in refund.approvals.all() if approval.seen_hash == seen_hash(refund)]
        if len(counted) + 1 < permissions.approvals_needed(refund):
            return {"trouble": _("Your yes is the first of two. The letter is written with the second.")}
        notes = [*earlier_notes(refund, request.actor), *notes]
    said = {_DRAFTED[move]: words or "…"} if move in _DRAFTED else {}
    letter = notices.letter_for(refund, STEPS[move], notes=notes, **said)
    return keep_look(request, f"{refund.reference}-{move}", letter)
