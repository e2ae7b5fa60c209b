"""The refund policy as staff read it: what is in force, every version, two of them side by side, and on paper."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from customers import clock
from customers.errors import Conflict, RecourseError
from refunds import permissions
from refunds.actions.activate_policy import withdraw_version
from refunds.actions.edit_policy_draft import NAME_LIMIT, NOTE_LIMIT, create_draft
from refunds.actions.review_policy import confirm_policy, current_review, set_policy_review, shop_today
from refunds.limits import current_limits, tell_limits
from refunds.models import PolicyDraft, PolicyVersion
from refunds.policy.plain import tell_policy
from refunds.policy_paper import print_policy
from refunds.policy_sides import compare_sides, ends_at, find_version, side_of, standing
from refunds.queries import policy_in_force
from refunds.views.access import StaffRequest, staff_page
from refunds.views.paging import key_page
from refunds.views.policy_form import DateInput

MOST_GIVEN_UP = 20
MOST_SIDES = 60
"""Of versions and of drafts to choose from; an older one is reached by its own page."""


class NewDraftForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name of the draft"), max_length=NAME_LIMIT)


class WhyForm(forms.Form):
    why = forms.CharField(label=gettext_lazy("Why"), max_length=NOTE_LIMIT, widget=forms.Textarea({"rows": 3}))


class ReviewForm(forms.Form):
    """Owner and next day; without an owner it says that the policy was looked at."""

    owner_id = forms.TypedChoiceField(label=gettext_lazy("Owner"), coerce=int)
    review_on = forms.DateField(label=gettext_lazy("Look at it again on"), widget=DateInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owners: Any = self.fields["owner_id"]
        owners.choices = [(user.pk, user.label) for user in permissions.may_write_policy()]


class ReviewedForm(forms.Form):
    review_on = forms.DateField(label=gettext_lazy("Look at it again on"), widget=DateInput())


@require_safe
@staff_page()
def policies(request: StaffRequest) -> HttpResponse:
    return _overview(request)


@require_POST
@staff_page(permissions.EDIT_POLICY)
def drafts(request: StaffRequest) -> HttpResponse:
    """Begin a draft from what was activated last."""
    form = NewDraftForm(request.POST)
    if form.is_valid():
        draft = create_draft(actor=request.actor, name=form.cleaned_data["name"])
        messages.success(request, _("A draft is begun. Nothing holds before a second person activates it."))
        return redirect("refunds:policy_edit", draft.reference)
    return _overview(request, 400, new_form=form)


@require_POST
@staff_page(permissions.EDIT_POLICY)
def review(request: StaffRequest) -> HttpResponse:
    """Set owner and day, or say that the policy was looked at."""
    reviewed = "reviewed" in request.POST
    form = ReviewedForm(request.POST, auto_id="reviewed-%s") if reviewed else ReviewForm(request.POST)
    status = 400
    if form.is_valid():
        act: Any = confirm_policy if reviewed else set_policy_review
        try:
            kept = act(actor=request.actor, **form.cleaned_data)
        except RecourseError as refusal:
            form.add_error("review_on" if refusal.field == "review_on" else None, refusal.message)
            status = refusal.status
        else:
            messages.success(request, _("Kept. The next look is on %s.") % kept.review_on.isoformat())
            return redirect("refunds:policies")
    return _overview(request, status, **{"reviewed_form" if reviewed else "review_form": form})


@require_safe
@staff_page()
def version(request: StaffRequest, number: int) -> HttpResponse:
    return _version(request, find_version(number))


@require_POST
@staff_page(permissions.ACTIVATE_POLICY)
def withdrawal(request: StaffRequest, number: int) -> HttpResponse:
    """Take back a version that has not started."""
    form = WhyForm(request.POST)
    if form.is_valid():
        try:
            withdrawn = withdraw_version(actor=request.actor, number=number, why=form.cleaned_data["why"])
        except Conflict as refusal:
            return _version(request, find_version(number), refusal=refusal, status=refusal.status)
        messages.success(request, _("%s is withdrawn. It never was in force.") % withdrawn)
        return redirect("refunds:policy_version", number)
    return _version(request, find_version(number), form=form, status=400)


@require_safe
@staff_page()
def paper(request: StaffRequest, number: int) -> HttpResponse:
    """Print a version with every parameter and limit."""
    found = find_version(number)
    return pdf_response(print_policy(found, for_staff=True), f"policy-{found}.pdf")


@require_safe
@staff_page()
def comparison(request: StaffRequest) -> HttpResponse:
    """Lay two versions or drafts side by side."""
    in_force = policy_in_force(clock.now())
    left = side_of(request.GET.get("left", "") or str(in_force))
    right = side_of(request.GET.get("right", "") or str(in_force))
    context = {"left": left, "right": right, "changed": compare_sides(left, right), "sides": _sides()}
    return render(request, "refunds/policy_comparison.html", context)


def pdf_response(pdf: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "private, no-store"},
    )


def _overview(request: StaffRequest, status: int = 200, **forms_with_errors: Any) -> HttpResponse:
    in_force = policy_in_force(clock.now())
    page = key_page(request, _versions(), "created_at")
    last = current_review()
    context = {
        "in_force": in_force,
        "rules": tell_policy(in_force.document),
        "limits": tell_limits(current_limits()),
        "page": page,
        "versions": [(found, standing(found, in_force)) for found in page.rows],
        "drafts": _open_drafts(),
        "given_up": _given_up(),
        "last_review": last,
        "is_due": last is not None and last.review_on <= shop_today(),
        "may_edit": permissions.EDIT_POLICY in request.allowed,
        "new_form": NewDraftForm(),
        "review_form": ReviewForm(initial={"owner_id": last.owner_id if last else request.user.pk}),
        "reviewed_form": ReviewedForm(auto_id="reviewed-%s"),
        **forms_with_errors,
    }
    return render(request, "refunds/policies.html", context, status=status)


def _versions() -> QuerySet[PolicyVersion]:
    return PolicyVersion.objects.select_related("activation__activated_by", "activation__proposed_by", "withdrawal")


def _open_drafts() -> QuerySet[PolicyDraft]:
    states = (PolicyDraft.State.DRAFT, PolicyDraft.State.PROPOSED)
    found = PolicyDraft.objects.filter(state__in=states).select_related("owner", "based_on")
    return found.order_by("-created_at", "-id")[:MOST_SIDES]


def _given_up() -> QuerySet[PolicyDraft]:
    withdrawn = PolicyDraft.objects.filter(state=PolicyDraft.State.WITHDRAWN)
    return withdrawn.select_related("owner").order_by("-created_at", "-id")[:MOST_GIVEN_UP]


def _version(request: StaffRequest, found: PolicyVersion, status: int = 200, **shown: Any) -> HttpResponse:
    state = standing(found, policy_in_force(clock.now()))
    context = {
        "version": found,
        "state": state,
        "ends_at": ends_at(found) if state in ("in_force", "ended") else None,
        "rules": tell_policy(found.document),
        "limits": tell_limits(found.limits) if found.limits else [],
        "may_withdraw": state == "scheduled" and permissions.ACTIVATE_POLICY in request.allowed,
        "form": WhyForm(),
        **shown,
    }
    return render(request, "refunds/policy_version.html", context, status=status)


def _sides() -> list[tuple[str, str]]:
    """What can be chosen on either side: newest versions, then the open drafts."""
    versions = PolicyVersion.objects.order_by("-number")[:MOST_SIDES]
    drafts = [(draft.reference, f"{draft.reference} {draft.name}") for draft in _open_drafts()]
    return [*((str(found), f"{found} {found.summary}") for found in versions), *drafts]
