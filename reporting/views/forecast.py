"""The forecast: looked at, and ordered anew."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from customers import clock
from refunds import permissions
from refunds.views.access import StaffRequest, staff_page
from reporting.actions.order_forecast import order_forecast
from reporting.foresight.page import choose, screen
from reporting.models import SeriesForecast

Measure = SeriesForecast.Measure


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(permissions.REPORT)
def forecast(request: StaffRequest) -> HttpResponse:
    """Show one measure in one currency, both in the address; a POST orders a new forecast."""
    measure = request.GET.get("measure", "")
    measure = measure if measure in Measure.values else Measure.REFUNDED
    if request.method == "POST":
        order_forecast(actor=request.actor)
        messages.success(request, _("A new forecast is being worked out."))
        return redirect(f"{request.path}?{request.GET.urlencode()}" if request.GET else request.path)
    found = choose(request.GET.get("currency", ""), measure)
    if request.htmx:
        return render(request, "reporting/_forecast_run.html", {"found": found, "is_done": found.waiting is None})
    currency = found.series.currency if found.series else ""
    context = {
        "found": found,
        "screen": screen(found.series) if found.series else None,
        "currencies": _tabs("currency", found.currencies, currency, f"&measure={measure}"),
        "measures": _measures(measure, currency),
        "now": clock.now(),
    }
    return render(request, "reporting/forecast.html", context)


def _tabs(name: str, values: list[str], current: str, tail: str) -> list[dict[str, object]]:
    return [{"label": value, "url": f"?{name}={value}{tail}", "current": value == current} for value in values]


def _measures(current: str, currency: str) -> list[dict[str, object]]:
    tail = f"&currency={currency}" if currency else ""
    return [
        {"label": label, "url": f"?measure={value}{tail}", "current": value == current}
        for value, label in Measure.choices
    ]
