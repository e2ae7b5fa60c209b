"""The number beside the work list in the navigation: what waits for this very person."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from customers.models import User
from refunds import permissions
from refunds.models import Refund
from refunds.worklist.counts import capped_counts


def queue_count(request: HttpRequest) -> dict[str, Any]:
    """For the templates of staff pages, behind their door; asks only when the number is drawn."""
    if not hasattr(request, "allowed"):
        return {}
    return {"queue_count": SimpleLazyObject(lambda: _number(request.user, request.allowed))}


def waiting_for(person: User, allowed: set[str]) -> QuerySet[Refund]:
    """Who decides: what is theirs or nobody's. Who pays: what needs a look. Anybody else: what is theirs."""
    due_first = Refund.objects.order_by("decide_by", "id")
    if permissions.APPROVE in allowed:
        undecided = (Refund.State.REQUESTED, Refund.State.UNDER_REVIEW)
        return due_first.filter(Q(assignee=person) | Q(assignee=None), state__in=undecided)
    if permissions.PAY_BY_TRANSFER in allowed:
        return due_first.exclude(attention="")
    return due_first.filter(assignee=person, state__in=Refund.WAITING)


def _number(person: User, allowed: set[str]) -> str:
    (number,) = capped_counts([waiting_for(person, allowed)])
    return "" if number == "0" else number
