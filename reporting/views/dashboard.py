"""The dashboards of finance, and the lists behind their figures."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from customers import clock
from customers.errors import BadInput
from refunds import permissions
from refunds.views.access import StaffRequest, staff_page
from reporting.boards.answer import answer
from reporting.boards.asked import plain_question, read_asked
from reporting.boards.discovery import all_dashboards, dashboard_named
from reporting.boards.listing import shown_movements
from reporting.boards.page import frame_context, page_context
from reporting.facts.measures import measure as find_measure
from reporting.facts.movements import page as movement_page
from reporting.facts.read import totals
from reporting.facts.size import TooFine
from reporting.facts.slices import Slice
from reporting.periods import shop_day


@require_GET
@staff_page(permissions.REPORT)
def dashboards(request: StaffRequest) -> HttpResponse:
    """Lead to the first one."""
    return redirect("reporting:dashboard", next(iter(all_dashboards())))


@require_GET
@staff_page(permissions.REPORT)
def dashboard(request: StaffRequest, name: str) -> HttpResponse:
    """Show one; all that it was asked for stands in the address, so that a view can be kept and sent."""
    found = dashboard_named(name)
    try:
        asked = read_asked(request.GET, found.filters)
    except BadInput as refusal:
        context = frame_context(found, plain_question(shop_day(clock.now()))) | {"refusal": refusal.message}
        return render(request, found.template, context, status=refusal.status)
    context = page_context(found, answer(found, asked))
    if found.further is not None:
        context |= found.further(asked)
    return render(request, found.template, context)


@require_GET
@staff_page(permissions.REPORT)
def figures(request: StaffRequest, measure: str) -> HttpResponse:
    """List what a figure is made of, in order of time, each row with the way to its case."""
    found, slice_ = find_measure(measure), Slice.from_query(request.GET)
    page = movement_page(slice_, measure, request.GET.get("after", "")[:300])
    following = f"?{slice_.query()}&{urlencode({'after': page.next_key})}" if page.next_key else ""
    context = {
        "measure": found,
        "slice": slice_,
        "totals": _totals(slice_, measure),
        "rows": shown_movements(page.movements, found),
        "next_url": following,
        "first_url": f"{reverse('reporting:figures', args=[measure])}?{slice_.query()}"
        if request.GET.get("after")
        else "",
    }
    return render(request, "reporting/figures.html", context)


def _totals(slice_: Slice, measure: str) -> list[tuple[str, int]]:
    """By currency; none where a list is of something so fine that nobody can wait for its sum."""
    try:
        return sorted((code, sums[measure]) for code, sums in totals(slice_, [measure], quickly=True).items())
    except TooFine:
        return []
