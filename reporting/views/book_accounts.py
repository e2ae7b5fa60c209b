"""The accounts of the shop's books: which of theirs is which of ours, and what is not mapped yet."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from customers import clock
from customers.errors import RecourseError
from customers.shop_days import Period, shop_day
from refunds import permissions
from refunds.views.access import StaffRequest, staff_page
from reporting.actions.set_books import remove_book_account, set_book_account, set_book_values
from reporting.books.journal import currencies_of, unmapped, values_of
from reporting.books.layout import Layout, all_layouts, layout_named
from reporting.books.our_accounts import OUR_ACCOUNTS
from reporting.models import BookAccount
from reporting.views.export_forms import RefusedForm

READ = staff_page(permissions.EXPORT)
SET = staff_page(permissions.SET_BOOKS)
CHANGES_SHOWN = 20
_t = gettext_lazy


class AccountForm(RefusedForm):
    """One line of the mapping. What is left empty means any."""

    ledger_account = forms.ChoiceField(label=_t("Our account"), choices=list(OUR_ACCOUNTS.items()))
    gateway_account = forms.CharField(label=_t("Account at a gateway"), max_length=64, required=False)
    tax_rate = forms.DecimalField(
        label=_t("Tax rate in percent"), max_digits=6, decimal_places=3, min_value=0, max_value=99, required=False
    )
    country = forms.CharField(
        label=_t("Country"), max_length=2, required=False, help_text=_t("Two letters, such as DE.")
    )
    theirs = forms.CharField(label=_t("Account there"), max_length=100)
    tax_code = forms.CharField(label=_t("Tax code there"), max_length=60, required=False)

    def clean_country(self) -> str:
        return str(self.cleaned_data["country"]).upper()


class ValuesForm(RefusedForm):
    """What the program asks for."""

    def __init__(self, layout: Layout, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for asked in layout.asked:
            self.fields[asked.name] = forms.CharField(
                label=str(asked.label), help_text=str(asked.help), max_length=60, required=False
            )


@require_http_methods(["GET", "HEAD", "POST"])
@READ
def book_accounts(request: StaffRequest) -> HttpResponse:
    """Show the mapping of one program; a POST sets a line of it."""
    layout = layout_named(request.GET.get("layout", "datev"))
    if request.method != "POST":
        return _draw(request, layout)
    permissions.require(request.actor, permissions.SET_BOOKS)
    form, status = AccountForm(request.POST), 400
    if form.is_valid():
        try:
            line = set_book_account(actor=request.actor, layout=layout.name, **form.cleaned_data)
            messages.success(request, _("%s is set.") % line)
            return redirect(f"{request.path}?layout={layout.name}")
        except RecourseError as refusal:
            form.take(refusal)
            status = refusal.status
    return _draw(request, layout, status, form=form)


@require_POST
@SET
def book_values(request: StaffRequest, layout: str) -> HttpResponse:
    """Set what the program asks for."""
    program = layout_named(layout)
    form, status = ValuesForm(program, request.POST), 400
    if form.is_valid():
        try:
            set_book_values(actor=request.actor, layout=layout, values=form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect(f"{_address()}?layout={layout}")
        except RecourseError as refusal:
            form.take(refusal)
            status = refusal.status
    return _draw(request, program, status, values_form=form)


@require_POST
@SET
def book_account_removal(request: StaffRequest, line_id: int) -> HttpResponse:
    """Take one line away."""
    layout = BookAccount.objects.filter(pk=line_id).values_list("layout", flat=True).first()
    remove_book_account(actor=request.actor, line_id=line_id)
    messages.success(request, _("The line is removed."))
    return redirect(f"{_address()}?layout={layout}")


def _draw(request: StaffRequest, layout: Layout, status: int = 200, **forms_: Any) -> HttpResponse:
    period = _looked_at(request)
    currency = values_of(layout)["currency"]
    others = {code: count for code, count in currencies_of(period).items() if code != currency}
    context = {
        "layout": layout,
        "tabs": [_tab(each, layout) for each in all_layouts().values()],
        "lines": [_named(line) for line in BookAccount.objects.filter(layout=layout.name).order_by(
            "ledger_account", "gateway_account", "country", "tax_rate"
        )],
        "unmapped": unmapped(layout, period, currency),
        "period": period,
        "currency": currency,
        "others": others,
        "changes": BookAccount.history.filter(layout=layout.name).order_by("-history_id")[:CHANGES_SHOWN],
        "form": AccountForm(),
        "values_form": ValuesForm(layout, initial=values_of(layout)),
        **forms_,
    }  # fmt: skip
    return render(request, "reporting/book_accounts.html", context, status=status)


def _tab(each: Layout, current: Layout) -> dict[str, Any]:
    return {"label": each.label, "url": f"?layout={each.name}", "current": each is current}


def _looked_at(request: StaffRequest) -> Period:
    """The month that the address names ("2026-10"), or the last whole one."""
    try:
        first = date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError:
        first = (shop_day(clock.now()).replace(day=1) - timedelta(days=1)).replace(day=1)
    return Period(first, first.replace(day=calendar.monthrange(first.year, first.month)[1]))


def _named(line: BookAccount) -> BookAccount:
    line.ours = OUR_ACCOUNTS.get(line.ledger_account, line.ledger_account)  # type: ignore[attr-defined]
    return line


def _address() -> str:
    return reverse("reporting:book_accounts")
