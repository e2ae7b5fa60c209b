"""Who works here: the list with roles, invitations, what was done; the limits, and from where on one shows oneself."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from customers.errors import RecourseError
from customers.models import Invitation, PeopleEvent, User
from customers.step_up import acts_shown_again
from refunds import permissions
from refunds.actions.invite_person import invite_again, invite_person, withdraw_invitation
from refunds.actions.set_step_up import set_step_up_amount
from refunds.limit_table import CurrencyLimits, limit_table
from refunds.people_timeline import tell_people_events
from refunds.roles import TITLES, all_roles
from refunds.views.access import StaffRequest, staff_page
from refunds.views.paging import key_page
from refunds.views.people_forms import InvitationForm, StepUpForm

EVENTS_SHOWN = 30


@staff_page(permissions.PEOPLE)
def people(request: StaffRequest) -> HttpResponse:
    return _draw(request, InvitationForm())


@require_POST
@staff_page(permissions.PEOPLE)
@acts_shown_again
def invitations(request: StaffRequest) -> HttpResponse:
    """Invite somebody."""
    form = InvitationForm(request.POST)
    status = 400
    if form.is_valid():
        try:
            invitation, link = invite_person(actor=request.actor, **form.cleaned_data)
            return _sent(request, invitation, link)
        except RecourseError as refusal:
            form.take(refusal)
            status = refusal.status
    return _draw(request, form, status)


@require_POST
@staff_page(permissions.PEOPLE)
@acts_shown_again
def sending(request: StaffRequest, invitation_id: int) -> HttpResponse:
    """Send an invitation again, with a new link."""
    return _sent(request, *invite_again(actor=request.actor, invitation_id=invitation_id))


@require_POST
@staff_page(permissions.PEOPLE)
def withdrawal(request: StaffRequest, invitation_id: int) -> HttpResponse:
    """Take an invitation back."""
    withdraw_invitation(actor=request.actor, invitation_id=invitation_id)
    messages.success(request, _("The invitation is taken back. Its link opens no more."))
    return redirect("people")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(permissions.PEOPLE)
@acts_shown_again
def limits(request: StaffRequest) -> HttpResponse:
    """Show what each role may and its limits; a POST sets from which amount on one shows oneself in one currency."""
    tried = StepUpForm(request.POST) if request.method == "POST" else None
    status = 400 if tried else 200
    if tried and tried.is_valid():
        try:
            set_step_up_amount(actor=request.actor, **tried.wish())
            messages.success(request, _("Set for %s, from the next approval on.") % tried.wish()["currency"])
            return redirect("limits")
        except RecourseError as refusal:
            tried.take(refusal)
            status = refusal.status
    table = limit_table()
    context = {
        "roles": _roles_with_limits(table),
        "table": table,
        "rows": [(now, StepUpForm(now=now)) for now in table],
        "tried": tried,
        "fresh": StepUpForm(),
    }
    return render(request, "people/limits.html", context, status=status)


def _sent(request: StaffRequest, invitation: Invitation, link: str) -> HttpResponse:
    """Say what happened. Only the demo, from which no mail leaves, shows the link itself."""
    if settings.RECOURSE_ENV == "demo":
        messages.info(
            request, _("No mail leaves the demo. The link for %(who)s: %(link)s") % {"who": invitation, "link": link}
        )
    elif Invitation.objects.filter(pk=invitation.pk, mailed_at__isnull=False).exists():
        messages.success(request, _("The invitation for %s is in the mail.") % invitation)
    else:
        messages.error(
            request, _("The invitation is kept, but the mail server did not take the letter. Send it again.")
        )
    return redirect("people")


def _draw(request: StaffRequest, form: InvitationForm, status: int = 200) -> HttpResponse:
    factors = Authenticator.objects.filter(user=OuterRef("pk")).exclude(type=Authenticator.Type.RECOVERY_CODES)
    rows = User.objects.prefetch_related("groups").annotate(has_factor=Exists(factors))
    page = key_page(request, rows, "date_joined", newest_first=False)
    for person in page.rows:
        person.titles = titles_of(person)
    context: dict[str, Any] = {
        "page": page,
        "form": form,
        "tried": status != 200,
        "open_invitations": Invitation.objects.filter(used_at=None, withdrawn_at=None).order_by("-id")[:50],
        "events": tell_people_events(PeopleEvent.objects.select_related("person")[:EVENTS_SHOWN]),
        "roles": _roles_with_limits(limit_table()),
    }
    return render(request, "people/people.html", context, status=status)


def titles_of(person: User) -> list[str]:
    """The person's roles in words, without asking the database again."""
    names = {group.name for group in person.groups.all()} | ({permissions.ADMIN} if person.is_superuser else set())
    return [str(TITLES[name]) for name in permissions.ROLES if name in names]


def _roles_with_limits(table: list[CurrencyLimits]) -> list[dict[str, Any]]:
    """Each role with the amounts that it has, as (minor units, currency)."""
    return [
        {
            "role": role,
            "limits": [(amount, row.currency) for row in table if (amount := row.up_to.get(role.name))],
            "goodwill": [(amount, row.currency) for row in table if (amount := row.goodwill.get(role.name))],
            "goodwill_day": [(amount, row.currency) for row in table if (amount := row.goodwill_day.get(role.name))],
        }
        for role in all_roles()
    ]
