"""The letter that a move would write, read before the move is made. Nothing is kept and nobody is told."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from customers.errors import RecourseError
from refunds.move_letters import DRAFTED, letter_of_move
from refunds.screens import refund_in_full
from refunds.views.access import StaffRequest, staff_page
from refunds.views.looks import keep_look


@staff_page()
def letter_preview(request: StaffRequest, reference: str) -> HttpResponse:
    """Show the letter of ?move=approval, with the words that stand in the move's form."""
    refund, move = refund_in_full(reference), request.GET.get("move", "")
    sent = request.POST if request.method == "POST" else request.GET
    page = "refunds/_move_letter.html" if request.htmx else "refunds/move_letter.html"
    context: dict[str, Any] = {"refund": refund, "case": refund, "move": move}
    try:
        words, note = sent.get(DRAFTED.get(move, ""), ""), sent.get("note", "")
        letter = letter_of_move(request.actor, refund, move, words=words, note=note, rule=sent.get("rule", ""))
        context |= keep_look(request, f"{refund.reference}-{move}", letter)
    except RecourseError as refusal:
        context["trouble"] = refusal.message
    return render(request, page, context)
