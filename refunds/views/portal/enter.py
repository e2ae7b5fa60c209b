"""Where a shop that has signed its customer in sends the browser: /portal/enter/?token=…"""

from __future__ import annotations

import structlog
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from customers.addresses import address_of
from customers.portal import sessions
from customers.portal.hand_over import LONGEST_TOKEN, Unusable
from customers.portal.links import safe_path
from customers.tries import count_up
from refunds.actions.hand_over import look_at_hand_over, use_hand_over

REFUSED_PER_PLACE = 40
WINDOW_SECONDS = 15 * 60

log = structlog.get_logger(__name__)


@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Let in whom the token means, once. Where somebody else is signed in here, the button decides.

    Whatever is wrong with a token, its holder reads the same; the log says which.
    """
    token = request.GET.get("token", "")[: LONGEST_TOKEN + 1]
    try:
        if request.method == "GET" and (other := _somebody_else(request, token)):
            response = other
        else:
            said, customer = use_hand_over(token)
            sessions.sign_in(request, customer)
            response = redirect(safe_path(said.leads_to) or "my:payments")
    except Unusable as trouble:
        log.warning("hand_over.refused", why=str(trouble))
        response = _refused(request)
    add_never_cache_headers(response)
    return response


def _somebody_else(request: HttpRequest, token: str) -> HttpResponse | None:
    """Nobody is moved to another's account by a link that they did not look for."""
    present = sessions.customer_of(request)
    if present is None:
        return None
    _said, customer = look_at_hand_over(token)
    if customer == present:
        return None
    return render(request, "portal/link.html", {"link": {"customer": customer}, "works": True})


def _refused(request: HttpRequest) -> HttpResponse:
    """Who brings token after token that lets nobody in is guessing."""
    if count_up(f"hand-over place {address_of(request)}", WINDOW_SECONDS) > REFUSED_PER_PLACE:
        message = _("That were too many tries. Please wait 15 minutes, then try again.")
        return render(request, "portal/refused.html", {"message": message}, status=429)
    return render(request, "portal/link.html", {"link": None, "works": False}, status=410)
