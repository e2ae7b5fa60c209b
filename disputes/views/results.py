"""The results of disputes: how they ended, what they cost, what made the difference; each number leads to its cases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from customers import clock
from customers.errors import BadInput
from customers.sheets import as_csv, as_xlsx
from customers.shop_days import Period, shop_day
from customers.step_up import shown_again
from disputes.models import ResultDay
from disputes.results.figures import ACCOUNT, CATEGORY, NETWORK, PERSON, PIECE, Line, Results, read_results
from disputes.results.period import offered, period_of
from disputes.results.table import HEADERS, SIDE_WORDS, table_rows
from refunds import permissions
from refunds.views.access import StaffRequest, staff_page

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Basis = ResultDay.Basis
BASIS_WORDS = {Basis.OPENED: gettext_lazy("Opened in these days"), Basis.ENDED: gettext_lazy("Ended in these days")}
_FILTER_OF = {CATEGORY: "category", NETWORK: "network", ACCOUNT: "account", PIECE: "shows", PERSON: "answered_by"}


class PeriodForm(forms.Form):
    since = forms.DateField(
        label=gettext_lazy("From"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=gettext_lazy("Up to"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )


class Row(NamedTuple):
    """A line with the addresses of its cases in the inbox."""

    line: Line
    url: str
    won_url: str


@require_GET
@staff_page(permissions.SEE_DISPUTES)
def results(request: StaffRequest) -> HttpResponse:
    """Show a period in one currency; every switch is a link, so that a view can be kept and sent."""
    try:
        found = _read(request)
    except BadInput as refusal:
        context = _around(request, period_of(None, None, _today()), Basis.OPENED, "") | {"refusal": refusal.message}
        return render(request, "disputes/results.html", context, status=refusal.status)
    context = _around(request, found.period, found.basis, found.currency) | {
        "results": found,
        "currencies": [
            {
                "label": code,
                "url": f"?{_days(found.period)}&{urlencode({'by': found.basis, 'currency': code})}",
                "current": code == found.currency,
                "count": line.cases,
            }
            for code, line in found.totals.items()
        ],
        "total": Row(found.total, *_ways(found, found.total)) if found.currency else None,
        "tables": [
            {"side": side, "title": SIDE_WORDS[side], "rows": list(_rows(found, lines))}
            for side, lines in found.sides.items()
        ],
        "csv_url": f"{reverse('disputes:results_csv')}?{_query(found)}",
        "xlsx_url": f"{reverse('disputes:results_xlsx')}?{_query(found)}",
    }
    return render(request, "disputes/results.html", context)


@require_GET
@staff_page(permissions.EXPORT)
@shown_again
def results_table(request: StaffRequest, ending: str) -> HttpResponse:
    """Hand the page out as a table."""
    found = _read(request)
    headers, name = [str(header) for header in HEADERS], f"disputes-{found.period.first_on}-{found.period.last_on}"
    if ending == "csv":
        response = HttpResponse("".join(as_csv(headers, table_rows(found))), content_type="text/csv; charset=utf-8")
    else:
        response = HttpResponse(as_xlsx(headers, table_rows(found), name), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _read(request: StaffRequest) -> Results:
    """Raises BadInput for days that cannot be meant."""
    form = PeriodForm(request.GET)
    if not form.is_valid():
        name, errors = next(iter(form.errors.items()))
        raise BadInput(f"{form.fields[name].label}: {errors[0]}", "bad_period", name)
    period = period_of(form.cleaned_data["since"], form.cleaned_data["until"], _today())
    basis = Basis.ENDED if request.GET.get("by") == Basis.ENDED else Basis.OPENED
    with_people = permissions.REPORT in request.allowed
    return read_results(period, basis, request.GET.get("currency", "")[:3], with_people=with_people)


def _today() -> date:
    return shop_day(clock.now())


def _around(request: StaffRequest, period: Period, basis: str, currency: str) -> dict[str, Any]:
    """What stands above the tables, also when the days could not be meant."""
    kept = {"by": basis, "currency": currency}
    return {
        "period": period,
        "form": PeriodForm(initial={"since": period.first_on, "until": period.last_on}),
        "kept": {name: value for name, value in kept.items() if value},
        "periods": [
            {"label": one.label, "url": f"?{_days(one.period)}&{urlencode(kept)}", "current": one.period == period}
            for one in offered(_today())
        ],
        "bases": [
            {
                "label": words,
                "url": f"?{_days(period)}&{urlencode({**kept, 'by': name.value})}",
                "current": name == basis,
            }
            for name, words in BASIS_WORDS.items()
        ],
        "may_export": permissions.EXPORT in request.allowed,
    }


def _days(period: Period) -> str:
    return urlencode({"since": period.first_on, "until": period.last_on})


def _query(found: Results) -> str:
    return f"{_days(found.period)}&{urlencode({'by': found.basis, 'currency': found.currency})}"


def _rows(found: Results, lines: list[Line]) -> Iterator[Row]:
    for line in lines:
        yield Row(line, *_ways(found, line))


def _ways(found: Results, line: Line) -> tuple[str, str]:
    """The inbox with all disputes of a line, and with those of them that were won."""
    basis = "opened" if found.basis == Basis.OPENED else "ended"
    chosen = {
        "tab": "all",
        "currency": found.currency,
        f"{basis}_from": found.period.first_on,
        f"{basis}_to": found.period.last_on,
    }
    if line.side in _FILTER_OF:
        if not line.value:
            return "", ""
        chosen[_FILTER_OF[line.side]] = line.value
    inbox = reverse("disputes:inbox")
    return f"{inbox}?{urlencode(chosen)}", f"{inbox}?{urlencode({**chosen, 'state': 'won'})}"
