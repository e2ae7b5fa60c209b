"""Which payment of an order gives how much of an amount. Plain values in and out; no database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from customers.errors import BadInput
from customers.money import checked_amount, split

NEWEST_FIRST, OLDEST_FIRST, IN_PROPORTION = STRATEGIES = ("newest_first", "oldest_first", "in_proportion")


@dataclass(frozen=True, slots=True)
class Source:
    """A payment that can give: its number, when it was captured, and what is left on it in minor units."""

    payment_id: int
    captured_at: datetime
    left_minor: int


def allocate(amount_minor: int, sources: Sequence[Source], strategy: str) -> dict[int, int]:
    """Share an amount among payments of one currency; returns minor units by payment, without those that give none.

    The parts add up to the amount exactly and none is more than is left. Raises BadInput when all together hold less.
    """
    checked_amount(amount_minor)
    if strategy not in STRATEGIES:
        raise BadInput(_("Choose from the list how the amount is spread."), "unknown_strategy", "strategy")
    able = [source for source in sources if source.left_minor > 0]
    if amount_minor > sum(source.left_minor for source in able):
        raise BadInput(_("This is more than is left on the payments of this order."), "more_than_left", "amount")
    ordered = sorted(able, key=lambda s: (s.captured_at, s.payment_id), reverse=strategy == NEWEST_FIRST)
    if strategy == IN_PROPORTION:
        parts = split(amount_minor, [source.left_minor for source in ordered])
    else:
        parts = _one_after_another(amount_minor, ordered)
    return {source.payment_id: part for source, part in zip(ordered, parts, strict=True) if part}


def _one_after_another(amount_minor: int, sources: Sequence[Source]) -> list[int]:
    parts = []
    for source in sources:
        parts.append(min(source.left_minor, amount_minor))
        amount_minor -= parts[-1]
    return parts
