"""Letters that nobody has got yet, in the frame that shows real ones: kept for minutes, for the one who looks."""

from __future__ import annotations

import secrets
from typing import Any

from csp.decorators import csp
from django.core.cache import cache
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from customers.errors import NotFound
from customers.notifications.compose import Letter
from refunds.views.access import StaffRequest, staff_page
from refunds.views.mail import PAPER

KEPT_SECONDS = 600


def keep_look(request: StaffRequest, name: str, letter: Letter) -> dict[str, Any]:
    """Keep the letter under this name for its reader's frames; the newest of a name replaces the last."""
    cache.set(_key(request, name), letter.html, KEPT_SECONDS)
    address = f"{reverse('refunds:look', args=[name])}?{secrets.token_hex(4)}"
    return {"letter": letter, "frame_url": address}


@require_safe
@csp(PAPER)
@xframe_options_sameorigin
@staff_page()
def look(request: StaffRequest, name: str) -> HttpResponse:
    """The kept letter itself, for the frame. Its links lead to the portal's door and open nothing."""
    html = cache.get(_key(request, name))
    if html is None:
        raise NotFound(_("This preview is over. Ask for it again."), "preview_over")
    return HttpResponse(html.replace("<head>", '<head><base target="_blank">', 1))


def _key(request: StaffRequest, name: str) -> str:
    return f"letter-look:{request.user.pk}:{name}"
