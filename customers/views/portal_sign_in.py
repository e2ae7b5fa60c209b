"""The door of the portal: order number and mail address, or a link by mail. Strangers learn nothing at it."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.adapter import get_adapter
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from customers.errors import RecourseError
from customers.languages import present_language, spoken
from customers.models import Customer, Payment, PortalLink
from customers.notifications.write import write_message
from customers.portal import sessions
from customers.portal.doors import SIGN_IN_LETTER, door
from customers.portal.forms import LinkForm, OrderSignInForm
from customers.portal.links import PORTAL_ROOT, find_link, safe_path, use_link
from customers.portal.tries import count_try

ANSWER_AFTER_SECONDS = 0.3
"""No answer at the door comes sooner, so that its speed does not tell whether somebody is a customer."""


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
def home(request: HttpRequest) -> HttpResponse:
    """Sign in with an order number and its mail address."""
    began = time.monotonic()
    customer = sessions.customer_of(request)
    if customer is not None and request.method == "GET":
        return redirect(_next(request) or _start_page())
    form = OrderSignInForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                count_try("order", form.cleaned_data["email"], _place(request))
                customer = _customer_of_order(**form.cleaned_data)
            except RecourseError as refusal:
                form.add_error(None, refusal.message)
                status = refusal.status
            else:
                if customer is not None:
                    return _let_in(request, customer, _next(request))
                form.add_error(None, _("We found no order with this number and this e-mail address. Check both."))
        _take_the_same_time(began)
    return _door_page(request, {"form": form, "link_form": LinkForm()}, status)


@require_POST
@sensitive_post_parameters()
def send_link(request: HttpRequest) -> HttpResponse:
    """Mail a link to this address if it is a customer's. The answer is the same if it is not."""
    began = time.monotonic()
    form = LinkForm(request.POST)
    if not form.is_valid():
        return _door_page(request, {"form": OrderSignInForm(), "link_form": form}, 400)
    try:
        count_try("link", form.cleaned_data["email"], _place(request))
    except RecourseError as refusal:
        form.add_error(None, refusal.message)
        return _door_page(request, {"form": OrderSignInForm(), "link_form": form}, refusal.status)
    customer = _by_email(form.cleaned_data["email"])
    if customer is not None:
        _write_link_letter(customer, _next(request))
    _take_the_same_time(began)
    return redirect("portal:link_sent")


@require_GET
def link_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/link_sent.html")


@require_http_methods(["GET", "POST"])
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show what the link is for; the button uses it up. Mail programs that look into links use up nothing."""
    if request.method == "POST":
        used = use_link(token)
        if used is not None:
            return _let_in(request, used.customer, used.leads_to)
    link = find_link(token)
    works = link is not None and request.method == "GET" and _works(link)
    language = (spoken(link.customer.language) if link else "") or present_language()
    with translation.override(language):
        response = render(request, "portal/link.html", {"link": link, "works": works}, status=200 if works else 410)
    add_never_cache_headers(response)
    return response


@require_POST
def renew_link(request: HttpRequest, token: str) -> HttpResponse:
    """Mail a new link to whom the old one belonged; never to anybody else."""
    link = find_link(token)
    if link is not None:
        try:
            count_try("link", link.customer.email, _place(request))
        except RecourseError as refusal:
            return render(request, "portal/refused.html", {"message": refusal.message}, status=refusal.status)
        _write_link_letter(link.customer, link.leads_to)
    return redirect("portal:link_sent")


@require_GET
def open_door(request: HttpRequest, path: str) -> HttpResponse:
    """The address in a stored letter: lead to the page, which asks who is there."""
    return redirect(safe_path(f"{PORTAL_ROOT}{path}") or "portal:home")


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    sessions.sign_out(request)
    return redirect("portal:home")


def _let_in(request: HttpRequest, customer: Customer, leads_to: str) -> HttpResponse:
    sessions.sign_in(request, customer)
    return redirect(leads_to or _start_page())


def _customer_of_order(order_reference: str, email: str) -> Customer | None:
    """Look for the pair in one query, whichever half of it is wrong."""
    payments = Payment.objects.select_related("customer").annotate(address=Lower("customer__email"))
    payment = payments.filter(address=email.lower(), order_reference__iexact=order_reference).first()
    return payment.customer if payment else None


def _by_email(email: str) -> Customer | None:
    return Customer.objects.annotate(address=Lower("email")).filter(address=email.lower()).first()


def _write_link_letter(customer: Customer, leads_to: str) -> None:
    path = (safe_path(leads_to) or _start_page()).removeprefix(PORTAL_ROOT)
    write_message(customer, SIGN_IN_LETTER, {"door": door(path)})


def _works(link: PortalLink) -> bool:
    return link.used_at is None and link.expires_at > timezone.now()


def _door_page(request: HttpRequest, context: dict[str, Any], status: int) -> HttpResponse:
    response = render(request, "portal/home.html", {**context, "next": _next(request)}, status=status)
    add_never_cache_headers(response)
    return response


def _next(request: HttpRequest) -> str:
    return safe_path(request.POST.get("next") or request.GET.get("next") or "")


def _start_page() -> str:
    return reverse("my:payments")


def _place(request: HttpRequest) -> str:
    return str(get_adapter().get_client_ip(request))


def _take_the_same_time(began: float) -> None:
    time.sleep(max(0.0, began + ANSWER_AFTER_SECONDS - time.monotonic()))
