"""Customers: who they are to the shop, what they paid, what went back, what they were written."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from customers.errors import NotFound
from customers.models import Customer, Message, Payment
from customers.search import customers_with, typed
from refunds.models import Refund
from refunds.views.access import StaffRequest, staff_page
from refunds.views.paging import key_page, page_among

LATEST = 20


@staff_page()
def customers(request: StaffRequest) -> HttpResponse:
    """List customers, the newest first, or those whose numbers, mail address and name have these words."""
    words = typed(request.GET.get("q", ""))
    if words and (hit := Customer.objects.filter(reference=words.upper()).first()):
        return redirect("refunds:customer", hit.reference)
    rows = Customer.objects.all()
    if words:
        page = page_among(request, rows, customers_with(words), "created_at")
    else:
        page = key_page(request, rows, "created_at")
    return render(request, "refunds/customers.html", {"page": page, "words": words})


@staff_page()
def customer(request: StaffRequest, reference: str) -> HttpResponse:
    """Show a customer with the latest of each kind."""
    found = Customer.objects.prefetch_related("credit_accounts").filter(reference=reference).first()
    if found is None:
        raise NotFound(_("There is no such customer."), "customer_not_found")
    letters = Message.objects.filter(customer=found, direction=Message.Direction.OUT).defer("body_text", "body_html")
    context = {
        "customer": found,
        "accounts": found.credit_accounts.all(),
        "payments": Payment.objects.filter(customer=found).order_by("-captured_at")[:LATEST],
        "refunds": Refund.objects.filter(customer=found).select_related("payment").order_by("-id")[:LATEST],
        "letters": letters.order_by("-created_at")[:LATEST],
    }
    return render(request, "refunds/customer.html", context)
