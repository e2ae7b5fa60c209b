"""Reports that a gateway makes as CSV files, read with suspicion."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from customers.errors import BadInput


def rows_in(report: bytes) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with the number of its line, every cell without the space around it. Raises BadInput."""
    try:
        text = report.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput(_("The report is not written in UTF-8.")) from None
    if "\0" in text:
        raise BadInput(_("The report holds bytes that are no text."))
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for row in rows:
            yield rows.line_num, [cell.strip() for cell in row]
    except csv.Error as trouble:
        raise unreadable_line(rows.line_num, trouble) from None


def demand_columns(names: Sequence[str], needed: Sequence[str], line: int) -> None:
    """Raise BadInput for the first column that is missing."""
    for name in needed:
        if name not in names:
            raise BadInput(_("Line %(line)d: the column %(name)s is missing.") % {"line": line, "name": name})


def unreadable_line(line: int, trouble: Exception) -> BadInput:
    return BadInput(_("Line %(line)d cannot be read: %(trouble)s") % {"line": line, "trouble": trouble})
