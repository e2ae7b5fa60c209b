"""The numbers in the navigation: what waits for this very person, and which notices they have not read."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from operator import getitem
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from customers.models import User
from refunds import permissions
from refunds.models import Refund, StaffNotice
from refunds.worklist.counts import capped_counts

NAMES = ("queue_count", "unread_count")


def numbers_beside(request: HttpRequest) -> dict[str, Any]:
    """For the templates of staff pages, behind their door: both in one query, asked only when one is drawn."""
    if not hasattr(request, "allowed"):
        return {}
    numbers = SimpleLazyObject(lambda: shown(capped_counts(counted_beside(request.user, request.allowed))))
    return {name: SimpleLazyObject(partial(getitem, numbers, name)) for name in NAMES}


def counted_beside(person: User, allowed: set[str]) -> list[QuerySet[Any]]:
    """What is counted, in the order of NAMES."""
    return [waiting_for(person, allowed), StaffNotice.objects.filter(person=person, read_at=None)]


def shown(counts: Iterable[str]) -> dict[str, str]:
    """The numbers by the names that the templates know; none is nothing."""
    return {name: "" if count == "0" else count for name, count in zip(NAMES, counts, strict=False)}


def waiting_for(person: User, allowed: set[str]) -> QuerySet[Refund]:
    """Who decides: what is theirs or nobody's. Who pays: what needs a look. Anybody else: what is theirs."""
    due_first = Refund.objects.order_by("decide_by", "id")
    if permissions.APPROVE in allowed:
        undecided = (Refund.State.REQUESTED, Refund.State.UNDER_REVIEW)
        return due_first.filter(Q(assignee=person) | Q(assignee=None), state__in=undecided)
    if permissions.PAY_BY_TRANSFER in allowed:
        return due_first.exclude(attention="")
    return due_first.filter(assignee=person, state__in=Refund.WAITING)
