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
from refunds.actions.write_to_shop import TALK_LIMIT, write_to_shop
from refunds.views.portal.status import own_refund, status_page
from refunds.views.sent_files import sent_files


@require_POST
@portal_page
def conversation(request: HttpRequest, customer: Customer, reference: str) -> HttpResponse:
    """Take a message and come back to the page; a refusal is shown there, beside what was typed."""
    refund = own_refund(customer, reference)
    text = request.POST.get("text", "")
    try:
        write_to_shop(actor=Actor.customer(customer), reference=refund.reference, text=text, files=sent_files(request))
    except RecourseError as refusal:
        typed = text.replace("\x00", "")[: 2 * TALK_LIMIT]
        return status_page(request, own_refund(customer, reference), refusal, text=typed)
    messages.success(request, _("Thank you. Your message is with us."))
    return redirect(reverse("my:refund", args=[refund.reference]) + "#conversation")
