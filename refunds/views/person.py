"""One person's page for an admin: roles, sessions, second factors, keys, and what was done about them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from customers.errors import NotFound, RecourseError
from customers.models import User
from customers.staff_sessions import device_of, sessions_of
from customers.step_up import shown_again
from refunds import permissions
from refunds.actions import people as actions
from refunds.people_timeline import tell_people_events
from refunds.views.access import StaffRequest, staff_page
from refunds.views.people import titles_of
from refunds.views.people_forms import RolesForm

EVENTS_SHOWN = 50


@staff_page(permissions.PEOPLE)
def person(request: StaffRequest, person_id: int) -> HttpResponse:
    return _draw(request, _found(person_id))


@require_POST
@staff_page(permissions.PEOPLE)
@shown_again
def roles(request: StaffRequest, person_id: int) -> HttpResponse:
    form = RolesForm(request.POST)
    if not form.is_valid():
        return _draw(request, _found(person_id), form, status=400)
    said = _("The roles are changed. They act at the next request.")
    return _act(request, person_id, actions.change_roles, said, form, roles=form.cleaned_data["roles"])


@require_POST
@staff_page(permissions.PEOPLE)
@shown_again
def disabling(request: StaffRequest, person_id: int) -> HttpResponse:
    return _act(request, person_id, actions.disable_person, _("Disabled. Sessions are ended, keys open nothing."))


@require_POST
@staff_page(permissions.PEOPLE)
@shown_again
def enabling(request: StaffRequest, person_id: int) -> HttpResponse:
    return _act(request, person_id, actions.enable_person, _("Enabled again."))


@require_POST
@staff_page(permissions.PEOPLE)
@shown_again
def second_factor_reset(request: StaffRequest, person_id: int) -> HttpResponse:
    said = _("The second factors are removed. A new one is set up at the next sign-in.")
    return _act(request, person_id, actions.reset_second_factor, said)


@require_POST
@staff_page(permissions.PEOPLE)
@shown_again
def sessions_ending(request: StaffRequest, person_id: int) -> HttpResponse:
    return _act(request, person_id, actions.end_persons_sessions, _("Signed out everywhere."))


@require_POST
@staff_page(permissions.PEOPLE)
@shown_again
def password_renewal(request: StaffRequest, person_id: int) -> HttpResponse:
    said = _("The password opens no more. A new one is chosen with the link from the sign-in page.")
    return _act(request, person_id, actions.require_new_password, said)


def _act(
    request: StaffRequest,
    person_id: int,
    action: Callable[..., User],
    said: str,
    form: RolesForm | None = None,
    **wish: Any,
) -> HttpResponse:
    try:
        action(actor=request.actor, person_id=person_id, **wish)
    except NotFound:
        raise
    except RecourseError as refusal:
        return _draw(request, _found(person_id), form, refusal.message, refusal.status)
    messages.success(request, said)
    return redirect("person", person_id)


def _draw(
    request: StaffRequest, found: User, form: RolesForm | None = None, refusal: str = "", status: int = 200
) -> HttpResponse:
    now = [role for role in permissions.ROLES if role in {group.name for group in found.groups.all()}]
    sessions = sessions_of(found)
    for session in sessions:
        session.device = device_of(session.user_agent)
    context = {
        "person": found,
        "titles": titles_of(found),
        "form": form or RolesForm(initial={"roles": now}),
        "refusal": refusal,
        "is_self": found.pk == request.user.pk,
        "sessions": sessions,
        "factors": [factor.get_type_display() for factor in Authenticator.objects.filter(user=found)],
        "keys": found.api_keys.filter(revoked=False).order_by("-created"),
        "events": tell_people_events(found.events.select_related("person")[:EVENTS_SHOWN]),
    }
    return render(request, "people/person.html", context, status=status)


def _found(person_id: int) -> User:
    found = User.objects.prefetch_related("groups").filter(pk=person_id).first() if person_id < 2**63 else None
    if found is None:
        raise NotFound(_("There is no such person."), "person_not_found")
    return found
