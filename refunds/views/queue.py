"""The work list: what waits for a person, what is due first, and every refund behind it."""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import parse_qsl

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy

from customers import clock
from customers.errors import BadInput
from refunds import permissions
from refunds.models import Refund, SavedView
from refunds.presence import watchers_of
from refunds.views import paging
from refunds.views.access import StaffRequest, staff_page
from refunds.views.filter_form import filter_panel
from refunds.views.waiting import frame_counts, shown_counts
from refunds.worklist.counts import capped_counts, counted_rows
from refunds.worklist.filters import WorkFilter
from refunds.worklist.kept import REFUNDS
from refunds.worklist.listing import TABS, Listing, read_listing, visible_views
from refunds.worklist.orders import Order, orders_for
from refunds.worklist.reading import key_of, read
from refunds.worklist.rows import rows_with_facts, told
from refunds.worklist.search import refunds_with

NOTHING_NEW = 204
LIST_ROWS = 30
"""No other list tells so much in a row: who, why it waits, what is worth a look, whose it is, until when."""


@staff_page()
def queue(request: StaffRequest, view: str = "") -> HttpResponse:
    """Show a list; to a page that asks for itself again only what it does not show yet."""
    try:
        listing = read_listing(request.GET, request.user, view)
    except BadInput as refusal:
        listing = Listing(WorkFilter(), Order.NEWEST, tab="all")
        context = _around(request, listing) | {"refusal": refusal.message, "panel": filter_panel(request, listing)}
        return render(request, "refunds/queue.html", context, status=refusal.status)
    if request.htmx and "panel" in request.GET:
        return render(request, "refunds/_filters.html", {"panel": filter_panel(request, listing)})
    if hit := _exactly(listing.words):
        return redirect("refunds:refund", hit)
    page = _page_of(request, listing)
    context = _around(request, listing) | _inside(request, listing, page)
    if "stamp" in request.GET and request.htmx:
        return _only_what_is_new(request, listing, context)
    return render(request, "refunds/_queue.html" if request.htmx else "refunds/queue.html", context)


def _exactly(words: str) -> str:
    """The refund whose whole number was typed."""
    number = words.upper() if words.upper().startswith("RF-") else ""
    return number if number and Refund.objects.filter(reference=number).exists() else ""


def _page_of(request: StaffRequest, listing: Listing) -> paging.KeyPage:
    before, after = (paging.read_key(request.GET.get(way)) for way in ("before", "after"))
    found = read(
        listing.chosen,
        listing.order,
        request.user,
        most=LIST_ROWS + 1,
        beyond=before or after,
        backwards=before is not None,
        among=refunds_with(listing.words) if listing.words else None,
        rows=rows_with_facts(),
    )
    rows, has_more = found.rows[:LIST_ROWS], len(found.rows) > LIST_ROWS
    ahead = key_of(rows[-1], listing.order) if rows and has_more else found.stopped_at
    behind = key_of(rows[0], listing.order) if rows and (before or after) else None
    if before:
        rows, ahead, behind = rows[::-1], behind, ahead
    return paging.KeyPage(
        rows,
        paging.address_at(request, "before", behind) if behind else "",
        paging.address_at(request, "after", ahead) if ahead else "",
        found.stopped_at[0] if found.stopped_at else None,
    )


def _around(request: StaffRequest, listing: Listing) -> dict[str, Any]:
    """What stands around the rows: tabs and views with their numbers, the search field, what may be done."""
    views = visible_views(request.user, REFUNDS)
    frame = frame_counts(request.user, request.allowed)
    filters = [TABS[tab][1] for tab in TABS] + [_filter_of(view) for view in views]
    numbers = capped_counts([*frame.values(), *(counted_rows(chosen, request.user) for chosen in filters)])
    of_frame, numbers = numbers[: len(frame)], numbers[len(frame) :]
    of_tabs, of_views = numbers[: len(TABS)], numbers[len(TABS) :]
    return {
        **shown_counts(frame, of_frame),
        "tabs": [_tab(tab, listing, count) for tab, count in zip(TABS, of_tabs, strict=True)],
        "views": [_view(view, listing, count, request) for view, count in zip(views, of_views, strict=True)],
        "listing": listing,
        "listing_query": listing.as_query(),
        "filter_words": "" if listing.tab else listing.chosen.in_words(),
        "bulk_url": _bulk_url(request),
        "filter_fields": parse_qsl(listing.chosen.as_query()),
        "may_share": permissions.SHARE_VIEWS in request.allowed,
        "may_keep": listing.view is not None
        and (listing.view.owner_id == request.user.pk or permissions.SHARE_VIEWS in request.allowed),
    }


def _inside(request: StaffRequest, listing: Listing, page: paging.KeyPage) -> dict[str, Any]:
    now = clock.now()
    rows = told(page.rows, now)
    watched = watchers_of([refund.pk for refund in page.rows], request.user)
    for refund in page.rows:
        refund.watchers = watched.get(refund.pk, [])
    return {
        "page": page,
        "rows": rows,
        "order": listing.order,
        "orders": [(order, order.label, _with_order(listing, order)) for order in orders_for(listing.chosen)],
        "empty": _EMPTY["words" if listing.words else listing.tab or "filter"],
        "panel": filter_panel(request, listing) if "panel" in request.GET else None,
        "stamp": _stamp(page),
        "poll_query": _poll_query(request, listing),
        "since": int(now.timestamp() * 1_000_000),
    }


def _only_what_is_new(request: StaffRequest, listing: Listing, context: dict[str, Any]) -> HttpResponse:
    """Nothing, or the rows anew, or word of what came where the list is being read or a later page is shown."""
    stamp, told_before = context["stamp"], request.GET.get("told")
    since = paging.read_key(f"{request.GET.get('since', '')}-0")
    is_same = stamp == request.GET["stamp"]
    came = 0
    if since and not listing.words:
        new = listing.chosen.rows(request.user).filter(created_at__gt=since[0]).order_by()
        came = new[:100].count()
    if (is_same and not came) or (told_before == f"{stamp}{came}"):
        return HttpResponse(status=NOTHING_NEW)
    is_read = "reading" in request.GET or "before" in request.GET or "after" in request.GET
    context |= {"came": came, "told": f"{stamp}{came}", "since": request.GET.get("since", ""), "stamp": stamp}
    if is_read:
        return render(request, "refunds/_queue_news.html", context | {"stamp": request.GET["stamp"]})
    response = render(request, "refunds/_queue.html", context | {"since": int(clock.now().timestamp() * 1_000_000)})
    response["HX-Retarget"], response["HX-Reswap"] = "#queue", "outerHTML"
    return response


def _poll_query(request: StaffRequest, listing: Listing) -> str:
    """The list and the place in it; where the place is a later page, that one is asked for again."""
    places = {way: request.GET[way] for way in ("before", "after") if paging.read_key(request.GET.get(way))}
    return "&".join(filter(None, [listing.as_query(), WorkFilter().as_query(**places)]))


def _stamp(page: paging.KeyPage) -> str:
    shown = " ".join(f"{refund.pk}.{refund.version}" for refund in page.rows)
    return hashlib.sha256(shown.encode()).hexdigest()[:16]


def _filter_of(view: SavedView) -> WorkFilter:
    """What a view keeps; one that has become impossible shows nothing behind its name."""
    try:
        return WorkFilter.from_json(view.filter)
    except BadInput:
        return WorkFilter()


def _tab(tab: str, listing: Listing, count: str) -> dict[str, Any]:
    query = WorkFilter().as_query(tab=tab)
    current = tab == listing.tab and not listing.words
    return {"label": TABS[tab][0], "url": f"{reverse('refunds:queue')}?{query}", "count": count, "current": current}


def _view(view: SavedView, listing: Listing, count: str, request: StaffRequest) -> dict[str, Any]:
    current = listing.view is not None and listing.view.pk == view.pk
    return {
        "view": view,
        "url": f"{reverse('refunds:queue')}?view={view.pk}",
        "count": count,
        "current": current,
        "is_own": view.owner_id == request.user.pk,
    }


def _with_order(listing: Listing, order: Order) -> str:
    origin = {"view": str(listing.view.pk)} if listing.view else {}
    words = {"q": listing.words} if listing.words else {}
    tab = {"tab": listing.tab} if listing.tab else {}
    chosen = "" if listing.tab else listing.chosen.as_query() or "state="
    return "&".join(filter(None, [chosen, WorkFilter().as_query(**tab, **origin, **words, order=str(order))]))


def _bulk_url(request: StaffRequest) -> str:
    """Where chosen cases are handled together, for those who may, in a house that can."""
    try:
        return reverse("refunds:bulk_new") if permissions.BULK in request.allowed else ""
    except NoReverseMatch:
        return ""


_EMPTY = {
    "decide": (
        "disc-check",
        gettext_lazy("Nothing waits for a decision."),
        gettext_lazy("New requests that need a person appear here by themselves."),
    ),
    "mine": (
        "disc-check",
        gettext_lazy("Nothing is in your hands."),
        gettext_lazy("What you take, or what is handed to you, stands here until it is decided."),
    ),
    "attention": (
        "disc-check",
        gettext_lazy("Nothing needs a look."),
        gettext_lazy("Refunds that the machine cannot finish alone appear here."),
    ),
    "customer": (
        "disc-check",
        gettext_lazy("No customer owes an answer."),
        gettext_lazy("Refunds with an open question stand here."),
    ),
    "failed": (
        "disc-check",
        gettext_lazy("No refund has failed."),
        gettext_lazy("A failed refund stands here until somebody sends it another way."),
    ),
    "moving": (
        "box",
        gettext_lazy("Nothing is on the way."),
        gettext_lazy("Approved refunds stand here until the money has left."),
    ),
    "done": ("box", gettext_lazy("Nothing has ended yet."), gettext_lazy("Finished refunds stand here.")),
    "all": ("box", gettext_lazy("Nothing here yet."), gettext_lazy("Open a payment to ask for a refund.")),
    "words": (
        "search",
        gettext_lazy("Nothing found."),
        gettext_lazy("Every word must begin a name, an e-mail address, a number, or be a card's last four digits."),
    ),
    "filter": (
        "filter",
        gettext_lazy("No refund fits this filter."),
        gettext_lazy("Take something out of the filter, or go back to a list above."),
    ),
}
