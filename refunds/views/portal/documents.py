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
from refunds.actions.hand_in_documents import document_of, documents_of, hand_in_documents
from refunds.views import sent_files
from refunds.views.portal.status import own_refund, status_page


@require_POST
@portal_page
def documents(request: HttpRequest, customer: Customer, reference: str) -> HttpResponse:
    refund = own_refund(customer, reference)
    try:
        hand_in_documents(
            actor=Actor.customer(customer), reference=refund.reference, files=sent_files.sent_files(request)
        )
    except RecourseError as refusal:
        return status_page(request, own_refund(customer, reference), refusal, upload_refusal=refusal.message)
    messages.success(request, _("Thank you. We have it."))
    return redirect(reverse("my:refund", args=[refund.reference]) + "#documents")


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
