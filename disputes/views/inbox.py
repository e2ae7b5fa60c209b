"""The inbox of disputes: what is due first on top, and every dispute behind it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers import clock
from customers.errors import BadInput
from customers.search import typed
from disputes.inbox import kept
from disputes.inbox.filters import ME, NAMES, NOBODY, InboxFilter, hands, read_filter, that_fit
from disputes.inbox.orders import IN_WORDS, Order, order_of, walk_of
from disputes.inbox.rows import rows_with_facts, told
from disputes.inbox.search import disputes_with
from disputes.inbox.tabs import FIRST, TABS
from disputes.models import Dispute
from refunds import permissions
from refunds.models import SavedView
from refunds.views.access import StaffRequest, staff_page
from refunds.views.paging import KeyPage, page_among, walk_page
from refunds.worklist.counts import capped_counts
from refunds.worklist.listing import visible_view, visible_views

NOTHING_FOUND = (
    "search",
    gettext_lazy("Nothing found."),
    gettext_lazy("Every word must begin a name, an e-mail address, a number, or be a card's last four digits."),
)
NOTHING_FITS = (
    "filter",
    gettext_lazy("No dispute fits this filter."),
    gettext_lazy("Take something out of the filter, or go back to a list above."),
)


@staff_page(permissions.SEE_DISPUTES)
def inbox(request: StaffRequest) -> HttpResponse:
    """Show a list, narrowed by filters and words."""
    words = typed(request.GET.get("q", ""))
    if words and (hit := Dispute.objects.filter(reference=words.upper()).first()):
        return redirect("disputes:dispute", hit.reference)
    view = visible_view(request.user, asked, kept.CODE) if (asked := request.GET.get("view", "")) else None
    given = _given(request, view)
    is_asked = bool(words) or any(given.get(name) for name in NAMES)
    tab = given.get("tab", "")
    tab = tab if tab in TABS else "all" if is_asked else FIRST
    try:
        chosen = read_filter(given)
    except BadInput as refusal:
        context = _around(request, given, tab, words, view) | {"refusal": refusal.message}
        return render(request, "disputes/inbox.html", context, status=refusal.status)
    page = _page_of(request, given, tab, chosen, words)
    context = _around(request, given, tab, words, view) | _inside(tab, words, chosen, page)
    return render(request, "disputes/inbox.html", context | {"is_asked": is_asked})


def _given(request: StaffRequest, view: SavedView | None) -> dict[str, str]:
    """What the address says; one that names only a view means what that one keeps."""
    said = {name: request.GET[name] for name in ("tab", "order", *NAMES) if request.GET.get(name)}
    if view is None or any(name != "order" for name in said):
        return said
    return {"order": view.order, **view.filter, **said}


def _page_of(request: StaffRequest, given: Mapping[str, str], tab: str, chosen: dict[str, Any], words: str) -> KeyPage:
    rows = TABS[tab].rows(that_fit(rows_with_facts(), chosen, request.user), request.user)
    if words:
        return page_among(request, rows, disputes_with(words), "opened_at")
    return walk_page(request, rows, walk_of(TABS[tab].is_due, given.get("order", "")))


def _around(
    request: StaffRequest, given: Mapping[str, str], tab: str, words: str, view: SavedView | None
) -> dict[str, Any]:
    """The tabs with their numbers, the saved views, the search field, the panel of filters."""
    numbers = capped_counts([_counted(name, request) for name in TABS])
    chosen = {name: given[name] for name in NAMES if given.get(name)}
    order = order_of(given.get("order", ""))
    walked = {"order": order} if TABS[tab].is_due and order != Order.DUE else {}
    may_share = permissions.SHARE_VIEWS in request.allowed
    is_as_saved = view is not None and view.filter == {"tab": tab, **chosen} and order_of(view.order) == order
    return {
        "tab": tab,
        "words": words,
        "kept": chosen,
        "tabs": [
            {
                "label": TABS[name].label,
                "url": _list(name, order),
                "count": number,
                "current": name == tab and view is None,
            }
            for name, number in zip(TABS, numbers, strict=True)
        ],
        "order": order,
        "orders": _orders(chosen, tab, order) if TABS[tab].is_due and not words else [],
        "order_words": IN_WORDS.get(order, ""),
        "form": _panel(chosen),
        "filter_words": "" if is_as_saved else kept.in_words(chosen),
        "views": [
            {"view": one, "url": _address(view=str(one.pk)), "count": "", "current": one == view}
            for one in visible_views(request.user, kept.CODE)
        ],
        "view": view,
        "query": urlencode({"tab": tab, **chosen, **walked}),
        "may_save": bool(chosen or walked) and not words and not is_as_saved,
        "may_keep": view is not None and (view.owner_id == request.user.pk or may_share),
        "may_share": may_share,
        "all_url": _address(),
        "may_bring": permissions.BRING_DISPUTES in request.allowed,
    }


def _list(name: str, order: Order) -> str:
    """A list begins in the order that the last one had, where it can be walked so."""
    return _address(tab=name, order=order) if TABS[name].is_due and order != Order.DUE else _address(tab=name)


def _orders(chosen: dict[str, str], tab: str, order: Order) -> list[dict[str, Any]]:
    """The ways to walk this list as it is narrowed, each from its begin."""
    return [
        {"label": one.label, "url": _address(**chosen, tab=tab, order=one), "current": one == order} for one in Order
    ]


def _counted(name: str, request: StaffRequest) -> QuerySet[Dispute] | None:
    tab = TABS[name]
    if not tab.counted:
        return None
    order = ("answer_by", "id") if tab.is_due else ()
    return tab.rows(Dispute.objects.order_by(*order), request.user)


def _panel(chosen: dict[str, str]) -> InboxFilter:
    form = InboxFilter(chosen)
    people = hands()
    form.fields["owner"].widget = forms.Select(choices=people)
    form.fields["answered_by"].widget = forms.Select(choices=[one for one in people if one[0] not in (ME, NOBODY)])
    return form


def _inside(tab: str, words: str, chosen: dict[str, Any], page: KeyPage) -> dict[str, Any]:
    shown = TABS[tab]
    nothing = (shown.empty_icon, shown.empty_title, shown.empty_text)
    return {
        "page": page,
        "rows": told(page.rows, clock.now()),
        "is_due": shown.is_due and not words,
        "title": _("Disputes that fit “%s”") % words if words else shown.label,
        "empty": NOTHING_FOUND if words else NOTHING_FITS if chosen else nothing,
    }


def _address(**query: str) -> str:
    address = reverse("disputes:inbox")
    return f"{address}?{urlencode(query)}" if query else address
