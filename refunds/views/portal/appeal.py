"""Asking for a second look at a no: why it was no, the customer's words, and what else they want to show."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from customers.actors import Actor
from customers.errors import RecourseError
from customers.models import Customer
from customers.portal.pages import portal_page
from refunds.actions.appeal_refund import WORDS_LIMIT, appeal_refund
from refunds.actions.hand_in_documents import documents_of, hand_in_documents, not_here_yet
from refunds.actions.words import require_words
from refunds.models import Refund
from refunds.views.portal.outcome import outcome_of
from refunds.views.portal.status import own_refund
from refunds.views.portal.uploads import files_of, forget_taken, kept_files, upload_limits


@portal_page
def appeal(request: HttpRequest, customer: Customer, reference: str) -> HttpResponse:
    """The page; a refused file keeps the words on it, and what was taken before it stays with the case."""
    refund = own_refund(customer, reference)
    if request.method != "POST":
        return _page(request, refund)
    words = request.POST.get("words", "")
    try:
        _ask(request, customer, refund, words)
    except RecourseError as refusal:
        kept = kept_files(request, customer)
        return _page(request, own_refund(customer, reference), refusal, words=words, arrived=kept)
    forget_taken(request, customer)
    messages.success(request, _("Thank you. Somebody who had no say in the first answer looks at it now."))
    return redirect("my:refund", refund.reference)


def _ask(request: HttpRequest, customer: Customer, refund: Refund, words: str) -> None:
    """Ask once: a form that is sent again, over a line that broke, has done so already."""
    actor, said = Actor.customer(customer), require_words(words, "words", WORDS_LIMIT)
    if refund.appeals.filter(words=said).exists():
        return
    if files := not_here_yet(refund.reference, files_of(request, customer)):
        hand_in_documents(actor=actor, reference=refund.reference, files=files)
    appeal_refund(actor=actor, reference=refund.reference, words=words)


def _page(request: HttpRequest, refund: Refund, refusal: RecourseError | None = None, **typed: Any) -> HttpResponse:
    context = {
        "refund": refund,
        "payment": refund.payment,
        "documents": documents_of(refund.reference),
        "refusal": refusal,
        "words_limit": WORDS_LIMIT,
        "upload_limits": upload_limits(),
        **outcome_of(refund),
        **typed,
    }
    return render(request, "portal/appeal.html", context, status=refusal.status if refusal else 200)
