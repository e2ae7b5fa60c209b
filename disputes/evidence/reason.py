"""What every reason in the catalogue says. tests/contracts/test_reasons.py holds each one to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


class Goods(StrEnum):
    """What was sold, as far as it decides what proves it."""

    PHYSICAL = "physical"
    DIGITAL = "digital"
    SERVICE = "service"
    SUBSCRIPTION = "subscription"


GOODS_WORDS: Mapping[Goods, Words] = {
    Goods.PHYSICAL: _("Goods that are sent"),
    Goods.DIGITAL: _("Digital goods"),
    Goods.SERVICE: _("A service"),
    Goods.SUBSCRIPTION: _("A subscription"),
}

_GOODS_OF_KIND = {"digital": Goods.DIGITAL, "service": Goods.SERVICE, "ticket": Goods.SERVICE,
                  "subscription": Goods.SUBSCRIPTION}  # fmt: skip


def goods_of(product_kinds: Mapping[str, int]) -> Goods:
    """What most of the money was paid for. `product_kinds` gives minor units by kind of product."""
    sums = dict.fromkeys(Goods, 0)
    for kind, paid_minor in product_kinds.items():
        if kind != "shipping":
            sums[_GOODS_OF_KIND.get(kind, Goods.PHYSICAL)] += paid_minor
    return max(sums, key=lambda goods: sums[goods])


@dataclass(frozen=True, slots=True)
class NetworkAsks:
    """What a card network asks of an answer to this reason. `codes` are its own; none where it has no code for it."""

    network: str
    codes: tuple[str, ...]
    asks: Words


_SAME_RULES = {"diners": "discover"}
"""Networks that dispute by another one's codes."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason for disputes. `wins` names pieces of evidence by weight, the heaviest first, by what was sold.

    `claim` is what the customer says. `without_defence` are codes that no evidence turns.
    """

    category: str
    title: Words
    claim: Words
    wins: Mapping[Goods, Sequence[str]]
    networks: Sequence[NetworkAsks]
    traps: Sequence[Words]
    source: str
    source_on: date
    without_defence: Sequence[str] = ()

    def shows(self, piece: str) -> bool:
        """Whether a piece wins here, whatever was sold."""
        return any(piece in pieces for pieces in self.wins.values())

    def asked_by(self, network: str) -> NetworkAsks | None:
        """What this network asks, or nothing where it has no code of its own for it."""
        name = _SAME_RULES.get(network.lower(), network.lower())
        return next((asks for asks in self.networks if asks.network == name), None)
