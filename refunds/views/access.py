"""The door of every staff page: who is signed in, what their roles permit, and how a refusal is shown."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils import timezone, translation
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from customers.actors import Actor, acting
from customers.correlation import correlation_id
from customers.errors import NotAllowed, RecourseError
from customers.languages import spoken
from customers.models import Refusal, User
from customers.refusals import keep_refusal
from customers.shop_days import shop_zone
from refunds import permissions
from refunds.moves import permission_of
from refunds.whom_to_ask import people_for

View = Callable[..., HttpResponse]


class StaffRequest(HttpRequest):
    """A request that has passed the door. `allowed` are the moves that the person's roles permit now."""

    user: User
    actor: Actor
    allowed: set[str]
    htmx: HtmxDetails


def staff_page(move: str = permissions.VIEW) -> Callable[[View], View]:
    """Let in who is signed in and may make this move; show every refusal of an action as a page in words."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: StaffRequest, *args: object, **kwargs: object) -> HttpResponse:
            if not request.user.is_authenticated:
                return _to_sign_in(request)
            request.actor = Actor.user(request.user)
            language = spoken(request.user.language) or settings.LANGUAGE_CODE
            with acting(request.actor), timezone.override(zone_of(request.user)), translation.override(language):
                try:
                    request.allowed = _allowed(request.actor, move)
                    return view(request, *args, **kwargs)
                except RecourseError as refusal:
                    note_refusal(request, refusal)
                    return refusal_page(request, refusal, move)

        return guarded

    return decorate


def zone_of(user: User) -> ZoneInfo:
    """The reader's time zone; the shop's where none or an unknown one is set.

    It is opened, not looked for in the list of all: to list them takes longer than the page.
    """
    try:
        return ZoneInfo(user.time_zone)
    except (ValueError, KeyError, OSError):
        return shop_zone()


def note_refusal(request: StaffRequest, refusal: RecourseError) -> None:
    """Keep in the audit what somebody tried and may not do. Other refusals are no one's business."""
    if not isinstance(refusal, NotAllowed):
        return
    match = request.resolver_match
    keep_refusal(
        request.actor,
        door=Refusal.Door.PAGE,
        move=_move_name(request),
        about=str(match.kwargs.get("reference", "")) if match else "",
        code=refusal.code,
        sentence=refusal.message,
    )


def refusal_page(request: HttpRequest, refusal: RecourseError, move: str = permissions.VIEW) -> HttpResponse:
    """Say the refusal's sentence on a page with its status; where it is a matter of roles, also whom to ask."""
    page = refusal.status if refusal.status in (400, 403, 404) else 400
    wanted = permission_of(_move_name(request)) if move == permissions.VIEW else move
    context = {
        "message": refusal.message,
        "correlation_id": correlation_id(),
        "home_url": "/staff/",
        "helpers": people_for(wanted) if page == 403 and wanted != permissions.VIEW else [],
        "admins": people_for(permissions.PEOPLE) if page == 403 else [],
    }
    return render(request, f"errors/{page}.html", context, status=refusal.status)


def _allowed(actor: Actor, move: str) -> set[str]:
    allowed = permissions.allowed_moves(actor.person)
    if move not in allowed:
        permissions.require(actor, move)
    return allowed


def _move_name(request: HttpRequest) -> str:
    match = request.resolver_match
    return (match.url_name or "") if match else ""


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """A fragment that polls must not draw the sign-in form into the page: the whole page goes there."""
    if request.headers.get("HX-Request"):
        return HttpResponseClientRedirect(resolve_url(settings.LOGIN_URL))
    return redirect_to_login(request.get_full_path())
