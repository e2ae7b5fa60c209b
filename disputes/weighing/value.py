"""What fighting is worth beside giving in, in minor units: values in, values out.

Fighting brings back the amount with the chance to win; it costs the work of an answer and the gateway's fee for it,
which some give back on a win. Giving in costs nothing more than what is gone already. An inquiry has taken nothing yet:
there the other way is a full refund, and fighting also risks the fee of the chargeback that may follow. A compliance
case, and one that goes before the network's own court, cost a further fee of the network's.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from disputes.weighing.chance import WHOLE, Chance

FIGHT, GIVE_IN = "fight", "give_in"


@dataclass(frozen=True, slots=True)
class Price:
    """A fee of the gateway as it stands in the table; `comes_back` when the dispute is won."""

    amount_minor: int
    currency: str
    comes_back: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class Stakes:
    """What is in the balance. None is not known, and then not counted.

    `further` names what the network charges beside the gateway in this case ("compliance_fee", "arbitration_fee").
    """

    amount_minor: int
    currency: str
    is_inquiry: bool
    work_minor: int | None
    counter_fee: Price | None
    dispute_fee: Price | None
    further: str = ""
    further_fee: Price | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the arithmetic: what is reckoned with, and what it comes to in expectation."""

    name: str
    of_minor: int
    comes_to_minor: int


@dataclass(frozen=True, slots=True)
class Worth:
    """`fight_minor` is what fighting is worth more than giving in; `low_minor` and `high_minor` at the interval's ends.

    `pays_from` is the chance, of ten thousand, above which fighting pays; None where no chance is enough.
    `not_counted` names what nobody knows.
    """

    fight_minor: int
    low_minor: int
    high_minor: int
    pays_from: int | None
    lines: Sequence[Line]
    not_counted: Sequence[str]

    @property
    def advice(self) -> str:
        return FIGHT if self.fight_minor > 0 else GIVE_IN

    @property
    def is_close(self) -> bool:
        """Whether what is known allows either."""
        return (self.low_minor > 0) != (self.high_minor > 0)


def worth_of(stakes: Stakes, chance: Chance) -> Worth:
    lines = _lines(stakes, chance.likely)
    return Worth(
        fight_minor=fight_minor(stakes, chance),
        low_minor=_sum(stakes, chance.low),
        high_minor=_sum(stakes, chance.high),
        pays_from=_pays_from(stakes),
        lines=lines,
        not_counted=_not_counted(stakes),
    )


def fight_minor(stakes: Stakes, chance: Chance) -> int:
    """What fighting is worth more than giving in, in expectation."""
    return _sum(stakes, chance.likely)


def part(amount_minor: int, of_whole: int) -> int:
    """So many ten-thousandths of an amount, rounded to the nearest minor unit."""
    return (2 * amount_minor * of_whole + WHOLE) // (2 * WHOLE)


def _lines(stakes: Stakes, likely: int) -> list[Line]:
    lines = [Line("comes_back", stakes.amount_minor, part(stakes.amount_minor, likely))]
    if stakes.work_minor is not None:
        lines.append(Line("work", stakes.work_minor, -stakes.work_minor))
    prices = [("counter_fee", stakes.counter_fee), ("dispute_fee", _risked(stakes)), *_further(stakes)]
    for name, price in prices:
        if price is not None and price.currency == stakes.currency and price.amount_minor:
            at_risk = WHOLE - likely if price.comes_back or name == "dispute_fee" else WHOLE
            lines.append(Line(name, price.amount_minor, -part(price.amount_minor, at_risk)))
    return lines


def _further(stakes: Stakes) -> list[tuple[str, Price | None]]:
    return [(stakes.further, stakes.further_fee)] if stakes.further else []


def _risked(stakes: Stakes) -> Price | None:
    """The fee of the dispute itself is in the balance only while there is no dispute yet."""
    return stakes.dispute_fee if stakes.is_inquiry else None


def _sum(stakes: Stakes, likely: int) -> int:
    return sum(line.comes_to_minor for line in _lines(stakes, likely))


def _pays_from(stakes: Stakes) -> int | None:
    """The more likely a win, the more fighting is worth: look for where it begins to be worth anything."""
    first = bisect_right(range(WHOLE + 1), 0, key=lambda likely: _sum(stakes, likely))
    return first if first <= WHOLE else None


def _not_counted(stakes: Stakes) -> list[str]:
    unknown = [] if stakes.work_minor is not None else ["work"]
    wanted = [("counter_fee", stakes.counter_fee)] + [("dispute_fee", stakes.dispute_fee)] * stakes.is_inquiry
    wanted += _further(stakes)
    for name, price in wanted:
        if price is None:
            unknown.append(name)
        elif price.currency != stakes.currency:
            unknown.append(f"{name}_in_other_currency")
    return unknown
