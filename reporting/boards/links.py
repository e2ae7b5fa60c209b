"""Where figures lead: to the list of what they are made of."""

from __future__ import annotations

from functools import cache

from django.urls import reverse

from reporting.facts.slices import Slice


def list_behind(measure: str, slice_: Slice) -> str:
    """The address of the single things that a figure is made of."""
    return f"{_lists(measure)}?{slice_.query()}"


@cache
def _lists(measure: str) -> str:
    """A page has hundreds of these; there are as many as measures."""
    return reverse("reporting:figures", args=[measure])
