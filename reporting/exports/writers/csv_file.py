"""CSV in UTF-8, written by the database: text in quotes, amounts as decimals, nothing that would be a formula.

The first line has the columns' names, which are the same in every language.
"""

from __future__ import annotations

from operator import attrgetter
from typing import IO

from django.utils.translation import gettext_lazy as _

from customers.sheets import BYTE_ORDER_MARK
from reporting.exports.columns import Column
from reporting.exports.harmless_lines import HarmlessLines
from reporting.exports.stream import Rows, copy_csv
from reporting.exports.writer import Writer


def write(rows: Rows, file: IO[bytes]) -> None:
    file.write(BYTE_ORDER_MARK.encode())
    file.write((",".join(column.name for column in rows.wanted.columns) + "\n").encode())
    for piece in rows.pieces(copy_csv(rows.wanted, Column.plain_sql, attrgetter("name")), HarmlessLines()):
        file.write(piece)


WRITER = Writer("csv", "CSV", _("For every program. Amounts are decimals."), "csv", "text/csv; charset=utf-8", write)
