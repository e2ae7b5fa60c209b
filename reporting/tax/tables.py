"""The tax report and its lines as rows of a table. Amounts are written in full, with a point, beside their currency."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from customers.money import to_decimal
from reporting.periods import Period, shop_day
from reporting.tax.beside import EVERY_KIND, lines_of
from reporting.tax.euro import EURO
from reporting.tax.oss import OssSummary
from reporting.tax.parts import Rate
from reporting.tax.read import Taxed

PARTS = ("net", "tax", "gross")
COLUMNS = ("sales", "refunds", "reversals", "balance")

REPORT_COLUMNS = ("country", "rate", "currency", *(f"{name}_{part}" for name in COLUMNS for part in PARTS))

LINE_COLUMNS = (
    "on", "kind", "reference", "payment", "order", "country", "rate", "currency", "net", "tax", "gross", "rule",
    "sold_on",
)  # fmt: skip

OSS_COLUMNS = (
    "quarter", "member_state", "rate", "currency", "net", "tax", "net_eur", "tax_eur", "of_quarter", "correction",
    "correction_eur", "too_late",
)  # fmt: skip
"""What is of euros is empty while the rate is not known."""


def report_rows(rows: Iterable[dict[str, Any]]) -> Iterator[tuple[Any, ...]]:
    """From the values of reporting.closing.figures.tax_values."""
    for row in rows:
        currency = row["currency"]
        sums = (to_decimal(row[f"{name}_{part}_minor"], currency) for name in COLUMNS for part in PARTS)
        yield row["country"], row["rate"], currency, *sums


def line_rows(period: Period) -> Iterator[tuple[Any, ...]]:
    """Every part of everything taxed, and of what stands beside; read in portions, so that any number streams."""
    for kind in EVERY_KIND:
        for one in lines_of(kind, period.start, period.end):
            yield from _parts_of(one)


def _parts_of(one: Taxed) -> Iterator[tuple[Any, ...]]:
    for part in one.parts:
        sums = (to_decimal(minor, one.currency) for minor in (part.net_minor, part.tax_minor, part.gross_minor))
        yield (
            shop_day(one.at).isoformat(), one.kind, one.reference, one.payment, one.order, one.country,
            rate_text(part.rate), one.currency, *sums, part.rule, shop_day(one.sold_at).isoformat(),
        )  # fmt: skip


def oss_rows(summary: OssSummary) -> Iterator[tuple[Any, ...]]:
    for row in summary.rows:
        sums = (to_decimal(minor, row.currency) for minor in (row.amounts.net_minor, row.amounts.tax_minor))
        euros = (_euro(row.net_euro_minor), _euro(row.tax_euro_minor))
        yield summary.name, row.code, rate_text(row.rate), row.currency, *sums, *euros, "", "", "", ""
    for one in summary.corrections:
        tax, late = to_decimal(one.tax_minor, one.currency), "yes" if one.is_too_late else "no"
        own = (one.name, tax, _euro(one.tax_euro_minor), late)
        yield summary.name, one.code, "", one.currency, "", "", "", "", *own


def _euro(minor: int | None) -> Any:
    return "" if minor is None else to_decimal(minor, EURO)


def rate_text(rate: Rate) -> str:
    """In percent, without needless zeros; "" where it is not known."""
    return "" if rate is None else f"{rate.normalize():f}"
