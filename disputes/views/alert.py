"""An alert's page: how long there is, what it is about, refund now or wait, the moves, the story."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from customers.errors import RecourseError
from disputes.actions.decide_alert import answer_with_refund, leave_alone, look_at_it, refund_for_alert
from disputes.actions.match_alert import match_alert
from disputes.actions.own_alert import hand_over_alert, take_over_alert
from disputes.models import Alert
from disputes.prevention.finding import find_alert
from disputes.prevention.screen import screen_of
from disputes.refund_words import what_became_of
from disputes.views.alert_forms import AnsweringForm, LeavingForm, LookingForm, MatchingForm
from disputes.views.forms import DisputeForm, HandingOverForm, colleagues
from refunds import permissions
from refunds.views.access import StaffRequest, note_refusal, staff_page

Act = Callable[..., Any]


@staff_page(permissions.SEE_DISPUTES)
def alert(request: StaffRequest, reference: str) -> HttpResponse:
    return _draw(request, find_alert(reference))


@require_POST
@staff_page(permissions.ANSWER_DISPUTES)
def matching(request: StaffRequest, reference: str) -> HttpResponse:
    """Say which payment it is."""
    said = _("The payment is found. What follows from it stands below.")
    return _make(request, reference, MatchingForm("matching", request.POST), match_alert, said)


@require_POST
@staff_page(permissions.ANSWER_DISPUTES)
def answering(request: StaffRequest, reference: str) -> HttpResponse:
    """Count a refund that is there as the answer."""
    said = _("The refund counts as the answer.")
    return _make(request, reference, AnsweringForm("answering", request.POST), answer_with_refund, said)


@require_POST
@staff_page(permissions.ANSWER_DISPUTES)
def leaving(request: StaffRequest, reference: str) -> HttpResponse:
    """Leave it alone, with the reason."""
    said = _("Left alone. Should a dispute come of it, it is linked here.")
    return _make(request, reference, LeavingForm("leaving", request.POST), leave_alone, said)


@require_POST
@staff_page(permissions.ANSWER_DISPUTES)
def looking(request: StaffRequest, reference: str) -> HttpResponse:
    """Say what came of what a person had to look at."""
    said = _("Your words are kept, and the alert waits no more.")
    return _make(request, reference, LookingForm("looking", request.POST), look_at_it, said)


@require_POST
@staff_page(permissions.ANSWER_DISPUTES)
def taking(request: StaffRequest, reference: str) -> HttpResponse:
    """Make the alert one's own."""
    return _make(request, reference, DisputeForm("taking", request.POST), take_over_alert, _("The alert is yours now."))


@require_POST
@staff_page(permissions.ANSWER_DISPUTES)
def handing_over(request: StaffRequest, reference: str) -> HttpResponse:
    """Give the alert to a colleague, with words."""
    said = _("Handed over. Your colleague has the alert and your words.")
    return _make(request, reference, HandingOverForm("handing_over", colleagues(), request.POST), hand_over_alert, said)


@require_POST
@staff_page(permissions.REQUEST)
def refunding(request: StaffRequest, reference: str) -> HttpResponse:
    """Ask for the refund that keeps the dispute away."""
    form = DisputeForm("refunding", request.POST)
    try:
        refund = refund_for_alert(actor=request.actor, reference=reference)
    except RecourseError as refusal:
        return _refused(request, reference, form, refusal)
    messages.success(request, what_became_of(refund))
    return redirect("disputes:alert", reference)


def _make(request: StaffRequest, reference: str, form: DisputeForm, act: Act, said: str) -> HttpResponse:
    """Check the form, act, and come back to the page; refused, the page stands with its sentence and what was typed."""
    if not form.is_valid():
        return _draw(request, find_alert(reference), form, 400)
    try:
        act(actor=request.actor, reference=reference, **form.cleaned_data)
    except RecourseError as refusal:
        return _refused(request, reference, form, refusal)
    messages.success(request, said)
    return redirect("disputes:alert", reference)


def _refused(request: StaffRequest, reference: str, form: DisputeForm, refusal: RecourseError) -> HttpResponse:
    note_refusal(request, refusal)
    form.is_valid()
    form.take(refusal)
    return _draw(request, find_alert(reference), form, refusal.status)


def _draw(request: StaffRequest, found: Alert, tried: DisputeForm | None = None, status: int = 200) -> HttpResponse:
    context = screen_of(found, request.actor, request.allowed)
    forms: dict[str, DisputeForm] = {
        "matching": MatchingForm("matching"),
        "leaving": LeavingForm("leaving"),
        "looking": LookingForm("looking"),
    }
    if context["may_hand_over"]:
        forms["handing_over"] = HandingOverForm("handing_over", colleagues(), owner=found.owner_id)
    if tried is not None:
        forms[tried.move] = tried
    context |= {
        "forms": forms,
        "tried": tried.move if tried else "",
        "refusal": [str(error) for errors in tried.errors.values() for error in errors] if tried else [],
    }
    return render(request, "disputes/alert.html", context, status=status)
