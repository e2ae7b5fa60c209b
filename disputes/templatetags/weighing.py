"""How the pages of fight or accept show chances, which are whole numbers of ten thousand."""

from __future__ import annotations

from django import template

from disputes.weighing import words

register = template.Library()


@register.filter
def hundredths(of_whole: int) -> int:
    """So many of a hundred: {{ band.estimated|hundredths }} %."""
    return words.hundredths(of_whole)


@register.filter
def minus(number: int, other: int) -> int:
    return number - other
