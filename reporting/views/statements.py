"""Statements: the list with its order form, one statement's page, and its PDF."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from customers import clock
from customers.errors import NotFound, RecourseError
from customers.step_up import shown_again
from refunds import permissions
from refunds.views.access import StaffRequest, staff_page
from refunds.views.paging import key_page
from reporting.actions.order_statement import order_statement
from reporting.models import Statement
from reporting.periods import shop_day
from reporting.views.forms import StatementForm


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(permissions.REPORT)
def statements(request: StaffRequest) -> HttpResponse:
    """List the papers, newest first; a POST orders one."""
    form = StatementForm(request.POST or None, initial=_wished(request))
    if request.method == "POST" and form.is_valid():
        try:
            return _order(request, form)
        except RecourseError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
            return _list(request, form, refusal.status)
    return _list(request, form, 400 if request.method == "POST" else 200)


@require_GET
@staff_page(permissions.REPORT)
def statement(request: StaffRequest, reference: str) -> HttpResponse:
    """Show how far one is; while it waits, the page asks again by itself."""
    context = {"statement": _find(_shown(), reference)}
    template = "reporting/_statement.html" if request.htmx else "reporting/statement.html"
    return render(request, template, context)


@require_GET
@staff_page(permissions.REPORT)
@shown_again
def statement_pdf(request: StaffRequest, reference: str) -> HttpResponse:
    """Hand out the stored bytes; they never change."""
    found = _find(Statement.objects.filter(state=Statement.State.READY), reference)
    name = f"{found.reference}.pdf"
    return HttpResponse(
        bytes(found.pdf or b""),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"},
    )


def _order(request: StaffRequest, form: StatementForm) -> HttpResponseRedirect:
    wish = form.cleaned_data
    ordered = order_statement(actor=request.actor, **wish)
    messages.success(request, _("%s is ordered.") % ordered.reference)
    return redirect("reporting:statement", ordered.reference)


def _list(request: StaffRequest, form: StatementForm, status: int) -> HttpResponse:
    page = key_page(request, _shown(), "created_at")
    return render(request, "reporting/statements.html", {"form": form, "page": page}, status=status)


def _shown() -> QuerySet[Statement]:
    return Statement.objects.defer("pdf").select_related("customer").order_by("-created_at", "-id")


def _find(rows: QuerySet[Statement], reference: str) -> Statement:
    found = rows.filter(reference=reference).first()
    if found is None:
        raise NotFound(_("There is no such statement."), "statement_not_found")
    return found


def last_month() -> dict[str, str | date]:
    """What finance wants most often: the whole month before this one."""
    last_on = shop_day(clock.now()).replace(day=1) - timedelta(days=1)
    return {"first_on": last_on.replace(day=1), "last_on": last_on}


def _wished(request: HttpRequest) -> dict[str, str | date]:
    """Last month, about whom the link that led here names."""
    return {
        **last_month(),
        "customer": request.GET.get("customer", "")[:254],
        "account": request.GET.get("account", "")[:64],
    }
