"""A step of the way from our figure to the gateway's, with the movements that it is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.urls import reverse

SHOWN = 50
"""Movements that are named under each reason; the rest is counted and summed."""


@dataclass(frozen=True, slots=True)
class Item:
    """One movement; amounts are minor units of the currency beside them, None where that side has none."""

    kind: str
    name: str
    url: str
    our_at: datetime | None
    our_minor: int | None
    our_currency: str | None
    their_at: datetime | None
    their_minor: int | None
    their_currency: str | None
    delta_minor: int
    difference_url: str = ""
    payout: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One reason with everything that belongs to it; `count` may be more than the items that are named."""

    why: str
    title: Any
    text: Any
    delta_minor: int
    count: int
    items: list[Item] = field(default_factory=list)


def url_of(page: str | None, reference: str | None, report: int | None) -> str:
    """The page of a movement, else that of the settlement report whose line it is."""
    names = {"payment": "refunds:payment", "refund": "refunds:refund", "dispute": "disputes:dispute"}
    if page and reference:
        return reverse(names[page], args=[reference])
    return reverse("refunds:settlement", args=[report]) if report else ""


def run(query: str, wanted: dict[str, Any]) -> Sequence[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, wanted)
        return cursor.fetchall()
