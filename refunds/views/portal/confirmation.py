"""The confirmation of a refund to keep, to print or to show a bank."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from customers.models import Customer
from customers.portal.pages import portal_page
from refunds.confirmation_paper import name_of, print_confirmation
from refunds.views.policies import pdf_response
from refunds.views.portal.status import own_refund


@require_safe
@portal_page
def confirmation(request: HttpRequest, customer: Customer, reference: str) -> HttpResponse:
    refund = own_refund(customer, reference)
    return pdf_response(print_confirmation(refund, get_language() or "en"), name_of(refund))
