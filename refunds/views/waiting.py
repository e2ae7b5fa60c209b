"""The numbers in the frame of every staff page: what waits for this very person, and what they have not read."""

from __future__ import annotations

from functools import cache
from typing import Any, cast

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from customers.models import User
from refunds import permissions
from refunds.models import Refund, StaffNotice
from refunds.worklist.counts import capped_counts


def desk_counts(request: HttpRequest) -> dict[str, Any]:
    """For the templates of staff pages; both numbers in one query, and only when one of them is drawn.

    A page outside the staff's door, such as that of the second factor, knows no roles: there nothing waits.
    """
    if not hasattr(request, "user"):
        return {}

    person = cast("User", request.user)

    @cache
    def numbers() -> list[str]:
        allowed = getattr(request, "allowed", None)
        waits = waiting_for(person, allowed) if allowed is not None else None
        return shown_counts([waits, unread_by(person)])

    return {
        "queue_count": SimpleLazyObject(lambda: numbers()[0]),
        "unread_count": SimpleLazyObject(lambda: numbers()[1]),
    }


def shown_counts(rows: list[QuerySet[Any] | None]) -> list[str]:
    """As capped_counts, but nothing is said of what there is none of."""
    return ["" if number == "0" else number for number in capped_counts(rows)]


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
