"""What of one refund is taxed at which rate: its lines first, and what they do not name by one stated rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from customers.money import split

Rate = Decimal | None
"""Percent, as it stands on the line of the sale; None where the sale has no line that would say it."""

NAMED, SHARED, UNKNOWN = "named", "shared", "unknown"

RULES = {
    NAMED: _("The line of the sale that went back, at its own rate."),
    SHARED: _(
        "No line is named for it: an amount, or goodwill. It lowers the price of the whole sale, so it is shared among"
        " the sale's rates by what is left at each, and the tax in each share is in the proportion of the sale there;"
        " every split by the largest remainder."
    ),
    UNKNOWN: _("The sale has no line for it, so nobody here knows its rate."),
}
"""Source of the rule: a price that is reduced after the supply reduces the taxable amount (Article 90 of Directive
2006/112/EC), and with it the tax at the rate of that supply."""


@dataclass(frozen=True, slots=True)
class Part:
    """Minor units of the payment's currency, tax included in the gross."""

    rate: Rate
    tax_minor: int
    gross_minor: int
    rule: str = NAMED

    @property
    def net_minor(self) -> int:
        return self.gross_minor - self.tax_minor


@dataclass(slots=True)
class Sale:
    """What one payment sold at each rate, and what of it has gone back so far."""

    sold: dict[Rate, Part]
    back: defaultdict[Rate, int] = field(default_factory=lambda: defaultdict(int))

    def left(self) -> dict[Rate, int]:
        left = {rate: max(part.gross_minor - self.back[rate], 0) for rate, part in self.sold.items()}
        return left if any(left.values()) else {rate: part.gross_minor for rate, part in self.sold.items()}


def sale_of(captured_minor: int, lines: Iterable[tuple[Decimal, int, int]]) -> Sale:
    """Sum up lines of (rate, net, tax). What was captured beyond them has no rate that is known."""
    sold: dict[Rate, Part] = {}
    for rate, net, tax in lines:
        before = sold.get(rate, Part(rate, 0, 0))
        sold[rate] = Part(rate, before.tax_minor + tax, before.gross_minor + net + tax)
    beyond = captured_minor - sum(part.gross_minor for part in sold.values())
    if beyond > 0:
        sold[None] = Part(None, 0, beyond, UNKNOWN)
    return Sale(sold)


def give_back(sale: Sale, amount_minor: int, named: Iterable[Part]) -> list[Part]:
    """The parts of a refund that leaves now; the sale remembers them."""
    parts = [part for part in named if part.gross_minor]
    for part in parts:
        sale.back[part.rate] += part.gross_minor
    unnamed = amount_minor - sum(part.gross_minor for part in parts)
    shared = _share(sale, unnamed) if unnamed else []
    for part in shared:
        sale.back[part.rate] += part.gross_minor
    return parts + shared


def shares_of(sale: Sale, amount_minor: int, rule: str) -> list[Part]:
    """What of an amount, which may be below zero, is of which rate, by what was sold at each; remembered by nobody."""
    sign = -1 if amount_minor < 0 else 1
    return [
        Part(part.rate, sign * part.tax_minor, sign * part.gross_minor, rule if part.rule == SHARED else part.rule)
        for part in _share(Sale(sale.sold), abs(amount_minor))
    ]


def take_again(sale: Sale, parts: Iterable[Part]) -> None:
    """A refund came back: what it had given back is part of the sale again."""
    for part in parts:
        sale.back[part.rate] -= part.gross_minor


def _share(sale: Sale, amount_minor: int) -> list[Part]:
    left = sale.left()
    if not left:
        return [Part(None, 0, amount_minor, UNKNOWN)]
    rates = sorted(left, key=lambda rate: (rate is None, -(rate or 0)))
    shares = zip(rates, split(amount_minor, [left[rate] for rate in rates]), strict=True)
    return [_part(sale.sold, rate, share) for rate, share in shares if share]


def _part(sold: Mapping[Rate, Part], rate: Rate, share_minor: int) -> Part:
    if rate is None:
        return Part(None, 0, share_minor, UNKNOWN)
    _net, tax = split(share_minor, [max(sold[rate].net_minor, 0), sold[rate].tax_minor])
    return Part(rate, tax if sold[rate].tax_minor else 0, share_minor, SHARED)
