"""Who may have an account, how often a password may be tried, and from where: django-allauth's and axes' sockets."""

from __future__ import annotations

import unicodedata
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core import context
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import F
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from customers.addresses import address_of
from customers.prepared import PreparedRows
from customers.step_up import shown_lately
from customers.tries import count_up, forget
from refunds.permissions import with_roles

HOUR_SECONDS = 3600


class PeopleWithRoles(AuthenticationBackend):
    """Every request asks who somebody is and what they may: one question to the database, not two."""

    def get_user(self, user_id: Any) -> Any:
        person = _PERSON.first(pk=user_id)
        return person if person and self.user_can_authenticate(person) else None


_PERSON = PreparedRows(lambda pk: with_roles(get_user_model().objects.filter(pk=pk)), pk=int)


class ClosedHouse(DefaultAccountAdapter):
    """Staff sign in, nobody signs up; one account's password is tried ten times an hour, from wherever."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count before the password is looked at, in one statement, so that many at once gain nothing."""
        super().pre_authenticate(request, **credentials)
        if count_up(_account(request, credentials), HOUR_SECONDS) > settings.ACCOUNT_TRIES_PER_HOUR:
            request.axes_locked_out = True  # type: ignore[attr-defined]  # axes answers for both: wait, and how long
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        user = super().authenticate(request, **credentials)
        if user is not None:
            forget(_account(request, credentials))
        return user

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """A sign-in of a moment ago is as good as showing it again."""
        return super().is_reauthentication_required(app=app, **kwargs) and not shown_lately(context.request)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        return login_name(request, credentials)


def login_name(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The name under which tries are counted: look-alikes by letter case, width or accent count as one."""
    given = (credentials or {}).get("email") or request.POST.get("login", "")
    plain = unicodedata.normalize("NFKD", str(given)).casefold().strip().replace("\x00", "")
    return "".join(sign for sign in plain if not unicodedata.combining(sign))[:254]


def locked_out(request: HttpRequest, response: Any = None, credentials: Any = None) -> HttpResponse:
    """Say for how long, in the form that was asked for; never whether there is such an account."""
    seconds = int(settings.AXES_COOLOFF_TIME.total_seconds())
    message = _("Too many wrong passwords. Wait a quarter of an hour, or sign in with a passkey.")
    headers = {"Retry-After": str(seconds)}
    if "application/json" in request.headers.get("Accept", ""):
        error = {"code": "too_many_tries", "message": message, "fields": {}}
        return JsonResponse({"error": error}, status=429, headers=headers)
    page = render(request, "errors/429.html", {"message": message, "home_url": reverse(settings.LOGIN_URL)}, status=429)
    page.headers["Retry-After"] = str(seconds)
    return page


def demo_people(request: HttpRequest) -> dict[str, Any]:
    """Show the demo's accounts beside its sign-in form. Settings name this context processor in the demo only."""
    if request.path != reverse(settings.LOGIN_URL):
        return {}
    people = get_user_model().objects.filter(is_active=True, groups__isnull=False)
    return {
        "demo_password": settings.DEMO_PASSWORD,
        "demo_people": people.order_by("pk").annotate(role=F("groups__name")).values("email", "role"),
    }


def _account(request: HttpRequest, credentials: dict[str, Any]) -> str:
    return f"sign-in {login_name(request, credentials)}"
