"""The state of one refund on the shop's own page: the script that puts it there, and the page inside the frame.

The page reads no cookie and sets none. It may stand in the pages of the sites that an admin named, and nowhere else.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from customers.addresses import address_of
from customers.languages import language_of, present_language
from customers.rate_limits import count_call
from customers.shop_days import shop_zone
from refunds.models import Refund
from refunds.progress import TODO, Progress
from refunds.widget import allowed_origins, refund_of_token

SCRIPT = settings.BASE_DIR / "static" / "js" / "widget.js"
SCRIPT_SECONDS = 60 * 60
LOOKS_PER_MINUTE = 300
WINDOW_SECONDS = 60
LOOK_AGAIN_SECONDS = 60
"""How often the page in the frame looks whether there is news, while it can be seen."""

THEMES = ("light", "dark", "auto")
"""A frame does not see how the page around it looks; the page says it."""


@require_safe
def script(request: HttpRequest) -> HttpResponse:
    """What the shop's page loads: it puts the frame where it stands."""
    return HttpResponse(
        SCRIPT.read_bytes(),
        content_type="text/javascript; charset=utf-8",
        headers={"Cache-Control": f"public, max-age={SCRIPT_SECONDS}", "Cross-Origin-Resource-Policy": "cross-origin"},
    )


@require_safe
@xframe_options_exempt
def widget(request: HttpRequest) -> HttpResponse:
    """The page inside the frame. Whatever is wrong with a token, it says the same."""
    allowance = count_call(address_of(request), "widget", LOOKS_PER_MINUTE, WINDOW_SECONDS)
    if allowance is not None and allowance.is_over:
        return HttpResponse(status=429, headers=allowance.headers())
    refund = refund_of_token(request.GET.get("token", ""))
    language = language_of(refund.customer, refund.payment) if refund else present_language()
    with translation.override(language), timezone.override(shop_zone()):
        page = render_to_string("portal/widget.html", _shown(refund, request.GET.get("theme", "")))
    response = HttpResponse(page, status=200 if refund else 410)
    response["Cache-Control"] = "no-store"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["Referrer-Policy"] = "no-referrer"
    return _framed_by(response, allowed_origins())


def _shown(refund: Refund | None, theme: str) -> dict[str, object]:
    """The step that it has reached, in its title only: what colleagues wrote is for the portal."""
    look: dict[str, object] = {"theme": theme if theme in THEMES else "light", "language": present_language()}
    if refund is None:
        return look
    attempt = refund.attempts.order_by("-number").first()
    steps = Progress(refund, list(refund.events.all()), attempt, refund.decisions.first()).steps()
    reached = [step for step in steps if step.state != TODO]
    return {
        **look,
        "refund": refund,
        "payment": refund.payment,
        "step": reached[-1],
        "look_again_seconds": LOOK_AGAIN_SECONDS,
        "portal_url": f"{settings.PUBLIC_URL}/portal/refunds/{refund.reference}/",
    }


def _framed_by(response: HttpResponse, origins: list[str]) -> HttpResponse:
    """No script but our own, and no frame around it but of these sites."""
    response._csp_replace = {  # type: ignore[attr-defined]
        "default-src": ["'none'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "script-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'none'"],
        "frame-ancestors": origins or ["'none'"],
    }
    return response
