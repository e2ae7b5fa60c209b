"""Customers: who they are to the shop, what they paid, what went back, what they were written."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from customers.errors import NotFound
from customers.models import Customer, Message, Payment
from customers.notifications.channels import name_of
from customers.search import customers_with, typed
from refunds import permissions
from refunds.actions.trust_address import trust_address
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
    is_dead = found.mail_trouble == Customer.MailTrouble.BOUNCED
    letters = Message.objects.filter(customer=found, direction=Message.Direction.OUT).defer("body_text", "body_html")
    context = {
        "customer": found,
        "channel": name_of(found.channel),
        "may_trust": is_dead and permissions.ASK in request.allowed,
        "accounts": found.credit_accounts.all(),
        "payments": Payment.objects.filter(customer=found).order_by("-captured_at")[:LATEST],
        "refunds": Refund.objects.filter(customer=found).select_related("payment").order_by("-id")[:LATEST],
        "letters": letters.order_by("-created_at")[:LATEST],
        "questions": found.asked_questions.order_by("-created_at", "-id")[:LATEST],
    }
    return render(request, "refunds/customer.html", context)


@require_POST
@staff_page(permissions.ASK)
def mail_address(request: StaffRequest, reference: str) -> HttpResponse:
    """Say that the customer's address is good, so that letters go there again."""
    trust_address(actor=request.actor, customer_reference=reference)
    messages.success(request, _("Letters go there again. Those that were held back can be sent from here."))
    return redirect("refunds:customer", reference)
