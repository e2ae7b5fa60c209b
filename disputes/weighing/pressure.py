"""How near the shop is to the limits above which card networks watch a merchant, as of November 2026.

Whether a dispute is won or lost does not matter to them: it counts when it is opened. Only what never becomes a
chargeback stays out: an inquiry that is refunded, or a case that the network's own program ends.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from customers import clock
from customers.shop_days import shop_day
from disputes.weighing.chance import WHOLE
from disputes.weighing.programmes import MAIN, Programme, programmes_on


@dataclass(frozen=True, slots=True)
class Pressure:
    """Where the shop stands this month. `share` is of ten thousand; None where nothing was sold to compare with."""

    programme: Programme
    cases: int
    sales: int
    share: int | None

    @property
    def level(self) -> str:
        """ "over" both limits, "near" from two thirds of both on, else "far"."""
        if self.share is None:
            return "far"
        thirds = min(3 * self.share // self.programme.limit, 3 * self.cases // self.programme.least_cases)
        return "over" if thirds >= 3 else "near" if thirds == 2 else "far"


def pressure_at(networks: Mapping[str, Mapping[str, int]], network: str) -> Pressure | None:
    """The programme of one network; None where it has none, or where the network is not known."""
    return next((one for one in pressures(networks) if one.programme.network == network), None)


def pressures(networks: Mapping[str, Mapping[str, int]]) -> Sequence[Pressure]:
    """Every programme with this month's numbers, as the worker counted them."""
    watched = [one for one in programmes_on(shop_day(clock.now())) if one.code in MAIN]
    return [_pressure(programme, networks.get(programme.network, {})) for programme in watched]


def _pressure(programme: Programme, counted: Mapping[str, int]) -> Pressure:
    cases = counted.get("disputes", 0) + (counted.get("warnings", 0) if programme.counts_warnings else 0)
    sales = counted.get("payments_before" if programme.of_last_month else "payments", 0)
    return Pressure(programme, cases, sales, round(cases * WHOLE / sales) if sales else None)
