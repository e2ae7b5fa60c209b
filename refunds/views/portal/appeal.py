"""Asking for a second look at a no: why it was no, the customer's words, and what else they want to show."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from customers.actors import Actor
from customers.documents.intake import megabytes
from customers.errors import RecourseError
from customers.models import Customer
from customers.portal.pages import portal_page
from refunds.actions.appeal_refund import WORDS_LIMIT, appeal_refund
from refunds.actions.hand_in_documents import documents_of, hand_in_documents
from refunds.actions.words import require_words
from refunds.models import Refund
from refunds.views.portal.outcome import outcome_of
from refunds.views.portal.status import own_refund
from refunds.views.sent_files import sent_files


@portal_page
def appeal(request: HttpRequest, customer: Customer, reference: str) -> HttpResponse:
    """The page; a refused file keeps the words on it, and what was taken before it stays with the case."""
    refund = own_refund(customer, reference)
    if request.method != "POST":
        return _page(request, refund)
    words = request.POST.get("words", "")
    try:
        _ask(request, Actor.customer(customer), refund, words)
    except RecourseError as refusal:
        return _page(request, own_refund(customer, reference), refusal, words)
    messages.success(request, _("Thank you. Somebody who had no say in the first answer looks at it now."))
    return redirect("my:refund", refund.reference)


def _ask(request: HttpRequest, actor: Actor, refund: Refund, words: str) -> None:
    require_words(words, "words", WORDS_LIMIT)
    if files := sent_files(request):
        hand_in_documents(actor=actor, reference=refund.reference, files=files)
    appeal_refund(actor=actor, reference=refund.reference, words=words)


def _page(request: HttpRequest, refund: Refund, refusal: RecourseError | None = None, words: str = "") -> HttpResponse:
    context = {
        "refund": refund,
        "payment": refund.payment,
        "documents": documents_of(refund.reference),
        "refusal": refusal,
        "words": words,
        "words_limit": WORDS_LIMIT,
        "megabytes": megabytes(settings.DOCUMENT_MAX_BYTES),
        "at_once": settings.DATA_UPLOAD_MAX_NUMBER_FILES,
        **outcome_of(refund),
    }
    return render(request, "portal/appeal.html", context, status=refusal.status if refusal else 200)
