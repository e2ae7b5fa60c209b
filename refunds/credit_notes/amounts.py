"""What a credit note takes back, line by line, at the rates of the sale. Plain values in and out; minor units.

Net, tax and total of the lines, of the tax groups and of the whole agree to the last minor unit: nothing is rounded but
where an amount is shared, and shares go by the largest remainder (customers.money.split).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from customers.money import split

REDUCTION = 0
"""The position of a line that is about the price of everything with one rate, not about a thing."""


@dataclass(frozen=True, slots=True)
class Sold:
    """A line of the invoice. `net_minor` and `tax_minor` are for all of it, after `discount_minor`."""

    position: int
    description: str
    sku: str
    quantity: int
    net_minor: int
    tax_minor: int
    rate: Decimal
    discount_minor: int = 0


@dataclass(frozen=True, slots=True)
class Returned:
    """So many units of a sold line, with what goes back for them, tax included, and the tax in it."""

    position: int
    quantity: int
    amount_minor: int
    tax_minor: int


@dataclass(frozen=True, slots=True)
class Credited:
    """A line of the credit note. Without a `position` it lowers the price of what has this rate."""

    position: int
    description: str
    sku: str
    quantity: int
    net_minor: int
    tax_minor: int
    rate: Decimal
    discount_minor: int

    @property
    def total_minor(self) -> int:
        return self.net_minor + self.tax_minor


@dataclass(frozen=True, slots=True)
class Group:
    """Everything with one rate."""

    rate: Decimal
    net_minor: int
    tax_minor: int


def credit_lines(sold: Sequence[Sold], returned: Sequence[Returned], amount_minor: int) -> list[Credited]:
    """Turn an amount into lines: what was returned, and the rest as a lower price of all that was sold.

    Raises ValueError where the returned lines come to more than the amount, or where nothing was sold that the rest
    could lower the price of.
    """
    by_position = {line.position: line for line in sold}
    lines = [_returned(by_position[back.position], back) for back in returned if back.amount_minor]
    rest = amount_minor - sum(line.total_minor for line in lines)
    if rest < 0:
        raise ValueError("The lines come to more than the amount.")
    return lines + (reductions(sold, rest) if rest else [])


def reductions(sold: Sequence[Sold], amount_minor: int) -> list[Credited]:
    """Share an amount that names no lines among the rates of the sale, by what was paid at each."""
    groups = [group for group in groups_of(sold) if group.net_minor + group.tax_minor]
    if not groups:
        raise ValueError("Nothing was sold at any rate.")
    parts = split(amount_minor, [group.net_minor + group.tax_minor for group in groups])
    return [_reduction(group, part) for group, part in zip(groups, parts, strict=True) if part]


def groups_of(lines: Iterable[Sold | Credited]) -> list[Group]:
    """The sums for each rate, the highest first."""
    sums: dict[Decimal, tuple[int, int]] = {}
    for line in lines:
        net, tax = sums.get(line.rate, (0, 0))
        sums[line.rate] = (net + line.net_minor, tax + line.tax_minor)
    return [Group(rate, *sums[rate]) for rate in sorted(sums, reverse=True)]


def turned(lines: Iterable[Mapping[str, int]]) -> int:
    """The total of lines as they stand in a content."""
    return sum(line["net_minor"] + line["tax_minor"] for line in lines)


def _returned(line: Sold, back: Returned) -> Credited:
    """Its discount is the share of the units that came back, of what was taken off the whole line."""
    others = line.quantity - back.quantity
    discount, _kept = split(line.discount_minor, [back.quantity, others])
    return Credited(
        line.position, line.description, line.sku, back.quantity,
        back.amount_minor - back.tax_minor, back.tax_minor, line.rate, discount,
    )  # fmt: skip


def _reduction(group: Group, amount_minor: int) -> Credited:
    net, tax = split(amount_minor, [group.net_minor, group.tax_minor])
    return Credited(REDUCTION, "", "", 1, net, tax, group.rate, 0)
