"""What every page of the portal stands on: a signed-in customer, their name on what they do, and calm refusals."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from customers.actors import Actor, acting
from customers.errors import NotFound, RecourseError
from customers.languages import present_language, spoken
from customers.models import Customer
from customers.portal.sessions import customer_of
from customers.rate_limits import require_allowance
from customers.shop_days import shop_zone

WINDOW_SECONDS = 60

View = Callable[..., HttpResponse]


def portal_page(view: Callable[Concatenate[HttpRequest, Customer, ...], HttpResponse]) -> View:
    """Let a view have the signed-in customer; send anybody else to the door, and back here afterwards.

    Customers have no time zone on record, so they read the shop's. Their own language goes before their browser's.
    """

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        customer = customer_of(request)
        if customer is None:
            return _to_the_door(request)
        words = translation.override(_language(customer))
        with acting(Actor.customer(customer)), timezone.override(shop_zone()), words:
            try:
                if request.method == "POST":
                    require_allowance(str(customer.pk), "portal", settings.PORTAL_POSTS_PER_MINUTE, WINDOW_SECONDS)
                response = view(request, customer, *args, **kwargs)
            except RecourseError as refusal:
                response = refused(request, refusal)
        add_never_cache_headers(response)
        return response

    return page


def refused(request: HttpRequest, refusal: RecourseError) -> HttpResponse:
    """Show a refusal as a page. What is not there and what belongs to somebody else look exactly the same."""
    absent = isinstance(refusal, NotFound)
    message = _("It was moved, never existed, or belongs to somebody else.") if absent else refusal.message
    return render(request, "portal/refused.html", {"message": message, "absent": absent}, status=refusal.status)


def _language(customer: Customer) -> str:
    return spoken(customer.language) or present_language()


def _to_the_door(request: HttpRequest) -> HttpResponse:
    home = reverse("portal:home")
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": home})
    here = request.path if request.method == "GET" else ""
    return redirect(f"{home}?{urlencode({'next': here})}" if here else home)
