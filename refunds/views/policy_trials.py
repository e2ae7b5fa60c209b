"""A draft tried on past requests: starting it, watching it, stopping it, reading what came out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from customers.errors import NotFound, RecourseError
from refunds.actions.try_policy import cancel_trial, try_draft
from refunds.models import PolicyTrial
from refunds.trial_figures import figures
from refunds.views.access import StaffRequest, staff_page


@require_POST
@staff_page()
def start(request: StaffRequest, reference: str) -> HttpResponse:
    try:
        ordered = try_draft(actor=request.actor, reference=reference)
    except RecourseError as refusal:
        if refusal.code != "trial_running":
            raise
        messages.warning(request, refusal.message)
        return redirect("refunds:policy_draft", reference)
    return redirect("refunds:policy_trial", ordered.reference)


@require_safe
@staff_page()
def trial(request: StaffRequest, reference: str) -> HttpResponse:
    """Show how far it is; while it runs, the page asks again by itself."""
    template = "refunds/_policy_trial.html" if request.htmx else "refunds/policy_trial.html"
    return render(request, template, _context(find_trial(reference)))


@require_POST
@staff_page()
def cancellation(request: StaffRequest, reference: str) -> HttpResponse:
    try:
        cancel_trial(actor=request.actor, reference=reference)
    except RecourseError as refusal:
        if refusal.code != "already_moved":
            raise
        messages.warning(request, refusal.message)
    else:
        messages.success(request, _("Stopped. What was counted so far stays."))
    return redirect("refunds:policy_trial", reference)


def find_trial(reference: str) -> PolicyTrial:
    trials = PolicyTrial.objects.select_related("draft", "against")
    found = trials.filter(reference=reference).first() if "\x00" not in reference else None
    if found is None:
        raise NotFound(_("There is no such trial."), "trial_not_found")
    return found


def _context(found: PolicyTrial) -> dict[str, Any]:
    return {"trial": found, "draft": found.draft, "figures": figures(found)}
