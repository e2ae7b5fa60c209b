"""Our own format: the fields of a payment, as columns of a CSV file or keys of JSON lines."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from customers.imports.rows import LINE_FIELDS, NEEDED, PAYMENT_FIELDS
from customers.strict_json import read_json

TITLE = "Recourse"

NUMBERS = ("captured_minor", "refunded_before_minor")

_WHOLE = re.compile(r"-?[0-9]{1,18}")


def recognises(names: Sequence[str]) -> bool:
    return "gateway_reference" in names and "captured_minor" in names


def to_fields(record: Mapping[str, Any], account: str) -> dict[str, Any]:
    """Take a record as it is; in a CSV file turn digits into numbers and the cell `lines` from JSON into lines."""
    fields = {name: value for name, value in record.items() if value not in ("", None)}
    fields.setdefault("gateway_account", account)
    for name in NUMBERS:
        text = fields.get(name)
        if isinstance(text, str) and _WHOLE.fullmatch(text.strip()):
            fields[name] = int(text)
    if isinstance(lines := fields.get("lines"), str):
        fields["lines"] = read_json(lines.encode("utf-8", "surrogateescape"))
    return fields


def describe() -> str:
    return f"""CSV (comma, semicolon or tab; UTF-8; a header) or JSON lines (one object a line). The same fields:
  needed    {", ".join(NEEDED)}
            (gateway_account may be left out when --account names it)
  optional  {", ".join(name for name in PAYMENT_FIELDS if name not in NEEDED)}
  lines     in JSON a list, in CSV a cell holding that list as JSON; each with
            {", ".join(LINE_FIELDS)}
            of which description and net_minor are needed
Amounts are whole numbers of the currency's minor unit (43.10 EUR is 4310, 1200 JPY is 1200); those of a line are for
the whole line, discounts already taken off. Times are ISO 8601 (2026-11-22T09:30:00Z), UTC where they name no zone.
tax_rate is in percent, as a text. A customer is found by mail address, or opened. refunded_before_minor is what went
back before the import; it can no longer be refunded here."""
