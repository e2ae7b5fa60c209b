"""The form of one move of a case, fetched when somebody opens it; without scripts, the case with that form open."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from refunds.screens import refund_in_full
from refunds.views.access import StaffRequest, staff_page
from refunds.views.case import moves
from refunds.views.hands import hands_of
from refunds.views.refund_page import draw


@staff_page()
def move_form(request: StaffRequest, reference: str, name: str) -> HttpResponse:
    """A move that is not open to this person (any more) has no form; they read why on the case."""
    refund = refund_in_full(reference, request.user)
    if not request.htmx:
        return draw(request, refund, name)
    decisions, hands = moves.panel(request, refund, name)["moves"], hands_of(request, refund, name)["hands"]
    move = next((move for move in [*decisions, *hands] if move["name"] == name and "form" in move), None)
    told = move["text"] if move and move in hands else ""
    return render(request, "refunds/case/_move_form.html", {"refund": refund, "move": move, "text": told})
