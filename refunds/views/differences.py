"""Where our books and a gateway's differ: each with its two sides, its owner, and how it was resolved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from customers.errors import NotFound, RecourseError
from refunds import permissions, truth
from refunds.actions.resolve_difference import find_row, match_difference, own_difference, resolve_difference
from refunds.models import Difference
from refunds.views.access import StaffRequest, note_refusal, staff_page
from refunds.views.paging import key_page
from refunds.views.truth_forms import MINE, NOBODY, DifferenceFilter, MatchForm, OwnerForm, ResolutionForm
from refunds.views.webhooks import matched
from refunds.worklist.counts import capped_counts

TABS = {"open": Difference.State.OPEN, "resolved": Difference.State.RESOLVED}


@require_safe
@staff_page(permissions.SEE_OPERATIONS)
def differences(request: StaffRequest) -> HttpResponse:
    """List the open ones, the newest first; the resolved ones stay to be read."""
    tab = request.GET.get("tab", "open")
    tab = tab if tab in TABS else "open"
    form = DifferenceFilter(truth.account_names(), request.GET)
    rows = Difference.objects.filter(state=TABS[tab]).select_related("refund", "payment", "owner", "report")
    if form.is_valid():
        chosen = form.cleaned_data
        rows = rows.filter(gateway_account=chosen["account"]) if chosen["account"] else rows
        rows = rows.filter(kind=chosen["kind"]) if chosen["kind"] else rows
        rows = rows.filter(owner=request.user) if chosen["owner"] == MINE else rows
        rows = rows.filter(owner=None) if chosen["owner"] == NOBODY else rows
    page = key_page(request, rows, "found_at")
    context = {"page": page, "rows": page.rows, "form": form, "tab": tab, "tabs": _tabs(tab)}
    return render(request, "refunds/truth/differences.html", context, status=200 if form.is_valid() else 400)


@require_safe
@staff_page(permissions.SEE_OPERATIONS)
def difference(request: StaffRequest, difference_id: int) -> HttpResponse:
    """Show one difference with both sides."""
    return _draw(request, difference_id)


@require_POST
@staff_page(permissions.RECONCILE)
def owner(request: StaffRequest, difference_id: int) -> HttpResponse:
    """Take it on, or give it to a colleague."""
    to = request.POST.get("to")
    to = None if to is None else to.replace("\x00", "")[:254]
    return _act(request, difference_id, _("The owner is set."), own_difference, to=to)


@require_POST
@staff_page(permissions.RECONCILE)
def resolution(request: StaffRequest, difference_id: int) -> HttpResponse:
    """End it, with a word how."""
    form = ResolutionForm(request.POST)
    if not form.is_valid():
        return _draw(request, difference_id, form=form, status=400)
    words = form.cleaned_data["words"]
    return _act(request, difference_id, _("It is resolved and stays to be read."), resolve_difference, words=words)


@require_POST
@staff_page(permissions.RECONCILE)
def matching(request: StaffRequest, difference_id: int) -> HttpResponse:
    """Put a refund that nobody knew to a request or a payment."""
    form = MatchForm(request.POST)
    if not form.is_valid():
        return _draw(request, difference_id, match_form=form, status=400)
    try:
        refund = match_difference(actor=request.actor, difference_id=difference_id, **form.cleaned_data)
    except RecourseError as refusal:
        note_refusal(request, refusal)
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return _draw(request, difference_id, match_form=form, status=refusal.status)
    return matched(request, refund)


def _act(request: StaffRequest, difference_id: int, done: str, action: Callable[..., Any], **what: Any) -> HttpResponse:
    try:
        action(actor=request.actor, difference_id=difference_id, **what)
    except NotFound:
        raise
    except RecourseError as refusal:
        note_refusal(request, refusal)
        return _draw(request, difference_id, refusal.message, refusal.status)
    messages.success(request, done)
    return redirect("refunds:difference", difference_id)


def _draw(
    request: StaffRequest,
    difference_id: int,
    refusal: str = "",
    status: int = 200,
    form: ResolutionForm | None = None,
    match_form: MatchForm | None = None,
) -> HttpResponse:
    row = find_row(difference_id)
    payment = row.payment or truth.payment_of(row.gateway, row.gateway_account, {row.payment_reference})
    candidates = truth.candidates_for(payment, row.theirs_minor) if row.is_unmatched_refund else []
    first = candidates[0].reference if candidates else payment.reference if payment else ""
    context = {
        "row": row,
        "payment": payment,
        "candidates": candidates,
        "may_act": permissions.RECONCILE in request.allowed,
        "is_mine": row.owner_id == request.user.pk,
        "form": form or ResolutionForm(),
        "match_form": match_form or MatchForm(initial={"to": first}),
        "owner_form": OwnerForm(initial={"to": row.owner.email if row.owner else ""}),
        "refusal": refusal,
    }
    return render(request, "refunds/truth/difference.html", context, status=status)


def _tabs(current: str) -> list[dict[str, Any]]:
    count = capped_counts([truth.open_differences()])[0]
    return [
        {"label": _("Unresolved"), "url": "?", "count": count, "current": current == "open"},
        {"label": _("Resolved"), "url": "?tab=resolved", "current": current == "resolved"},
    ]
