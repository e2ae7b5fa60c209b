"""What the assistant could not answer, or not well: for those who go on with it, and who better its examples."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from refunds import permissions
from refunds.actions.asked_questions import redact_question, settle_question
from refunds.assistant.phrasings import intents
from refunds.models import AskedQuestion
from refunds.question_figures import figures
from refunds.views.access import StaffRequest, staff_page
from refunds.views.paging import key_page


@staff_page(permissions.SEE_QUESTIONS)
def questions(request: StaffRequest) -> HttpResponse:
    """List what went to a person, was not understood or did not help, the newest first, with the figures of 30 days."""
    rows = AskedQuestion.objects.to_look_at().select_related("customer", "refund", "settled_by", "redacted_by")
    page = key_page(request, rows, "created_at")
    language = request.user.language or "en"
    told = [(row, meaning_of(row.intent, language)) for row in page.rows]
    return render(request, "refunds/questions.html", {"page": page, "told": told, "figures": figures()})


@require_POST
@staff_page(permissions.ANSWER_QUESTIONS)
def settlement(request: StaffRequest, key: str) -> HttpResponse:
    settle_question(actor=request.actor, key=key)
    messages.success(request, _("Noted: you have seen to it."))
    return redirect("refunds:questions")


@require_POST
@staff_page(permissions.ANSWER_QUESTIONS)
def redaction(request: StaffRequest, key: str) -> HttpResponse:
    redact_question(actor=request.actor, key=key)
    messages.success(request, _("The customer's words are gone. What was answered is kept."))
    return redirect("refunds:questions")


def meaning_of(code: str, language: str) -> str:
    """An intent as people know it: its first example."""
    intent = intents().get(code)
    return intent.said_in(language) if intent else ""
