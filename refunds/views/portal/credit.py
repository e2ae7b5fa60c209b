"""My store credit: what I have in each currency, until when it is good, and every movement."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from customers.models import Customer
from customers.portal.pages import portal_page
from refunds.credit_screen import accounts_of, movements_of
from refunds.views.paging import key_page


@require_safe
@portal_page
def credit(request: HttpRequest, customer: Customer) -> HttpResponse:
    accounts = accounts_of(customer)
    context = {
        "accounts": accounts,
        "page": key_page(request, movements_of(accounts), "created_at"),
        "has_currencies": len(accounts) > 1,
    }
    return render(request, "portal/credit.html", context)
