"""The API's limits: calls a minute by key and by kind. Reading, writing and deciding are counted apart."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from customers.models import ApiKey
from customers.rate_limits import TooManyCalls, count_call, require_allowance

WINDOW_SECONDS = 60
READ, WRITE, DECIDE, WRONG_KEY = "read", "write", "decide", "wrong_key"


class KeyThrottle(BaseThrottle):
    """Counts after the key and its scopes are checked; the view puts the allowance into its answer's headers."""

    def allow_request(self, request: Request, view: Any) -> bool:
        if not isinstance(request.auth, ApiKey):
            return True
        kind = kind_of(request, view)
        allowance = count_call(request.auth.prefix, f"api {kind}", settings.API_CALLS_PER_MINUTE[kind], WINDOW_SECONDS)
        request.allowance = allowance  # type: ignore[attr-defined]
        if allowance is not None and allowance.is_over:
            raise TooManyCalls(allowance)
        return True


def kind_of(request: Request, view: Any) -> str:
    """By the scope that the view asks for."""
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return READ
    scope = getattr(view, "scopes", {}).get(request.method, "")
    return DECIDE if scope.endswith(":decide") else WRITE


def count_wrong_key(request: Any) -> None:
    """Count a call with a key that is none, by where it came from. Raises TooManyCalls."""
    place = get_adapter().get_client_ip(request)
    require_allowance(str(place), f"api {WRONG_KEY}", settings.API_CALLS_PER_MINUTE[WRONG_KEY], WINDOW_SECONDS)
