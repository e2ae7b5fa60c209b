"""What an address of the work list means: a filter, an order, words, and the tab or view that it came from.

An address that names filters means exactly those. One that names only a tab or a view means what that one holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.errors import NotFound
from customers.models import User
from customers.search import typed
from refunds.models import Refund, SavedView
from refunds.worklist.filters import WorkFilter, names_filters
from refunds.worklist.kept import REFUNDS
from refunds.worklist.orders import Order, order_for

State = Refund.State

TABS: dict[str, tuple[Any, WorkFilter, str]] = {
    "decide": (gettext_lazy("To decide"), WorkFilter({"state": [State.REQUESTED, State.UNDER_REVIEW]}), Order.DUE),
    "mine": (gettext_lazy("Mine"), WorkFilter({"state": [*Refund.WAITING], "assignee": "me"}), Order.DUE),
    "attention": (gettext_lazy("Needs a look"), WorkFilter({"attention": "yes"}), Order.DUE),
    "customer": (gettext_lazy("With the customer"), WorkFilter({"state": [State.NEEDS_INFO]}), Order.DUE),
    "failed": (gettext_lazy("Failed"), WorkFilter({"state": [State.FAILED]}), Order.OLDEST),
    "moving": (gettext_lazy("On the way"), WorkFilter({"state": [State.APPROVED, State.PROCESSING]}), Order.NEWEST),
    "done": (
        gettext_lazy("Done"),
        WorkFilter({"state": [State.COMPLETED, State.REJECTED, State.CANCELED]}),
        Order.NEWEST,
    ),
    "all": (gettext_lazy("All"), WorkFilter(), Order.NEWEST),
}
"""The lists that every house has: name, filter, order."""

FIRST = "decide"


@dataclass(frozen=True, slots=True)
class Listing:
    """`tab` is empty where filters are named or a saved view is shown; `words` search within the filter."""

    chosen: WorkFilter
    order: Order
    words: str = ""
    tab: str = ""
    view: SavedView | None = None

    def as_query(self) -> str:
        """The address that means the same, shortest first, without a place in it."""
        words = {"q": self.words} if self.words else {}
        if self.tab:
            order = {} if self.order == TABS[self.tab][2] else {"order": str(self.order)}
            return WorkFilter().as_query(tab=self.tab, **order, **words)
        if self.view and self.is_as_saved:
            return WorkFilter().as_query(view=str(self.view.pk), **words)
        origin = {"view": str(self.view.pk)} if self.view else {}
        return self.chosen.as_query(
            **({} if self.chosen.values else {"state": ""}), **origin, order=self.order, **words
        )

    @property
    def is_as_saved(self) -> bool:
        """Whether the view shows what was kept under its name."""
        return self.view is not None and (self.view.filter, self.view.order) == (self.chosen.as_json(), self.order)

    @property
    def title(self) -> str:
        if self.view:
            return self.view.name
        return str(TABS[self.tab][0]) if self.tab else _("Refunds")


def read_listing(query: QueryDict, person: User, tab: str = "") -> Listing:
    """Understand an address; `tab` is what one without any of this means. Raises BadInput, NotFound."""
    words, asked = typed(query.get("q", "")), query.get("order", "")
    view = visible_view(person, asked_view, REFUNDS) if (asked_view := query.get("view", "")) else None
    if names_filters(query):
        chosen = WorkFilter.from_query(query)
        return Listing(chosen, order_for(chosen, asked), words, _tab_of(chosen) if view is None else "", view)
    if view is not None:
        chosen = WorkFilter.from_json(view.filter)
        return Listing(chosen, order_for(chosen, asked or view.order), words, "", view)
    tab = query.get("tab", "")[:20] or tab or ("all" if words else FIRST)
    tab = tab if tab in TABS else FIRST
    _name, chosen, order = TABS[tab]
    return Listing(chosen, order_for(chosen, asked or order), words, tab)


def visible_views(person: User, of: str = "") -> list[SavedView]:
    """The person's own views of a list, or of all, and those that are shared; own first."""
    views = SavedView.objects.filter(Q(owner=person) | Q(is_shared=True)).select_related("owner")
    views = views.filter(of=of) if of else views
    return sorted(views, key=lambda view: (view.owner_id != person.pk, view.pk))


def visible_view(person: User, view_id: str, of: str = "") -> SavedView:
    """One of them. Raises NotFound."""
    sound = view_id.isascii() and view_id.isdigit() and len(view_id) < 18
    visible = SavedView.objects.filter(Q(owner=person) | Q(is_shared=True))
    visible = visible.filter(of=of) if of else visible
    view = visible.filter(pk=int(view_id)).first() if sound else None
    if view is None:
        raise NotFound(_("This view is gone, or it was never shared with you."), "view_not_found")
    return view


def _tab_of(chosen: WorkFilter) -> str:
    """The tab that holds exactly this."""
    wanted = _as_sets(chosen)
    return next((tab for tab, (_name, its, _order) in TABS.items() if _as_sets(its) == wanted), "")


def _as_sets(chosen: WorkFilter) -> dict[str, Any]:
    return {name: frozenset(value) if isinstance(value, list) else value for name, value in chosen.values.items()}
