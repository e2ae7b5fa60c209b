"""Every limit by currency, as the pages and the API about people show them."""

from __future__ import annotations

from dataclasses import dataclass

from refunds.limits import APPROVAL, GOODWILL, GOODWILL_DAY, SECOND, current_limits
from refunds.models import StepUpAmount
from refunds.permissions import APPROVING_ROLES, ASKING_ROLES

ByRole = dict[str, int | None]


@dataclass(frozen=True, slots=True)
class CurrencyLimits:
    """The limits of one currency, in minor units; None is no row: nothing, always two, always again."""

    currency: str
    up_to: ByRole
    second_above: int | None
    goodwill: ByRole
    goodwill_day: ByRole
    step_up_above: int | None


def limit_table() -> list[CurrencyLimits]:
    """Every currency that has any amount, by its code."""
    limits = current_limits()
    again = dict(StepUpAmount.objects.values_list("currency", "above_minor"))
    by_role = [amounts for kind in (APPROVAL, GOODWILL, GOODWILL_DAY) for amounts in limits[kind].values()]
    return [
        CurrencyLimits(
            code,
            {role: limits[APPROVAL][role].get(code) for role in APPROVING_ROLES},
            limits[SECOND].get(code),
            {role: limits[GOODWILL][role].get(code) for role in ASKING_ROLES},
            {role: limits[GOODWILL_DAY][role].get(code) for role in ASKING_ROLES},
            again.get(code),
        )
        for code in sorted(set().union(again, limits[SECOND], *by_role))
    ]
