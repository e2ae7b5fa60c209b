"""What a shop keeps of a returned article's price: a share of it, or a fixed amount for each, by product kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.money import split
from refunds.policy.facts import PRODUCT_KINDS
from refunds.policy.names import KIND_NAMES
from refunds.policy.parameter_types import (
    MOST_ENTRIES,
    BadParameter,
    Column,
    Kind,
    amount_minor,
    amounts_by_currency,
    one_of,
    whole_number,
)
from refunds.policy.parameter_types import currency as currency_code
from refunds.policy.wording import listed_or, money

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

    def told(self) -> str:
        kind = KIND_NAMES[self.product_kind]
        if self.percent:
            return _("%(percent)d percent for %(kind)s") % {"percent": self.percent, "kind": kind}
        amounts = listed_or([money(amount, code) for code, amount in self.fixed_minor.items()])
        return _("%(amounts)s a piece for %(kind)s") % {"amounts": amounts, "kind": kind}


class Fees(Kind):
    """A list of fees: each for one product kind, each with a percentage or fixed amounts for a piece."""

    def read(self, value: Any) -> tuple[Fee, ...]:
        if not isinstance(value, list) or len(value) > MOST_ENTRIES:
            raise BadParameter(_("Give a list of fees."))
        fees = tuple(_read_fee(entry) for entry in value)
        if len({fee.product_kind for fee in fees}) != len(fees):
            raise BadParameter(_("Two fees are for the same product kind."))
        return fees

    def told(self, value: Any) -> list[str]:
        return [fee.told() for fee in self.read(value)] or [_("nothing")]


FEE_COLUMNS = (
    Column("product_kind", one_of(PRODUCT_KINDS, KIND_NAMES), gettext_lazy("Product kind"), needed=True),
    Column("percent", whole_number(at_most=MOST_PERCENT, at_least=1), gettext_lazy("Percent")),
    Column("currency", currency_code, gettext_lazy("Or in this currency")),
    Column("amount_minor", amount_minor, gettext_lazy("as much a piece")),
)


def rows_of(value: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Lay fees out in rows: one for a percentage, one for each fixed amount."""
    rows: list[dict[str, Any]] = []
    for fee in value:
        kind = {"product_kind": fee["product_kind"]}
        if "percent" in fee:
            rows.append({**kind, "percent": fee["percent"]})
        rows += [
            {**kind, "currency": code, "amount_minor": amount} for code, amount in fee.get("fixed_minor", {}).items()
        ]
    return rows


def from_rows(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Gather rows into fees; whether they can stand says Fees."""
    fees: dict[str, dict[str, Any]] = {}
    for row in rows:
        kind = row.get("product_kind", "")
        fee = fees.setdefault(kind, {"product_kind": kind})
        if "percent" in row:
            fee["percent"] = row["percent"]
        if "currency" in row or "amount_minor" in row:
            fee.setdefault("fixed_minor", {})[row.get("currency", "")] = row.get("amount_minor")
    return list(fees.values())


def _read_fee(entry: Any) -> Fee:
    kinds = {
        "product_kind": one_of(PRODUCT_KINDS, KIND_NAMES),
        "percent": whole_number(at_most=MOST_PERCENT, at_least=1),
        "fixed_minor": amounts_by_currency(none_means=gettext_lazy("nothing")),
    }
    if not isinstance(entry, dict) or "product_kind" not in entry or len(entry) != 2 or set(entry) - set(kinds):
        raise BadParameter(_("A fee has a product_kind, and either percent or fixed_minor."))
    return Fee(**{name: kinds[name].read(value) for name, value in entry.items()})


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
