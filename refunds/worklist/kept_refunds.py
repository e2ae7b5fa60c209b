"""The work list as one that can be kept under a name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy

from customers.models import User
from refunds.worklist.filters import WorkFilter
from refunds.worklist.kept import REFUNDS, Kept, KeptList
from refunds.worklist.listing import read_listing
from refunds.worklist.orders import order_for


def _check(filter: object, order: str) -> Kept:
    chosen = WorkFilter.from_json(filter)
    return chosen.as_json(), order_for(chosen, order)


def _read(query: QueryDict, person: User) -> Kept:
    listing = read_listing(query, person)
    return listing.chosen.as_json(), listing.order


def _say(filter: Mapping[str, Any]) -> str:
    return WorkFilter.from_json(filter).in_words()


KEPT = KeptList(REFUNDS, gettext_lazy("Refunds"), "refunds:queue", _check, _read, _say)
