"""Where one is signed in: every session with its device, and ending one or all others."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from customers.staff_sessions import device_of, end_sessions, note_session, sessions_of


@require_GET
@login_required
def sessions(request: HttpRequest) -> HttpResponse:
    """List one's own sessions, this one among them."""
    note_session(request)
    rows = sessions_of(request.user)  # type: ignore[arg-type]
    for row in rows:
        row.device = device_of(row.user_agent)
        row.is_this = row.session_key == request.session.session_key
    return render(request, "account/sessions.html", {"sessions": rows})


@require_POST
@login_required
def ending(request: HttpRequest) -> HttpResponse:
    """End the session that is named (`session`), or all but this one. Foreign numbers end nothing."""
    here = request.session.session_key or ""
    named = request.POST.get("session", "")
    if named.isdecimal() and len(named) < 19:
        ended = end_sessions(request.user, only=int(named))  # type: ignore[arg-type]
        if not request.session.exists(here):
            logout(request)
            return redirect("account_login")
    else:
        ended = end_sessions(request.user, but=here)  # type: ignore[arg-type]
    said = ngettext("%d session is ended.", "%d sessions are ended.", ended) % ended
    messages.success(request, said if ended else _("There was nothing to end."))
    return redirect("sessions")


@require_POST
def alive(request: HttpRequest) -> HttpResponse:
    """The button of the warning before the quiet time is over: somebody is there."""
    return HttpResponse(status=204 if request.user.is_authenticated else 403)
