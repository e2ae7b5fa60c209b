"""Showing again who one is, before what cannot be taken back: keys, exports, roles, large approvals.

A program with an API key shows nothing again: it has no hands to do it with, its key is the proof at every call, and
what it may do stands in its scopes. Whoever makes such a key has shown who they are.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]


def shown_lately(request: HttpRequest) -> bool:
    """Tell whether the person has shown who they are within the last minutes, by signing in or again since."""
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - records[-1]["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def require_shown_lately(request: HttpRequest) -> None:
    """Interrupt the request where that was too long ago.

    allauth keeps what was sent, asks for a password, a code or a passkey, and then finishes the very same request.
    """
    if settings.STEP_UP and not shown_lately(request):
        raise ReauthenticationRequired


def shown_again(view: View) -> View:
    """Let a view be reached only by somebody who has just shown who they are. Stands below the staff door."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        require_shown_lately(request)
        return view(request, *args, **kwargs)

    return guarded


def acts_shown_again(view: View) -> View:
    """The same for a page that everybody with the right may read, but only change after showing it."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            require_shown_lately(request)
        return view(request, *args, **kwargs)

    return guarded
