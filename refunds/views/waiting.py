"""The numbers in the frame of every staff page: what waits for this very person, and what they have not read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache, lru_cache, partial
from typing import Any, cast

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from customers.models import User
from refunds import permissions
from refunds.models import Refund, StaffNotice
from refunds.worklist.counts import Counted, capped_counts, counting

Waiting = Callable[[User, set[str]], QuerySet[Any] | None]

_more: dict[str, Waiting] = {}


def count_also(name: str, waiting: Waiting) -> None:
    """The socket: another room's number in the frame. `waiting` says what waits for a person with these moves."""
    _more[name] = waiting


def frame_counts(person: User, allowed: set[str] | None) -> dict[str, Counted | None]:
    """What is counted in the frame, by the name of its number."""
    return _written(person.pk, None if allowed is None else frozenset(allowed))


@lru_cache(maxsize=1000)
def _written(person_id: int, allowed: frozenset[str] | None) -> dict[str, Counted | None]:
    """Written once for a person and what they may: no clock is in it, and to write it takes longer than to ask it."""
    person = User(pk=person_id)
    waits: dict[str, Waiting] = {"queue_count": waiting_for, **_more}
    rows = {name: waiting(person, set(allowed)) if allowed is not None else None for name, waiting in waits.items()}
    rows["unread_count"] = unread_by(person)
    return {name: None if few is None else counting(few) for name, few in rows.items()}


def desk_counts(request: HttpRequest) -> dict[str, Any]:
    """For the templates of staff pages; all numbers in one query, and only when one of them is drawn.

    A page outside the staff's door, such as that of the second factor, knows no roles: there nothing waits.
    """
    if not hasattr(request, "user"):
        return {}

    person = cast("User", request.user)

    @cache
    def numbers() -> dict[str, str]:
        counts = frame_counts(person, getattr(request, "allowed", None))
        return shown_counts(counts, capped_counts(list(counts.values())))

    def number(name: str) -> str:
        return numbers()[name]

    names = ("queue_count", *_more, "unread_count")
    return {name: SimpleLazyObject(partial(number, name)) for name in names}


def shown_counts(names: Iterable[str], counts: Iterable[str]) -> dict[str, str]:
    """The numbers by their names; nothing is said of what there is none of."""
    return {name: "" if count == "0" else count for name, count in zip(names, counts, strict=True)}


def unread_by(person: User) -> QuerySet[StaffNotice]:
    return StaffNotice.objects.filter(person=person, read_at=None)


def waiting_for(person: User, allowed: set[str]) -> QuerySet[Refund]:
    """Who decides: what is theirs or nobody's. Who pays: what needs a look. Anybody else: what is theirs."""
    due_first = Refund.objects.order_by("decide_by", "id")
    if permissions.APPROVE in allowed:
        undecided = (Refund.State.REQUESTED, Refund.State.UNDER_REVIEW)
        return due_first.filter(Q(assignee=person) | Q(assignee=None), state__in=undecided)
    if permissions.PAY_BY_TRANSFER in allowed:
        return due_first.exclude(attention="")
    return due_first.filter(assignee=person, state__in=Refund.WAITING)
