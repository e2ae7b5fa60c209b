"""A customer's words to the shop, on the page of their refund."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from customers.actors import Actor
from customers.errors import RecourseError
from customers.models import Customer
from customers.portal.pages import portal_page
from refunds.actions.hand_in_documents import hand_in_documents, not_here_yet
from refunds.actions.keep_words import sent_already
from refunds.actions.words import require_words
from refunds.actions.write_to_shop import TALK_LIMIT, write_to_shop
from refunds.models import Refund
from refunds.views.portal.status import own_refund, status_page
from refunds.views.portal.uploads import files_of, forget_taken, kept_files


@require_POST
@portal_page
def conversation(request: HttpRequest, customer: Customer, reference: str) -> HttpResponse:
    """Take a message and come back to the page; a refusal is shown there, beside what was typed."""
    refund = own_refund(customer, reference)
    text = request.POST.get("text", "")
    try:
        _say(request, customer, refund, text)
    except RecourseError as refusal:
        typed, kept = text.replace("\x00", "")[: 2 * TALK_LIMIT], kept_files(request, customer)
        return status_page(request, own_refund(customer, reference), refusal, text=typed, said_files=kept)
    forget_taken(request, customer)
    messages.success(request, _("Thank you. Your message is with us."))
    return redirect(reverse("my:refund", args=[refund.reference]) + "#conversation")


def _say(request: HttpRequest, customer: Customer, refund: Refund, text: str) -> None:
    """Say it once. The same words again bring at most a file that was not there before."""
    actor, repeats = Actor.customer(customer), sent_already(refund, require_words(text, "text", TALK_LIMIT)) is not None
    files = not_here_yet(refund.reference, files_of(request, customer, were_taken=repeats))
    if not repeats:
        write_to_shop(actor=actor, reference=refund.reference, text=text, files=files)
    elif files:
        hand_in_documents(actor=actor, reference=refund.reference, files=files)
