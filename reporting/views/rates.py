"""Exchange rates: what is known, the ECB's file, one by hand, and the currency that finance reads in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from customers.errors import BadInput, RecourseError
from refunds import permissions
from refunds.views.access import StaffRequest, note_refusal, staff_page
from reporting.actions.set_rates import Imported, import_rates, remove_rate, set_rate, set_reporting_currency
from reporting.facts.rates import reporting_currency
from reporting.models import ExchangeRate
from reporting.rates.ecb import MOST_BYTES
from reporting.rates.table import rate_table
from reporting.views.forms import CurrencyForm, RateFileForm, RateForm

MEGABYTES = MOST_BYTES // 1024**2
SET_SHOWN = 50


@require_safe
@staff_page(permissions.REPORT)
def rates(request: StaffRequest) -> HttpResponse:
    """Show the latest days, and what people set; finance changes it here."""
    return _draw(request)


@require_POST
@staff_page(permissions.SET_RATES)
def rate_files(request: StaffRequest) -> HttpResponse:
    """Take the ECB's file in."""
    form = RateFileForm(request.POST, request.FILES, prefix="ecb")

    def act() -> str:
        sent = form.cleaned_data["file"]
        if sent.size > MOST_BYTES:
            raise BadInput(_("The file is larger than %d MB.") % MEGABYTES, "file_too_large", "file")
        return _told(import_rates(actor=request.actor, name=sent.name, content=sent.read()))

    return _done(request, "file_form", form, act)


@require_POST
@staff_page(permissions.SET_RATES)
def rate_by_hand(request: StaffRequest) -> HttpResponse:
    """Set one rate."""
    form = RateForm(request.POST, prefix="rate")

    def act() -> str:
        row = set_rate(actor=request.actor, **form.cleaned_data)
        return _("The rate of %(currency)s is set.") % {"currency": row.currency}

    return _done(request, "rate_form", form, act)


@require_POST
@staff_page(permissions.SET_RATES)
def rate_removal(request: StaffRequest, rate_id: int) -> HttpResponse:
    """Take a rate away that was set here."""
    remove_rate(actor=request.actor, rate_id=rate_id)
    messages.success(request, _("The rate is taken away. The next file of the ECB brings its own."))
    return redirect("reporting:rates")


@require_POST
@staff_page(permissions.SET_RATES)
def currency_choice(request: StaffRequest) -> HttpResponse:
    """Choose the reporting currency."""
    form = CurrencyForm(request.POST, prefix="chosen")

    def act() -> str:
        row = set_reporting_currency(actor=request.actor, **form.cleaned_data)
        return _("Finance reads sums in %(currency)s now.") % {"currency": row.currency}

    return _done(request, "currency_form", form, act)


def _done(request: StaffRequest, name: str, form: Any, act: Callable[[], str]) -> HttpResponse:
    """Do it and go back, or show the form again with what was wrong."""
    status = 400
    if form.is_valid():
        try:
            messages.success(request, act())
        except RecourseError as refusal:
            note_refusal(request, refusal)
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
            status = refusal.status
        else:
            return redirect("reporting:rates")
    return _draw(request, status=status, **{name: form})


def _told(said: Imported) -> str:
    return _("%(taken)d rates were taken, %(known)d were known, %(kept)d set by somebody stay as they are.") % {
        "taken": said.taken,
        "known": said.known,
        "kept": said.kept,
    }


def _draw(request: StaffRequest, status: int = 200, **forms: Any) -> HttpResponse:
    may_set = permissions.SET_RATES in request.allowed
    own = ExchangeRate.objects.exclude(kind=ExchangeRate.Kind.ECB).order_by("-day", "currency")[:SET_SHOWN]
    context = {
        "table": rate_table(),
        "own": own,
        "may_set": may_set,
        "megabytes": MEGABYTES,
        "currency": reporting_currency(),
        "file_form": RateFileForm(prefix="ecb"),
        "rate_form": RateForm(prefix="rate"),
        "currency_form": CurrencyForm(prefix="chosen", initial={"currency": reporting_currency()}),
        **forms,
    }
    return render(request, "reporting/rates.html", context, status=status)
