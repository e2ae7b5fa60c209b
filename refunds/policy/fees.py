"""What a shop keeps of a returned article's price: a share of it, or a fixed amount for each, by product kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from customers.money import split
from refunds.policy.facts import PRODUCT_KINDS
from refunds.policy.parameter_types import BadParameter, amounts_by_currency, one_of, whole_number

MOST_PERCENT = 90
"""Something always goes back: a return that brings nothing is a refusal, and says so."""


@dataclass(frozen=True, slots=True)
class Returned:
    """One line that comes back: its kind, how many, and their worth in minor units, tax included."""

    product_kind: str
    quantity: int
    worth_minor: int


@dataclass(frozen=True)
class Fee:
    """The fee on one product kind: `percent` of the worth, or `fixed_minor` for each piece by currency."""

    product_kind: str
    percent: int = 0
    fixed_minor: dict[str, int] = field(default_factory=dict)


def read_fees(value: Any) -> tuple[Fee, ...]:
    """Read the fees: a list of objects, each for one product kind, each with a percentage or fixed amounts."""
    if not isinstance(value, list):
        raise BadParameter(_("Give a list of fees."))
    fees = tuple(_read_fee(entry) for entry in value)
    if len({fee.product_kind for fee in fees}) != len(fees):
        raise BadParameter(_("Two fees are for the same product kind."))
    return fees


def _read_fee(entry: Any) -> Fee:
    readers = {
        "product_kind": one_of(PRODUCT_KINDS),
        "percent": whole_number(at_most=MOST_PERCENT, at_least=1),
        "fixed_minor": amounts_by_currency,
    }
    if not isinstance(entry, dict) or "product_kind" not in entry or len(entry) != 2 or set(entry) - set(readers):
        raise BadParameter(_("A fee has a product_kind, and either percent or fixed_minor."))
    return Fee(**{name: readers[name](value) for name, value in entry.items()})


def fees_on(returned: Sequence[Returned], fees: Sequence[Fee], currency: str) -> list[int]:
    """Say what is kept of each line, in minor units and never more than MOST_PERCENT of its worth.

    A percentage is taken of all lines of the kind together, rounded down, and shared by the largest remainder.
    """
    kept = [0] * len(returned)
    for fee in fees:
        places = [place for place, line in enumerate(returned) if line.product_kind == fee.product_kind]
        for place, amount in zip(places, _of_one_kind(fee, [returned[p] for p in places], currency), strict=True):
            kept[place] = amount
    return kept


def _of_one_kind(fee: Fee, lines: Sequence[Returned], currency: str) -> list[int]:
    if fee.percent:
        worths = [line.worth_minor for line in lines]
        return split(sum(worths) * fee.percent // 100, worths)
    each = fee.fixed_minor.get(currency, 0)
    return [min(each * line.quantity, line.worth_minor * MOST_PERCENT // 100) for line in lines]
