"""Declarations of withdrawal: those that wait for a person first, each with its words, its clock and its moves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from customers import clock
from customers.errors import NotFound, RecourseError
from refunds import permissions
from refunds.actions.match_withdrawal import LONGEST_NUMBER, match_withdrawal
from refunds.actions.refuse_withdrawal import refuse_withdrawal
from refunds.actions.words import WORDS_LIMIT
from refunds.models import WithdrawalDeclaration, WithdrawalPaper
from refunds.views.access import StaffRequest, note_refusal, staff_page
from refunds.views.paging import key_page
from refunds.views.policies import pdf_response
from refunds.views.time_forms import HouseForm
from refunds.withdrawal_screen import all_withdrawals, candidates_for, find_withdrawal, letters_of, waiting
from refunds.worklist.counts import capped_counts

State = WithdrawalDeclaration.State
WAITING, ALL = "waiting", "all"
TABS = {WAITING: State.RECEIVED, "matched": State.MATCHED, "done": State.DONE, "refused": State.REFUSED}


class MatchForm(HouseForm):
    to = forms.CharField(
        label=gettext_lazy("Order or payment"),
        max_length=LONGEST_NUMBER,
        help_text=gettext_lazy("The order number as we have it, or the number of the payment."),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false", "list": "candidates"}),
    )


class RefusalForm(HouseForm):
    explanation = forms.CharField(
        label=gettext_lazy("Why not"),
        max_length=WORDS_LIMIT,
        help_text=gettext_lazy("The customer reads it. Say what was looked for, and what they can do."),
        widget=forms.Textarea({"rows": 4}),
    )


@require_safe
@staff_page()
def withdrawals(request: StaffRequest) -> HttpResponse:
    """List declarations, the newest first; those that nobody could match stand in front."""
    tab = request.GET.get("tab", WAITING)
    tab = tab if tab in (*TABS, ALL) else WAITING
    rows = all_withdrawals() if tab == ALL else all_withdrawals().filter(state=TABS[tab])
    page = key_page(request, rows, "received_at")
    context = {"page": page, "tab": tab, "tabs": _tabs(tab), "now": clock.now()}
    return render(request, "refunds/withdrawals.html", context)


@require_safe
@staff_page()
def withdrawal(request: StaffRequest, reference: str) -> HttpResponse:
    """Show one declaration."""
    return _draw(request, reference)


@require_POST
@staff_page(permissions.REQUEST)
def match(request: StaffRequest, reference: str) -> HttpResponse:
    """Match it to a payment; it becomes a request, and the customer is told."""
    form = MatchForm(request.POST)
    if not form.is_valid():
        return _draw(request, reference, 400, match_form=form)
    try:
        declaration = match_withdrawal(actor=request.actor, reference=reference, **form.cleaned_data)
    except NotFound:
        raise
    except RecourseError as refusal:
        note_refusal(request, refusal)
        form.take(refusal)
        return _draw(request, reference, refusal.status, match_form=form)
    refund = declaration.refund.reference if declaration.refund else ""
    messages.success(request, _("It belongs to %s now. The customer is told.") % refund)
    return redirect("refunds:withdrawal", reference)


@require_POST
@staff_page(permissions.REJECT)
def refusal(request: StaffRequest, reference: str) -> HttpResponse:
    """Refuse it with a reason that the customer reads."""
    form = RefusalForm(request.POST)
    if not form.is_valid():
        return _draw(request, reference, 400, refusal_form=form)
    try:
        refuse_withdrawal(actor=request.actor, reference=reference, **form.cleaned_data)
    except NotFound:
        raise
    except RecourseError as refused:
        note_refusal(request, refused)
        form.take(refused)
        return _draw(request, reference, refused.status, refusal_form=form)
    messages.success(request, _("It is refused. The customer is told why."))
    return redirect("refunds:withdrawal", reference)


@require_safe
@staff_page()
def paper(request: StaffRequest, reference: str) -> HttpResponse:
    """The receipt as it was printed and mailed."""
    printed = WithdrawalPaper.objects.filter(declaration__reference=reference).first()
    if printed is None:
        raise NotFound(_("This receipt is not printed yet."), "not_printed")
    return pdf_response(bytes(printed.pdf), f"{reference}.pdf")


def _draw(
    request: StaffRequest,
    reference: str,
    status: int = 200,
    match_form: MatchForm | None = None,
    refusal_form: RefusalForm | None = None,
) -> HttpResponse:
    declaration = find_withdrawal(reference)
    may_match = permissions.REQUEST in request.allowed and declaration.state in (State.RECEIVED, State.REFUSED)
    may_refuse = permissions.REJECT in request.allowed and declaration.state == State.RECEIVED
    candidates = candidates_for(declaration) if may_match else []
    context: dict[str, Any] = {
        "declaration": declaration,
        "is_printed": hasattr(declaration, "paper"),
        "is_late": _is_late(declaration),
        "candidates": candidates,
        "letters": letters_of(declaration),
        "match_form": match_form or (MatchForm() if may_match else None),
        "refusal_form": refusal_form or (RefusalForm() if may_refuse else None),
    }
    return render(request, "refunds/withdrawal.html", context, status=status)


def _is_late(declaration: WithdrawalDeclaration) -> bool:
    by = declaration.pay_back_by
    return declaration.state in WithdrawalDeclaration.OPEN and by is not None and by < clock.now()


def _tabs(current: str) -> list[dict[str, Any]]:
    names = {
        WAITING: _("Waiting for a person"),
        "matched": _("Matched"),
        "done": _("Paid back"),
        "refused": _("Refused"),
        ALL: _("All"),
    }
    counts = {WAITING: capped_counts([waiting()])[0]}
    return [
        {"label": label, "url": f"?tab={tab}", "count": counts.get(tab), "current": tab == current}
        for tab, label in names.items()
    ]
