"""The money at the gateways: how long it will reach, what is known of it, and what a batch would do to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from customers import clock
from customers.errors import RecourseError
from customers.shop_days import shop_day
from refunds import permissions
from refunds.views.access import StaffRequest, staff_page
from reporting.actions.plan_payouts import record_balance, set_payout_plan
from reporting.foresight.cash_page import show, what_if_words
from reporting.foresight.outlook import Outlook, newest_run, read_outlooks
from reporting.foresight.what_if import WhatIf, ask_what_if
from reporting.views.cash_forms import BalanceForm, Choices, OfAccount, PlanForm, WhatIfForm

PLAN_IDS, BALANCE_IDS = "plan_%s", "balance_%s"
"""Three forms share the page and some names."""


@require_GET
@staff_page(permissions.REPORT)
def cash(request: StaffRequest) -> HttpResponse:
    """Show every account, or those of one currency; a what-if stands in the address too."""
    return _page(request)


@require_POST
@staff_page(permissions.RECONCILE)
def payout_plan(request: StaffRequest) -> HttpResponse:
    form = PlanForm(request.POST, auto_id=PLAN_IDS, accounts=_choices(read_outlooks(clock.now())))
    return _written(request, "plan_form", form, set_payout_plan, _("The payout plan is kept."))


@require_POST
@staff_page(permissions.RECONCILE)
def balance(request: StaffRequest) -> HttpResponse:
    form = BalanceForm(request.POST, auto_id=BALANCE_IDS, accounts=_choices(read_outlooks(clock.now())))
    return _written(request, "balance_form", form, record_balance, _("The balance is kept."))


def _written(request: StaffRequest, name: str, form: Any, act: Callable[..., Any], said: str) -> HttpResponse:
    status = 400
    if form.is_valid():
        try:
            act(actor=request.actor, **form.wish)
        except RecourseError as refusal:
            field = "keep" if "keep" in form.fields else "balance"
            form.add_error(refusal.field if refusal.field in form.fields else field, refusal.message)
            status = refusal.status
        else:
            messages.success(request, said)
            return redirect("reporting:cash")
    return _page(request, status, **{name: form})


def _page(request: StaffRequest, status: int = 200, **forms: OfAccount) -> HttpResponse:
    everything = read_outlooks(clock.now())
    currencies = sorted({one.row.currency for one in everything})
    wanted = request.GET.get("currency", "")
    wanted = wanted if wanted in currencies else ""
    accounts = _choices(everything)
    what_if_form = WhatIfForm(
        request.GET if "move" in request.GET else None, accounts=accounts, initial={"on": shop_day(clock.now())}
    )
    found = _asked(what_if_form, everything)
    context = {
        "run": newest_run(),
        "projected_at": min((one.row.projected_at for one in everything if one.row.projected_at), default=None),
        "accounts": [
            show(one, found[1] if found and found[0] is one else None)
            for one in everything
            if not wanted or one.row.currency == wanted
        ],
        "currencies": _tabs(currencies, wanted),
        "what_if": _consequence_of(*found) if found else "",
        "what_if_form": what_if_form,
        "plan_form": forms.get("plan_form") or PlanForm(auto_id=PLAN_IDS, accounts=accounts),
        "balance_form": forms.get("balance_form") or BalanceForm(auto_id=BALANCE_IDS, accounts=accounts),
    }
    if what_if_form.is_bound and found is None:
        status = 400
    return render(request, "reporting/cash.html", context, status=status)


def _consequence_of(outlook: Outlook, what_if: WhatIf) -> str:
    return what_if_words(what_if, outlook.row.currency)


def _asked(form: WhatIfForm, outlooks: list[Outlook]) -> tuple[Outlook, WhatIf] | None:
    if not form.is_bound or not form.is_valid():
        return None
    outlook = next(one for one in outlooks if one.key == form.cleaned_data["account"])
    try:
        told = ask_what_if(outlook, form.cleaned_data["move"], form.batch_named, form.cleaned_data["on"])
    except RecourseError as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return None
    return outlook, told


def _choices(outlooks: list[Outlook]) -> Choices:
    return sorted((one.key, f"{one.row.account} · {one.row.currency}") for one in outlooks)


def _tabs(currencies: list[str], wanted: str) -> list[dict[str, object]]:
    every = {"label": _("All"), "url": "?", "current": not wanted}
    return [every, *({"label": code, "url": f"?currency={code}", "current": code == wanted} for code in currencies)]
