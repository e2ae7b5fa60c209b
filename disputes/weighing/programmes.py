"""The programmes in which card networks watch merchants, with their limits from a day on and where those are written.

As of 27 November 2026. A manager who reads of a new limit writes it down (NetworkLimit); ours stays beneath it.
Mastercard's EFM needs the share of 3-D Secure, and Visa's limit for the Middle East and North Africa counts US dollars:
neither is known here, so neither is counted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from disputes.models import NetworkLimit

SAME_MONTH, LAST_MONTH, THREE_MONTHS = "same_month", "last_month", "three_months"


@dataclass(frozen=True, slots=True)
class Programme:
    """A network's limit: both the share and the number of cases must be reached. `limit` is of ten thousand.

    `sales_of` says which sales the cases of a month are compared with; THREE_MONTHS means cases and sales of three.
    """

    code: str
    network: str
    name: str
    limit: int
    least_cases: int
    counts_warnings: bool
    sales_of: str
    valid_from: date
    source: str
    source_on: date
    least_sales: int = 0

    @property
    def of_last_month(self) -> bool:
        return self.sales_of == LAST_MONTH


_READ_ON = date(2026, 11, 22)
_VISA = "Visa Acquirer Monitoring Program, as told by acquirers"
_MASTERCARD = "Mastercard Excessive Chargeback Program, as told by Braintree"

DELIVERED = (
    Programme("vamp", "visa", "VAMP", 220, 1_500, True, SAME_MONTH, date(2025, 6, 1), _VISA, _READ_ON),
    Programme(
        "vamp", "visa", "VAMP", 150, 1_500, True, SAME_MONTH, date(2026, 4, 1),
        "Visa Acquirer Monitoring Program, merchant limit since 1 April 2026, as told by acquirers", _READ_ON,
    ),
    Programme(
        "ecm", "mastercard", "ECM", 150, 100, False, LAST_MONTH, date(2020, 1, 1),
        "Mastercard Excessive Chargeback Merchant, as told by Braintree", _READ_ON,
    ),
    Programme("hecm", "mastercard", "HECM", 300, 300, False, LAST_MONTH, date(2020, 1, 1), _MASTERCARD, _READ_ON),
    Programme(
        "vamp_acquirer", "visa", "VAMP (acquirer)", 70, 0, True, SAME_MONTH, date(2026, 1, 1),
        "Visa Acquirer Monitoring Program: what the acquirer must keep over all its merchants, so it presses them",
        _READ_ON,
    ),
    Programme(
        "paypal", "paypal", "PayPal", 150, 0, False, THREE_MONTHS, date(2020, 1, 1),
        "PayPal help: fee for many disputes, from 1.5 % with more than 100 sales in three months", _READ_ON,
        least_sales=101,
    ),
)  # fmt: skip

MAIN = ("vamp", "ecm")
"""The programmes that one dispute more or less is weighed by."""


def programmes_on(day: date, rows: Iterable[NetworkLimit] | None = None) -> list[Programme]:
    """Every programme as it is on a day, in the order above; what was written down here goes before what we deliver."""
    delivered: dict[str, Programme] = {}
    for one in DELIVERED:
        if one.valid_from <= day and (one.code not in delivered or delivered[one.code].valid_from <= one.valid_from):
            delivered[one.code] = one
    own = NetworkLimit.objects.filter(valid_from__lte=day).order_by("valid_from", "id") if rows is None else rows
    for row in own:
        if (known := delivered.get(row.programme)) and row.valid_from >= known.valid_from:
            delivered[row.programme] = _as_written(known, row)
    return list(delivered.values())


def programme_codes() -> dict[str, str]:
    """Code and name of each programme."""
    return {one.code: one.name for one in DELIVERED}


def _as_written(known: Programme, row: NetworkLimit) -> Programme:
    return replace(
        known, limit=row.share, least_cases=row.least_cases, valid_from=row.valid_from, source=row.source,
        source_on=row.created_at.date(),
    )  # fmt: skip
