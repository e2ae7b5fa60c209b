"""A customer's own documents: handing in while the request is open, and looking at them again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from customers.actors import Actor
from customers.errors import RecourseError
from customers.models import Customer
from customers.portal.pages import portal_page
from refunds.actions.hand_in_documents import document_of, documents_of, hand_in_documents, not_here_yet
from refunds.models import Refund
from refunds.views import sent_files
from refunds.views.portal.status import own_refund, status_page
from refunds.views.portal.uploads import files_of, forget_taken, kept_files, was_taken


@require_POST
@portal_page
def documents(request: HttpRequest, customer: Customer, reference: str) -> HttpResponse:
    """Take the files. One that the case has is not taken twice, and is no reason to refuse the others."""
    refund = own_refund(customer, reference)
    try:
        if not was_taken(request):
            _hand_in(request, customer, refund)
    except RecourseError as refusal:
        said = {"upload_refusal": refusal.message, "handed_files": kept_files(request, customer)}
        return status_page(request, own_refund(customer, reference), refusal, **said)
    forget_taken(request, customer)
    messages.success(request, _("Thank you. We have it."))
    return redirect(reverse("my:refund", args=[refund.reference]) + "#documents")


def _hand_in(request: HttpRequest, customer: Customer, refund: Refund) -> None:
    files = files_of(request, customer)
    if not files or (files := not_here_yet(refund.reference, files)):
        hand_in_documents(actor=Actor.customer(customer), reference=refund.reference, files=files)


@require_safe
@portal_page
def document(request: HttpRequest, customer: Customer, reference: str, key: str) -> HttpResponse:
    found = document_of(reference, key, customer.pk)
    stops = sent_files.viewer(documents_of(reference), key, request.GET.get("page", "1"), "my:document", reference)
    context = {**stops, "found": found, "reference": reference, "is_full": request.GET.get("size") == "full"}
    return render(request, "portal/document.html", context)


@require_safe
@portal_page
def picture(request: HttpRequest, customer: Customer, reference: str, key: str, number: int, size: str) -> HttpResponse:
    return sent_files.picture(document_of(reference, key, customer.pk), number, size)


@require_safe
@portal_page
def file(request: HttpRequest, customer: Customer, reference: str, key: str) -> HttpResponse:
    return sent_files.attachment(document_of(reference, key, customer.pk))
