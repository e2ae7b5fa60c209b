"""The finance dashboard."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from customers import clock
from refunds import permissions
from refunds.views.access import StaffRequest, staff_page
from reporting.charts import draw
from reporting.dashboard import read_dashboard


@staff_page(permissions.REPORT)
def dashboard(request: StaffRequest) -> HttpResponse:
    """Show one currency; the switch is a link, so that a view can be kept and sent."""
    board = read_dashboard(clock.now(), request.GET.get("currency", ""))
    drawings = draw(f"dashboard:{board.currency}", board.specs()) if board.currency else {}
    return render(request, "reporting/dashboard.html", {"board": board, "panels": board.drawn(drawings)})
