"""The list of alerts and early warnings: what is due first on top, and every one behind it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy

from customers import clock
from customers.errors import BadInput
from customers.search import typed
from disputes.models import Alert
from disputes.prevention.lists import (
    FILTERS,
    FIRST,
    TABS,
    AlertFilter,
    read_filter,
    rows_with_facts,
    that_fit,
    told,
    with_number,
)
from refunds import permissions
from refunds.views.access import StaffRequest, staff_page
from refunds.views.paging import KeyPage, key_page
from refunds.worklist.counts import capped_counts

NOTHING_FITS = (
    gettext_lazy("No alert fits this filter."),
    gettext_lazy("Take something out of the filter, or go back to a list above."),
)
NO_SUCH_NUMBER = (
    gettext_lazy("No alert has this number."),
    gettext_lazy("Type our number, as AL-2026-000123, or the provider's whole number."),
)


@staff_page(permissions.SEE_DISPUTES)
def alerts(request: StaffRequest) -> HttpResponse:
    """Show a list, narrowed by filters; a number that is typed leads to its alert."""
    words = typed(request.GET.get("q", ""))
    if hit := with_number(words):
        return redirect("disputes:alert", hit.reference)
    kept = {name: request.GET[name] for name in FILTERS if request.GET.get(name)}
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else "all" if kept or words else FIRST
    context = _around(request, tab, words, kept)
    try:
        chosen = read_filter(kept)
    except BadInput as refusal:
        context |= {"refusal": refusal.message}
        return render(request, "disputes/alerts.html", context, status=refusal.status)
    context |= _inside(request, tab, words, chosen)
    return render(request, "disputes/alerts.html", context)


def _around(request: StaffRequest, tab: str, words: str, kept: dict[str, str]) -> dict[str, Any]:
    """The tabs with their numbers, the field for a number, the panel of filters."""
    waiting = Alert.objects.order_by("answer_by", "id")
    counted = [TABS[name].rows(waiting, request.user) if TABS[name].counted else None for name in TABS]
    return {
        "tab": tab,
        "words": words,
        "kept": kept,
        "form": AlertFilter(kept),
        "all_url": reverse("disputes:alerts"),
        "tabs": [
            {"label": TABS[name].label, "url": _address(tab=name), "count": number, "current": name == tab}
            for name, number in zip(TABS, capped_counts(counted), strict=True)
        ],
    }


def _inside(request: StaffRequest, tab: str, words: str, chosen: dict[str, Any]) -> dict[str, Any]:
    shown = TABS[tab]
    page = _page(request, tab, chosen) if not words else KeyPage([], "", "")
    nothing = (shown.empty_title, shown.empty_text)
    return {
        "page": page,
        "rows": told(page.rows, clock.now()),
        "is_due": shown.is_due,
        "title": shown.label,
        "empty": NO_SUCH_NUMBER if words else NOTHING_FITS if chosen else nothing,
    }


def _page(request: StaffRequest, tab: str, chosen: dict[str, Any]) -> KeyPage:
    shown = TABS[tab]
    rows = shown.rows(that_fit(rows_with_facts(), chosen, request.user), request.user)
    if shown.is_due:
        return key_page(request, rows, "answer_by", newest_first=False)
    return key_page(request, rows, "alerted_at")


def _address(**query: str) -> str:
    return f"{reverse('disputes:alerts')}?{urlencode(query)}"
