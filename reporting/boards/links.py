"""Where figures lead: to the list of what they are made of."""

from __future__ import annotations

from django.urls import reverse

from reporting.facts.slices import Slice


def list_behind(measure: str, slice_: Slice) -> str:
    """The address of the single things that a figure is made of."""
    return f"{reverse('reporting:figures', args=[measure])}?{slice_.query()}"
