"""Which of their accounts one of ours is, by gateway account, tax rate and country; the closest line counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from reporting.models import BookAccount


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a posting as the ledger knows it. `tax_rate` is in percent, None where there is no tax."""

    account: str
    gateway_account: str = ""
    tax_rate: Decimal | None = None
    country: str = ""

    def said(self) -> str:
        """For people: "gateway · shop_eu · 19 % · DE"."""
        rate = f"{self.tax_rate.normalize():f} %" if self.tax_rate is not None else ""
        return " · ".join(part for part in (self.account, self.gateway_account, rate, self.country) if part)


class Mapping:
    """The lines of one layout, asked once for each side that occurs."""

    def __init__(self, lines: Iterable[BookAccount]) -> None:
        self._lines: dict[str, list[BookAccount]] = {}
        for line in lines:
            self._lines.setdefault(line.ledger_account, []).append(line)
        self._known: dict[Side, BookAccount | None] = {}

    def line_of(self, side: Side) -> BookAccount | None:
        if side not in self._known:
            fitting = [line for line in self._lines.get(side.account, []) if _fits(line, side)]
            self._known[side] = max(fitting, key=_closeness, default=None)
        return self._known[side]


def mapping_of(layout: str) -> Mapping:
    return Mapping(BookAccount.objects.filter(layout=layout))


def _fits(line: BookAccount, side: Side) -> bool:
    return (
        line.gateway_account in ("", side.gateway_account)
        and (line.tax_rate is None or line.tax_rate == side.tax_rate)
        and line.country in ("", side.country)
    )


def _closeness(line: BookAccount) -> tuple[bool, bool, bool]:
    return bool(line.gateway_account), line.tax_rate is not None, bool(line.country)
