"""Reading a bank's answer as a table, for banks that give no statement in XML.

    reference,amount,currency,status,reason,bank_reference
    RF-2026-000123-1,43.10,EUR,executed,,2026112600042
    RF-2026-000124-1,12.00,EUR,returned,AC04,

`status` is executed, refused or returned; `reason` is the bank's code or its words. Columns may stand in any order.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

from django.utils.translation import gettext as _

from customers.errors import BadInput
from customers.money import parse_amount
from refunds.banking.answer import MOST_WORDS, REASONS, BankWord, Said

NEEDED = ("reference", "amount", "currency", "status")
COLUMNS = (*NEEDED, "reason", "bank_reference")


def read_csv(content: bytes) -> list[BankWord]:
    """Every row. One that is not sound refuses the whole table, with its row, and nothing is read."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput(_("This is neither a statement in XML nor a table in UTF-8."), "not_utf8", "file") from None
    first = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text), delimiter=";" if ";" in first else ",", strict=True)
    try:
        names = [name.strip().lower() for name in reader.fieldnames or ()]
        _require_columns(names)
        reader.fieldnames = names
        return [_word(number, row) for number, row in enumerate(reader, start=2)]
    except csv.Error:
        raise BadInput(_("This table cannot be read. Nothing was taken."), "bad_csv", "file") from None


def _require_columns(names: list[str]) -> None:
    if missing := [name for name in NEEDED if name not in names]:
        raise BadInput(_("The table has no column %s.") % ", ".join(missing), "columns_missing", "file")


def _word(number: int, row: Mapping[str, str | None]) -> BankWord:
    if number > MOST_WORDS:
        raise BadInput(_("This table has too many rows. Take it in day by day."), "too_many_entries", "file")
    cells = {name: (row.get(name) or "").strip() for name in COLUMNS}
    try:
        said = Said(cells["status"].lower())
        amount_minor = parse_amount(cells["amount"], cells["currency"])
        if not cells["reference"] or "\x00" in "".join(cells.values()):
            raise ValueError
    except (BadInput, ValueError):
        raise BadInput(
            _("Row %d is not sound: it needs a reference, an amount such as 43.10, EUR, and a status.") % number,
            "bad_row",
            "file",
        ) from None
    reason = cells["reason"]
    is_code = reason.upper() in REASONS
    return BankWord(
        reference=cells["reference"][:35],
        said=said,
        amount_minor=amount_minor,
        currency=cells["currency"],
        code=reason.upper() if is_code else "",
        reason="" if is_code else reason[:140],
        bank_reference=cells["bank_reference"][:35],
    )
