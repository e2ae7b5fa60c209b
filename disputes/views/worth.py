"""Whether to fight or to accept one dispute: a page by itself, and a part of the dispute's page that comes after it.

What it says rests on all evidence that there is, and an inquiry's refund is judged by the policy; nobody who opens a
dispute waits for either.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from customers.errors import RecourseError
from customers.money import format_money
from disputes.actions.refund_instead import quote_refund_instead
from disputes.finding import draft_of
from disputes.gathering import gather_case
from disputes.models import Dispute
from disputes.moves import refunding
from disputes.refund_words import how_decided
from disputes.results.precedents import won_before
from disputes.weighing.screen import card_of, dispute_to_weigh, is_to_decide
from refunds import permissions
from refunds.views.access import StaffRequest, staff_page


@staff_page(permissions.SEE_DISPUTES)
def worth(request: StaffRequest, reference: str) -> HttpResponse:
    """Show the advice with its arithmetic, what was won before, what was decided, and what a refund would cost."""
    found: Any = dispute_to_weigh(reference)
    context = {
        "dispute": found,
        "is_part": bool(request.htmx),
        "decisions": list(found.appraisals.all())[::-1] if found.was_decided else [],
        "move": refunding(found, request.allowed),
        "price": price_of_refund(request, found),
        **(_advice(found) if is_to_decide(found, is_answered=found.is_answered) else {}),
    }
    return render(request, "disputes/_worth.html" if request.htmx else "disputes/worth.html", context)


def price_of_refund(request: StaffRequest, dispute: Dispute) -> dict[str, Any] | None:
    """What a refund instead would cost and who would decide it; None where it is barred."""
    if refunding(dispute, request.allowed).why_not:
        return None
    try:
        quote = quote_refund_instead(actor=request.actor, dispute=dispute)
    except RecourseError as refusal:
        return {"why_not": refusal.message}
    amount = format_money(quote.amount_minor, quote.currency)
    return {"amount": amount, "sentence": how_decided(quote.decision.verdict), "why_not": ""}


def _advice(dispute: Any) -> dict[str, Any]:
    """The evidence is gathered once, for the chance and for the cases that are alike."""
    facts = gather_case(dispute, draft_of(dispute) if dispute.has_draft else None)
    return {"card": card_of(dispute, facts), "past_won": won_before(dispute, facts.goods)}
