"""Reading on behind a key: lists are paged by the fields of an index, of which the last is unique."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q


def behind(walk: Sequence[str], key: Sequence[Any]) -> Q:
    """Rows behind the key on a walk: names of fields, each with a sign where it descends.

    The first field stands alone in front, so that an index is walked from there.
    """
    way, name = ("lt" if walk[0].startswith("-") else "gt"), walk[0].lstrip("-")
    further = Q(**{f"{name}__{way}": key[0]})
    if len(walk) == 1:
        return further
    return Q(**{f"{name}__{way}e": key[0]}) & (further | behind(walk[1:], key[1:]))
