"""Refunding a whole order: the wish with its plan beside it, then the plan's own page with one decision for all."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from customers.errors import BadInput, Conflict, RecourseError
from customers.models import Payment, PaymentLine
from customers.money import parse_amount
from customers.step_up import shown_again
from refunds import permissions
from refunds.actions.decide_plan import (
    UNDECIDED,
    approve_plan,
    cancel_plan,
    plan_approvals_needed,
    plan_hash,
    reject_plan,
    require_plan_limits,
    totals_of,
)
from refunds.actions.line_amounts import LineAsk, refunded_quantities
from refunds.actions.quote_plan import Allocation, PlanWish, payments_of_order, quote_plan
from refunds.actions.request_plan import request_plan
from refunds.models import Refund, RefundPlan
from refunds.screens import plan_in_full
from refunds.views.access import StaffRequest, staff_page
from refunds.views.move_forms import CancellationForm, MoveForm, RejectionForm, SeenForm
from refunds.views.new_refund import AMOUNT, EVERYTHING, LINES, quantity_name


class PlanForm(forms.Form):
    """What goes back of an order. `seen` is the hash of the plan that was shown, `request_key` asks once."""

    part = forms.ChoiceField(
        label=gettext_lazy("What goes back?"),
        choices=[
            (EVERYTHING, gettext_lazy("Everything that is left")),
            (LINES, gettext_lazy("Some of what was bought")),
            (AMOUNT, gettext_lazy("An amount")),
        ],
        widget=forms.RadioSelect,
    )
    strategy = forms.ChoiceField(
        label=gettext_lazy("An amount is taken"), choices=RefundPlan.Strategy.choices, required=False
    )
    reason = forms.ChoiceField(label=gettext_lazy("Reason"), choices=[("", "–"), *Refund.Reason.choices])
    reason_text = forms.CharField(
        label=gettext_lazy("In the customer's words"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    rail = forms.ChoiceField(
        label=gettext_lazy("Pay it back by"), choices=Refund.Rail.choices, widget=forms.RadioSelect
    )
    request_key = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, payments: Sequence[Payment], data: Any = None) -> None:
        start = {"part": EVERYTHING, "rail": Refund.Rail.ORIGINAL, "request_key": secrets.token_urlsafe(24)}
        super().__init__(data, initial=start)
        self.payments = payments
        self.currencies = sorted({payment.currency for payment in payments})
        for currency in self.currencies:
            self.fields[f"amount_{currency}"] = forms.CharField(
                label=_("Amount in %s") % currency,
                max_length=30,
                required=False,
                widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
            )
        self.left = [pair for payment in payments for pair in self._add_lines(payment)]

    def amount_fields(self) -> list[tuple[str, forms.BoundField]]:
        return [(currency, self[f"amount_{currency}"]) for currency in self.currencies]

    def line_fields(self) -> list[tuple[PaymentLine, int, forms.BoundField]]:
        """Each bought line of every payment, how many of it are left, and its field."""
        return [(line, left, self[quantity_name(line.pk)]) for line, left in self.left]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("part") == AMOUNT:
            cleaned["amounts"] = self._read_amounts(cleaned)
            if not cleaned["amounts"] and not self.errors:
                self.add_error("part", _("Write an amount in at least one currency."))
        if cleaned.get("part") == LINES and not self._asked_lines(cleaned) and not self.errors:
            self.add_error("part", _("Say how many of at least one line go back."))
        return cleaned

    def wish(self) -> PlanWish:
        cleaned = self.cleaned_data
        return PlanWish(
            reason=cleaned["reason"],
            reason_text=cleaned["reason_text"],
            rail=cleaned["rail"],
            lines=self._asked_lines(cleaned) if cleaned["part"] == LINES else (),
            amounts=cleaned["amounts"] if cleaned["part"] == AMOUNT else None,
            strategy=cleaned["strategy"] or RefundPlan.Strategy.NEWEST_FIRST,
        )

    def take(self, refusal: RecourseError) -> None:
        self.add_error("part" if refusal.field in ("lines", "amount") else None, refusal.message)

    def _add_lines(self, payment: Payment) -> list[tuple[PaymentLine, int]]:
        gone = refunded_quantities(payment)
        lines = [(line, line.quantity - gone.get(line.pk, 0)) for line in payment.lines.all()]
        for line, left in lines:
            self.fields[quantity_name(line.pk)] = forms.IntegerField(
                label=line.description, required=False, min_value=0, max_value=left, initial=0, disabled=not left
            )
        return lines

    def _asked_lines(self, cleaned: dict[str, Any]) -> list[LineAsk]:
        asked = [(line.pk, cleaned.get(quantity_name(line.pk)) or 0) for line, _left in self.left]
        return [LineAsk(line_id, quantity) for line_id, quantity in asked if quantity]

    def _read_amounts(self, cleaned: dict[str, Any]) -> dict[str, int]:
        amounts: dict[str, int] = {}
        for currency in self.currencies:
            typed = (cleaned.get(f"amount_{currency}") or "").strip()
            try:
                amounts |= {currency: parse_amount(typed, currency)} if typed else {}
            except BadInput as refusal:
                self.add_error(f"amount_{currency}", refusal.message)
        return amounts


class PlanApprovalForm(SeenForm):
    pass


@staff_page(permissions.REQUEST)
def new_plan(request: StaffRequest) -> HttpResponse:
    """Show the form, the plan that it comes to, or ask for it exactly as it was shown."""
    reference = request.GET.get("payment", "").replace("\x00", "")
    payments = payments_of_order(reference, Payment.objects.all())
    if request.method != "POST":
        return _draw_new(request, reference, PlanForm(payments))
    form = PlanForm(payments, request.POST)
    allocation, trouble = _allocation(request, reference, form)
    if request.POST.get("step") == "plan" or allocation is None or not request.POST.get("seen"):
        return _show(request, reference, form, allocation, trouble)
    try:
        plan = request_plan(
            actor=request.actor,
            payment_reference=reference,
            wish=form.wish(),
            seen=request.POST["seen"],
            origin=Refund.Origin.STAFF,
            request_key=form.cleaned_data["request_key"],
        )
    except RecourseError as refusal:
        form.take(refusal)
        return _draw_new(request, reference, form, allocation, refusal.status)
    messages.success(request, _("Asked for. Somebody else decides the whole plan now."))
    return redirect("refunds:plan", plan.reference)


def _allocation(request: StaffRequest, reference: str, form: PlanForm) -> tuple[Allocation | None, str]:
    if not form.is_valid():
        return None, next((str(errors[0]) for name, errors in form.errors.items() if name != "reason"), "")
    try:
        return quote_plan(actor=request.actor, payment_reference=reference, wish=form.wish()), ""
    except RecourseError as refusal:
        form.take(refusal)
        return None, refusal.message


def _show(
    request: StaffRequest, reference: str, form: PlanForm, allocation: Allocation | None, trouble: str
) -> HttpResponse:
    if request.htmx:
        return render(request, "refunds/_allocation.html", {"allocation": allocation, "trouble": trouble})
    return _draw_new(request, reference, form, allocation, 200 if allocation else 400)


def _draw_new(
    request: StaffRequest, reference: str, form: PlanForm, allocation: Allocation | None = None, status: int = 200
) -> HttpResponse:
    context = {"form": form, "payments": form.payments, "payment_reference": reference, "allocation": allocation}
    return render(request, "refunds/new_plan.html", context, status=status)


@require_safe
@staff_page()
def plan(request: StaffRequest, reference: str) -> HttpResponse:
    return _draw(request, reference)


@require_POST
@staff_page()
@shown_again
def plan_approval(request: StaffRequest, reference: str) -> HttpResponse:
    return _decide(request, reference, PlanApprovalForm("plan-approval", None, request.POST), approve_plan)


@require_POST
@staff_page()
def plan_rejection(request: StaffRequest, reference: str) -> HttpResponse:
    return _decide(request, reference, RejectionForm("plan-rejection", None, request.POST), reject_plan)


@require_POST
@staff_page()
def plan_cancellation(request: StaffRequest, reference: str) -> HttpResponse:
    return _decide(request, reference, CancellationForm("plan-cancellation", None, request.POST), cancel_plan)


def _decide(request: StaffRequest, reference: str, form: MoveForm, act: Callable[..., RefundPlan]) -> HttpResponse:
    status = 400
    if form.is_valid():
        try:
            decided = act(actor=request.actor, reference=reference, **form.cleaned_data)
        except RecourseError as refusal:
            form.take(refusal)
            status = refusal.status
        else:
            messages.success(request, _said(decided))
            return redirect("refunds:plan", reference)
    return _draw(request, reference, [str(error) for errors in form.errors.values() for error in errors], status)


def _said(decided: RefundPlan) -> str:
    said = {
        RefundPlan.State.OPEN: _("Your approval is kept. A second person must approve as well; nothing has left."),
        RefundPlan.State.APPROVED: _("Approved. Each refund goes its own way now."),
        RefundPlan.State.REJECTED: _("Rejected. The customer gets your words by mail."),
        RefundPlan.State.CANCELED: _("Canceled. No money leaves."),
    }
    return said[RefundPlan.State(decided.state)]


def _draw(request: StaffRequest, reference: str, refusal: Sequence[str] = (), status: int = 200) -> HttpResponse:
    found = plan_in_full(reference)
    refunds = list(found.refunds.all())
    open_ones = [refund for refund in refunds if refund.state in UNDECIDED]
    seen = plan_hash(open_ones)
    is_open = found.state == RefundPlan.State.OPEN
    context = {
        "plan": found,
        "refunds": refunds,
        "totals": sorted(totals_of(open_ones if is_open else refunds).items()),
        "needed": plan_approvals_needed(open_ones),
        "approvals": list(open_ones[0].approvals.all()) if is_open and open_ones else [],
        "is_open": is_open,
        "refusal": refusal,
        "approval_form": PlanApprovalForm("plan-approval", None, seen=seen),
        "rejection_form": RejectionForm("plan-rejection", None, seen=seen),
        "why_not": _why_not(request, open_ones) if is_open else "",
        "may_cancel": permissions.CANCEL in request.allowed,
    }
    return render(request, "refunds/plan.html", context, status=status)


def _why_not(request: StaffRequest, refunds: Sequence[Refund]) -> str:
    """Why this person may not decide the plan; empty where they may."""
    if permissions.APPROVE not in request.allowed:
        return _("Your role does not include this.")
    try:
        for refund in refunds:
            permissions.require_not_requester(request.user, refund)
            if any(approval.approver_id == request.user.pk for approval in refund.approvals.all()):
                raise Conflict(_("You have already approved this; a second person must."))
        require_plan_limits(request.user, refunds)
    except RecourseError as refusal:
        return refusal.message
    return ""
