"""The refund policy as anybody may read it: in force now, or as it was when something was bought; also on paper."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from customers import clock
from customers.errors import RecourseError
from customers.languages import language_of
from customers.portal.pages import refused
from customers.portal.sessions import customer_of
from customers.shop_days import shop_zone
from refunds.models.asked_question import QUESTION_LIMIT
from refunds.policy.plain import tell_policy
from refunds.policy_paper import printed_for_customers
from refunds.policy_sides import ends_at, published_version
from refunds.queries import policy_in_force
from refunds.views.policies import pdf_response


@require_safe
def policy(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """Show a version in plain words, in the customer's language where somebody is signed in."""
    with readers_language(request):
        try:
            in_force = policy_in_force(clock.now())
            version = in_force if number is None else published_version(number)
        except RecourseError as refusal:
            return refused(request, refusal)
        context = {
            "version": version,
            "is_in_force": version == in_force,
            "ends_at": ends_at(version),
            "rules": tell_policy(version.document),
            "customer": customer_of(request),
            "question_limit": QUESTION_LIMIT,
        }
        return render(request, "portal/policy.html", context)


@require_safe
def paper(request: HttpRequest, number: int) -> HttpResponse:
    with readers_language(request):
        try:
            version = published_version(number)
            return pdf_response(printed_for_customers(version), f"refund-policy-{version}.pdf")
        except RecourseError as refusal:
            return refused(request, refusal)


@contextmanager
def readers_language(request: HttpRequest) -> Iterator[None]:
    """A customer's own language, and for everybody the shop's days."""
    customer = customer_of(request)
    words = translation.override(language_of(customer)) if customer else nullcontext()
    with timezone.override(shop_zone()), words:
        yield
