"""The socket for cases of other rooms on the same payment: they come along with it in its own query, and are linked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.functional import Promise

MOST = 20


@dataclass(frozen=True, slots=True)
class OtherCases:
    """`rows` are the cases of payments with these keys; `kind` is how customers.looks calls their states.

    Without a `portal_url_name` they are the desk's business, and the customer is not shown them.
    """

    kind: str
    title: Promise
    url_name: str
    portal_url_name: str
    rows: Callable[[OuterRef], QuerySet[Any]]


_kinds: dict[str, OtherCases] = {}


def show_also(cases: OtherCases) -> None:
    _kinds[cases.kind] = cases


def brought_along(payment: str) -> dict[str, ArraySubquery]:
    """Annotations for a query whose field `payment` is the key of a payment."""
    shown = JSONObject(
        reference="reference", state="state", amount_minor="amount_minor", currency="currency"
    )  # what every case has
    return {
        f"other_{cases.kind}": ArraySubquery(
            cases.rows(OuterRef(payment)).order_by("-id").annotate(shown=shown).values("shown")[:MOST]
        )
        for cases in _kinds.values()
    }


def other_cases(row: Any, *, in_portal: bool = False) -> list[dict[str, Any]]:
    """What came along with a row, each with its title and address; nothing where nothing did."""
    return [
        {**case, "kind": cases.kind, "title": cases.title, "url": reverse(name, args=[case["reference"]])}
        for cases in _kinds.values()
        for name in [cases.portal_url_name if in_portal else cases.url_name]
        if name
        for case in getattr(row, f"other_{cases.kind}", None) or ()
    ]
