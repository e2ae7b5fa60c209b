"""A settlement report as a plain CSV file, for gateways whose own reports Recourse does not read.

UTF-8, separated by comma, semicolon or tab, the first row names the columns in any order; others are passed over.

  needed    line_id         the gateway's own number of the line; the same number is never taken twice
            kind            payment, refund, refund_reversal, dispute, dispute_reversal, fee, payout or other
            amount          with a point and a sign, seen from the shop: a refund of 25 euros is -25.00
            currency        ISO 4217
            settled_at      2026-11-26, or 2026-11-26T09:30:00+01:00; without a zone it is UTC
  read      fee             what the gateway kept for this line
            gateway_reference, payment_reference, refund_reference (ours), payout_reference, word (the gateway's own)
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime

from django.utils.translation import gettext as _

from customers.errors import BadInput
from customers.money import MAX_AMOUNT_MINOR, exponent
from refunds.gateways.types import SettlementKind, SettlementLine

NEEDED = ("line_id", "kind", "amount", "currency", "settled_at")
READ = ("fee", "gateway_reference", "payment_reference", "refund_reference", "payout_reference", "word")
DELIMITERS = ",;\t"
LONGEST_CELL = 4096

_AMOUNT = re.compile(r"(?P<sign>[-+]?)(?P<whole>[0-9]{1,16})(?:\.(?P<fraction>[0-9]{1,8}))?")

Cells = dict[str, str]


def read_generic(report: bytes) -> Iterator[SettlementLine]:
    """Read the report line by line. Raises BadInput, which names the line as a spreadsheet counts it."""
    rows = _rows(report)
    _first, header = next(rows, (1, []))
    names = [name.strip().lower() for name in header]
    if len(set(names)) != len(names):
        raise BadInput(_("Line 1: A column stands there twice."), "column_twice", "file")
    if missing := [name for name in NEEDED if name not in names]:
        raise BadInput(_("Line 1: These columns are missing: %s.") % ", ".join(missing), "column_missing", "file")
    for number, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(names):
            counts = {"cells": len(cells), "names": len(names)}
            raise at_line(number, _("The row has %(cells)d cells where the header has %(names)d.") % counts)
        try:
            yield _line({name: cell.strip() for name, cell in zip(names, cells, strict=True)})
        except BadInput as refusal:
            raise at_line(number, refusal.message) from None


def at_line(number: int, why: str) -> BadInput:
    """The refusal of a report because of one line."""
    said = {"number": number, "why": why}
    return BadInput(_("Line %(number)d: %(why)s") % said, "bad_line", "file")


def _rows(report: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        text = report.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput(_("The file is not UTF-8. Save it as UTF-8."), "not_utf8", "file") from None
    delimiter = max(DELIMITERS, key=text.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    csv.field_size_limit(LONGEST_CELL)
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as trouble:
            raise at_line(reader.line_num, _("The row cannot be read: %s") % trouble) from None
        if cells is None:
            return
        yield reader.line_num, cells


def _line(cells: Cells) -> SettlementLine:
    currency = cells["currency"].upper()
    exponent(currency)
    if cells["kind"].lower() not in set(SettlementKind):
        raise BadInput(_("%s is no kind of line.") % repr(cells["kind"][:40]))
    return SettlementLine(
        line_id=cells["line_id"],
        kind=SettlementKind(cells["kind"].lower()),
        word=cells.get("word", ""),
        amount_minor=_minor(cells["amount"], currency),
        currency=currency,
        settled_at=_moment(cells["settled_at"]),
        fee_minor=_minor(cells.get("fee", "") or "0", currency),
        gateway_reference=cells.get("gateway_reference", ""),
        payment_reference=cells.get("payment_reference", ""),
        refund_reference=cells.get("refund_reference", ""),
        payout_reference=cells.get("payout_reference", ""),
    )


def _minor(text: str, currency: str) -> int:
    match = _AMOUNT.fullmatch(text)
    if match is None:
        raise BadInput(_("Write amounts with digits and a point, for example -43.10."))
    digits, fraction = exponent(currency), match["fraction"] or ""
    if fraction[digits:].strip("0"):
        said = {"currency": currency, "digits": digits}
        raise BadInput(_("%(currency)s has %(digits)d digits after the point.") % said)
    minor = int(match["whole"] + fraction[:digits].ljust(digits, "0"))
    if minor > MAX_AMOUNT_MINOR:
        raise BadInput(_("The amount is too large."))
    return -minor if match["sign"] == "-" else minor


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BadInput(_("Days look like 2026-11-26, moments like 2026-11-26T09:30:00+01:00.")) from None
    if not 2000 <= moment.year <= 2200:
        raise BadInput(_("This day is out of reach."))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
