"""The switch of languages in the portal's foot: for this browser, and for the customer who is signed in."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from customers.actions.choose_language import choose_language
from customers.actors import Actor
from customers.errors import RecourseError
from customers.languages import spoken
from customers.portal import sessions
from customers.portal.links import safe_path
from customers.portal.pages import refused


@require_POST
def switch_language(request: HttpRequest) -> HttpResponse:
    """Come back to the same page in the other language. A customer's letters follow."""
    language, customer = request.POST.get("language", "")[:10], sessions.customer_of(request)
    if customer is not None:
        try:
            choose_language(actor=Actor.customer(customer), who=customer, language=language)
        except RecourseError as refusal:
            return refused(request, refusal)
    response = redirect(safe_path(request.POST.get("next", "")) or "portal:home")
    if language and spoken(language) == language:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite="Lax",
        )
    return response
