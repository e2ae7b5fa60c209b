"""The door in front of staff pages: no session outlives its time, and nobody passes without a second factor."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from allauth.account.internal.flows.reauthentication import suspend_request
from allauth.mfa.signals import authenticator_added
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect

from config.second_factors import came_with_second_factor, has_second_factor, remember_new_factor
from customers.portal import sessions as portal
from customers.staff_sessions import note_session
from customers.step_up import shown_lately
from refunds import permissions

SINCE, SEEN = "staff_since", "staff_seen"
WRITE_AFTER_SECONDS = 60
"""The sign of life is written at most once a minute."""

UNATTENDED = "X-Recourse-Unattended"
"""What static/js/site.js sends along when a timer asked, not a person: that keeps no session alive."""

BEHIND_THE_DOOR = ("/staff/", "/admin/", "/api/docs/", "/api/schema/")

Answer = Callable[[HttpRequest], HttpResponse]


class SessionEnds:
    """End a session of staff after a quiet time, and at the end of the longest day in any case."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.session.get(SEEN) is not None and request.user.is_authenticated:
            now = int(time.time())
            if _is_over(request, now):
                _end(request)
            elif UNATTENDED not in request.headers and now - request.session[SEEN] > WRITE_AFTER_SECONDS:
                request.session[SEEN] = now
                note_session(request)
        return self.get_response(request)


class SecondFactorDoor:
    """Lead whoever signed in without a second factor to where one is set up or shown. Asked of every staff address."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _lacks_second_factor(request):
            return _lead_to_second_factor(request)
        if _changes_settings(request):
            return suspend_request(request, reverse("account_reauthenticate"))
        return self.get_response(request)


def begin(sender: Any, request: HttpRequest, user: Any, **_: Any) -> None:
    """Start the clock of a session that was just signed in."""
    request.session[SINCE] = request.session[SEEN] = int(time.time())


def session_times(request: HttpRequest) -> dict[str, Any]:
    """Let pages warn before the quiet time is over, and pages about one's own account show the way back."""
    if request.path.startswith("/accounts/") and request.user.is_authenticated and not hasattr(request, "allowed"):
        request.allowed = permissions.allowed_moves(request.user)  # type: ignore[attr-defined]
    return {
        "idle_seconds": settings.SESSION_IDLE_SECONDS,
        "idle_minutes": settings.SESSION_IDLE_SECONDS // 60,
        "staff_mfa": settings.STAFF_MFA,
    }


user_logged_in.connect(begin, dispatch_uid="staff session begins")
authenticator_added.connect(remember_new_factor, dispatch_uid="a new factor counts as shown")


def _is_over(request: HttpRequest, now: int) -> bool:
    idle, age = now - request.session[SEEN], now - request.session.get(SINCE, 0)
    return idle > settings.SESSION_IDLE_SECONDS or age > settings.SESSION_COOKIE_AGE


def _end(request: HttpRequest) -> None:
    """Sign the person out. A customer signed in beside them stays signed in."""
    kept = {name: request.session[name] for name in portal.NAMES if name in request.session}
    logout(request)
    request.session.update(kept)


def _lacks_second_factor(request: HttpRequest) -> bool:
    if not settings.STAFF_MFA or not request.path.startswith(BEHIND_THE_DOOR):
        return False
    return request.user.is_authenticated and not came_with_second_factor(request)


def _changes_settings(request: HttpRequest) -> bool:
    """Tell whether this changes something in Django's admin by somebody who has not shown lately who they are."""
    is_change = request.path.startswith("/admin/") and request.method == "POST" and request.user.is_authenticated
    return settings.STEP_UP and is_change and not shown_lately(request)


def _lead_to_second_factor(request: HttpRequest) -> HttpResponse:
    name = "mfa_reauthenticate" if has_second_factor(request.user) else "mfa_index"
    here = request.get_full_path() if request.method == "GET" else resolve_url(settings.LOGIN_REDIRECT_URL)
    address = f"{reverse(name)}?{urlencode({'next': here})}"
    if request.headers.get("HX-Request"):
        return HttpResponseClientRedirect(reverse(name))
    return redirect(address)
