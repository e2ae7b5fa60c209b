"""The results as a table for people's own programs: a line for each value of each side."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from customers.money import to_decimal
from customers.sheets import Cell
from disputes.results.figures import ACCOUNT, ALL, CATEGORY, NETWORK, PERSON, PIECE, Line, Results

SIDE_WORDS: dict[str, Promise] = {
    ALL: _("All disputes"),
    CATEGORY: _("By reason"),
    NETWORK: _("By network"),
    ACCOUNT: _("By gateway account"),
    PIECE: _("By evidence that was shown"),
    PERSON: _("By who answered"),
}
HEADERS = (
    _("Table"), _("Line"), _("Currency"), _("Disputes"), _("Ended"), _("Disputed"), _("Won"),
    _("Fought to the end"), _("Won of these"), _("Win rate from"), _("Win rate up to"), _("Recovered"), _("Lost"),
    _("Fees"), _("Fees for answering"), _("Fees given back"), _("Net cost"), _("Days to answer"),
)  # fmt: skip


def table_rows(results: Results) -> Iterator[list[Cell]]:
    """Every line of the page; amounts as decimal text, so that no program rounds them."""
    if not results.currency:
        return
    yield _row(results.total, results.currency)
    for lines in results.sides.values():
        for line in lines:
            yield _row(line, results.currency)


def _row(line: Line, currency: str) -> list[Cell]:
    days, rate = line.days_to_answer, line.win_rate
    return [
        str(SIDE_WORDS[line.side]),
        line.label,
        currency,
        line.cases,
        line.ended,
        _money(line.disputed_minor, currency),
        line.won,
        line.fought,
        line.fought_won,
        f"{rate.low:.3f}" if line.fought else "",
        f"{rate.high:.3f}" if line.fought else "",
        *(_money(minor, currency) for minor in _amounts(line)),
        "" if days is None else f"{days:.1f}",
    ]


def _amounts(line: Line) -> list[int]:
    fees = [line.fees_minor, line.counter_fees_minor, line.fees_returned_minor]
    return [line.recovered_minor, line.lost_minor, *fees, line.cost_minor]


def _money(minor: int, currency: str) -> str:
    return str(to_decimal(minor, currency))
