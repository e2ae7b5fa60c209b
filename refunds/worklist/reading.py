"""One page of a list by key, in bounded time whatever is filtered.

Three roads lead there. A plain list is walked on its index. Where a leading filter or a search finds few rows, those
are put in order here. Everything else is walked on the index too, but no further than WINDOWS rows at a time: a page
may then hold fewer rows than it could, and says how far back it has looked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from customers.models import User
from customers.walks import behind
from refunds.models import Refund
from refunds.worklist.filters import WorkFilter
from refunds.worklist.leads import few_that_fit
from refunds.worklist.orders import WALKS, Order, Walk, waits

WINDOWS = (1_000, 4_000)
"""So many rows are looked at, then so many more; whoever wants to see further goes on from there."""
Key = tuple[datetime, int]
"""Where a row stands in its order: the moment and the id."""


@dataclass(frozen=True, slots=True)
class Found:
    """Rows in the order of reading. `stopped_at` is the key up to which was looked, where there may be more."""

    rows: list[Refund]
    stopped_at: Key | None = None


def read(
    chosen: WorkFilter,
    order: Order,
    person: User | None,
    *,
    most: int,
    beyond: Key | None = None,
    backwards: bool = False,
    among: list[int] | None = None,
    rows: QuerySet[Refund] | None = None,
) -> Found:
    """Up to `most` refunds behind a key, or before it, `among` the keys that a search has found.

    `rows` says what comes along with each. Read backwards they come in reverse.
    """
    walk = WALKS[order]
    walk = Walk(walk.moment, walk.descending != backwards)
    shown = Refund.objects.all() if rows is None else rows
    fitting = chosen.rows(person)
    if among is None and not _is_plain(chosen, order) and not (order == Order.DUE and waits(chosen)):
        among = few_that_fit(chosen, person)
    if among is not None:
        return _sorted_here(fitting, shown, walk, beyond, among, most)
    if _is_plain(chosen, order):
        return Found(list(_ordered(_behind(chosen.rows(person, shown), walk, beyond), walk)[:most]))
    keys, stopped_at = _in_windows(fitting, _walked(chosen, order, person), walk, beyond, most)
    return Found(_shown_in_order(shown, keys), stopped_at)


def key_of(refund: Refund, order: Order) -> Key:
    return getattr(refund, WALKS[order].moment), refund.pk


def _is_plain(chosen: WorkFilter, order: Order) -> bool:
    """Whether the index alone has exactly these rows, in this order."""
    names = set(chosen.values)
    if order == Order.DUE:
        return names <= {"state", "assignee"} or names == {"attention"}
    return not names or (names == {"state"} and len(chosen.states) == 1)


def _walked(chosen: WorkFilter, order: Order, person: User | None) -> QuerySet[Refund]:
    """The rows of the index that is walked, of which the filter keeps some."""
    if order == Order.DUE:
        names = {"state", "due", "assignee"} if waits(chosen) else {"attention"}
    else:
        names = {"state"} if len(chosen.states) == 1 else set()
    walked = WorkFilter({name: chosen.values[name] for name in names if name in chosen.values})
    return walked.without("due").rows(person).filter(_of(chosen.states) if "state" in names else Q())


def _of(states: frozenset[str]) -> Q:
    return Q(state__in=sorted(states))


def _sorted_here(
    fitting: QuerySet[Refund], shown: QuerySet[Refund], walk: Walk, beyond: Key | None, among: list[int], most: int
) -> Found:
    pairs = fitting.filter(pk__in=among).order_by().values_list(walk.moment, "pk")
    keys = sorted((pair for pair in pairs if _is_behind(pair, walk, beyond)), reverse=walk.descending)[:most]
    return Found(_shown_in_order(shown, keys))


def _in_windows(
    fitting: QuerySet[Refund], base: QuerySet[Refund], walk: Walk, beyond: Key | None, most: int
) -> tuple[list[Key], Key | None]:
    """Keys of what fits, and the key up to which was looked. What comes along is read for the page's rows alone."""
    found: list[Key] = []
    for size in WINDOWS:
        ahead = _ordered(_behind(base, walk, beyond), walk).values_list(walk.moment, "pk")
        edge = next(iter(ahead[size - 1 : size]), None)
        part = _behind(fitting, walk, beyond)
        part = part if edge is None else part.filter(_up_to(edge, walk))
        found += _ordered(part, walk).values_list(walk.moment, "pk")[: most - len(found)]
        if edge is None or len(found) >= most:
            return found, None
        beyond = edge
    return found, beyond


def _shown_in_order(shown: QuerySet[Refund], keys: list[Key]) -> list[Refund]:
    by_key = {refund.pk: refund for refund in shown.filter(pk__in=[pk for _moment, pk in keys])} if keys else {}
    return [by_key[pk] for _moment, pk in keys if pk in by_key]


def _ordered(rows: QuerySet[Any], walk: Walk) -> QuerySet[Any]:
    return rows.order_by(*walk.fields)


def _behind(rows: QuerySet[Refund], walk: Walk, beyond: Key | None) -> QuerySet[Refund]:
    return rows if beyond is None else rows.filter(behind(walk.fields, beyond))


def _up_to(edge: Key, walk: Walk) -> Q:
    way, (at, row_id) = "gt" if walk.descending else "lt", edge
    within = Q(**{f"{walk.moment}__{way}": at}) | Q(**{f"id__{way}e": row_id})
    return Q(**{f"{walk.moment}__{way}e": at}) & within


def _is_behind(key: Key, walk: Walk, beyond: Key | None) -> bool:
    return beyond is None or (key < beyond if walk.descending else key > beyond)
