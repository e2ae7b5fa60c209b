"""How near the shop is to the limits above which card networks watch a merchant, as of November 2026.

Whether a dispute is won or lost does not matter to them: it counts when it is opened. Only what never becomes a
chargeback stays out: an inquiry that is refunded, or a case that the network's own program ends.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from disputes.weighing.chance import WHOLE


@dataclass(frozen=True, slots=True)
class Programme:
    """A network's limit: both the share and the number of cases must be reached. `limit` is of ten thousand."""

    network: str
    name: str
    limit: int
    least_cases: int
    counts_warnings: bool
    of_last_month: bool
    source: str
    source_on: date


PROGRAMMES = (
    Programme(
        "visa", "VAMP", 150, 1_500, counts_warnings=True, of_last_month=False,
        source="Visa Acquirer Monitoring Program, merchant limit since 1 April 2026, as told by acquirers",
        source_on=date(2026, 11, 22),
    ),
    Programme(
        "mastercard", "ECM", 150, 100, counts_warnings=False, of_last_month=True,
        source="Mastercard Excessive Chargeback Merchant, as told by Braintree", source_on=date(2026, 11, 22),
    ),
)  # fmt: skip


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
    return [_pressure(programme, networks.get(programme.network, {})) for programme in PROGRAMMES]


def _pressure(programme: Programme, counted: Mapping[str, int]) -> Pressure:
    cases = counted.get("disputes", 0) + (counted.get("warnings", 0) if programme.counts_warnings else 0)
    sales = counted.get("payments_before" if programme.of_last_month else "payments", 0)
    return Pressure(programme, cases, sales, round(cases * WHOLE / sales) if sales else None)
