"""Closing of periods: the list, one period with its checks, and the moves on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from customers.errors import NotFound, RecourseError
from customers.step_up import acts_shown_again
from refunds import permissions
from refunds.views.access import StaffRequest, note_refusal, staff_page
from refunds.views.paging import key_page
from reporting.actions.close_period import carry_over, close_period, prepare_closing, usual_period
from reporting.actions.reopen_period import (
    decline_reopening,
    propose_reopening,
    release_reopening,
    withdraw_reopening,
)
from reporting.closing.checks import BY_CODE, Result, run_checks
from reporting.closing.guard import closed_until
from reporting.models import PeriodClosing, Reopening
from reporting.views.closing_forms import CarryForm, DecisionForm, PrepareForm, ReasonForm

State = PeriodClosing.State


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(permissions.REPORT)
def closings(request: StaffRequest) -> HttpResponse:
    """List the periods, newest first; a POST begins to close one."""
    first_on, last_on = usual_period()
    form = PrepareForm(request.POST or None, initial={"first_on": first_on, "last_on": last_on})
    status = 400 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            closing = prepare_closing(actor=request.actor, **form.cleaned_data)
        except RecourseError as refusal:
            note_refusal(request, refusal)
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
            status = refusal.status
        else:
            return redirect("reporting:closing", closing.reference)
    rows = PeriodClosing.objects.defer("figures", "checks").select_related("closer")
    context = {
        "page": key_page(request, rows, "created_at"),
        "form": form,
        "closed_until": closed_until(),
        "may_close": permissions.CLOSE_PERIODS in request.allowed,
    }
    return render(request, "reporting/closings.html", context, status=status)


@require_safe
@staff_page(permissions.REPORT)
def closing(request: StaffRequest, reference: str) -> HttpResponse:
    """Show a period: what is checked and open now, or what was frozen."""
    return _draw(request, reference)


@require_POST
@staff_page(permissions.CLOSE_PERIODS)
@acts_shown_again
def closing_closing(request: StaffRequest, reference: str) -> HttpResponse:
    """Close it; a worker checks and freezes it."""
    if request.POST.get("confirm", "").strip() != reference:
        return _draw(request, reference, _("Type %s to close the period.") % reference, 400)
    return _act(request, reference, _("It is being closed. Nothing more can be booked into it."), close_period)


@require_POST
@staff_page(permissions.CLOSE_PERIODS)
def closing_carrying(request: StaffRequest, reference: str) -> HttpResponse:
    """Carry what one check found open over into the next period."""
    form = CarryForm(request.POST)
    if not form.is_valid():
        return _draw(request, reference, _("Write a sentence why."), 400)
    return _act(request, reference, _("It is carried over, with your reason."), carry_over, **form.cleaned_data)


@require_POST
@staff_page(permissions.CLOSE_PERIODS)
@acts_shown_again
def closing_reopening(request: StaffRequest, reference: str) -> HttpResponse:
    """Propose to open it again."""
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _draw(request, reference, _("Write a sentence why."), 400)
    return _act(request, reference, _("A second person decides now."), propose_reopening, **form.cleaned_data)


@require_POST
@staff_page(permissions.RELEASE_REOPENINGS)
@acts_shown_again
def closing_release(request: StaffRequest, reference: str) -> HttpResponse:
    """Open it again, as the second person."""
    words = request.POST.get("words", "")
    return _act(request, reference, _("The period is open again."), release_reopening, words=words)


@require_POST
@staff_page(permissions.RELEASE_REOPENINGS)
def closing_declining(request: StaffRequest, reference: str) -> HttpResponse:
    """Leave it closed."""
    words = request.POST.get("words", "")
    return _act(request, reference, _("The period stays closed."), decline_reopening, words=words)


@require_POST
@staff_page(permissions.CLOSE_PERIODS)
def closing_withdrawal(request: StaffRequest, reference: str) -> HttpResponse:
    """Take the proposal back."""
    return _act(request, reference, _("The proposal is withdrawn."), withdraw_reopening)


def _act(request: StaffRequest, reference: str, done: str, action: Callable[..., Any], **what: Any) -> HttpResponse:
    try:
        action(actor=request.actor, reference=reference, **what)
    except NotFound:
        raise
    except RecourseError as refusal:
        note_refusal(request, refusal)
        return _draw(request, reference, refusal.message, refusal.status)
    messages.success(request, done)
    return redirect("reporting:closing", reference)


def _draw(request: StaffRequest, reference: str, refusal: str = "", status: int = 200) -> HttpResponse:
    found = PeriodClosing.objects.select_related("closer").filter(reference=reference).first()
    if found is None:
        raise NotFound(_("There is no such period."), "closing_not_found")
    proposal = found.reopenings.filter(state=Reopening.State.OPEN).select_related("proposer").first()
    context = {
        "closing": found,
        "checks": _checks(found),
        "proposal": proposal,
        "past": found.reopenings.exclude(state=Reopening.State.OPEN).select_related("proposer", "decider"),
        "may_close": permissions.CLOSE_PERIODS in request.allowed,
        "may_release": permissions.RELEASE_REOPENINGS in request.allowed
        and (proposal is None or proposal.proposer_id != request.user.pk),
        "is_last": found.state == State.CLOSED and closed_until() == found.last_on,
        "reason_form": ReasonForm(),
        "decision_form": DecisionForm(),
        "refusal": refusal,
    }
    context["blocked"] = [check for check in context["checks"] if check["state"] == "open"]
    template = "reporting/_closing.html" if request.htmx else "reporting/closing.html"
    return render(request, template, context, status=status)


def _checks(found: PeriodClosing) -> list[dict[str, Any]]:
    """As they are now while it is prepared, as they were found at its closing afterwards; in the reader's language."""
    if found.state == State.OPEN:
        return [_with_form(result) for result in run_checks(found)]
    return [
        {**kept, "title": BY_CODE[kept["code"]].title, "promise": BY_CODE[kept["code"]].promise}
        if kept["code"] in BY_CODE else kept
        for kept in found.checks
    ]  # fmt: skip


def _with_form(result: Result) -> dict[str, Any]:
    may_be_carried = result.blocks and not result.firm
    hidden = {"check": result.code, "fingerprint": result.fingerprint}
    return {**result.values(), "form": CarryForm(initial=hidden, prefix=None) if may_be_carried else None}
