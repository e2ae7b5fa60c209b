"""PayPal's Settlement Report, a CSV of several sections (specification 9.0.5 and its page, read in November 2026).

The first cell says what a row is: SH begins the section of one account, CH names its columns, SB is one transaction.
Amounts are whole numbers of the currency's last digit, without sign; a column beside each says CR (in) or DR (out).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from customers.errors import BadInput
from refunds.gateways.csv_report import demand_columns, rows_in, unreadable_line
from refunds.gateways.identifiers import identifier
from refunds.gateways.paypal.event_codes import MONEY_BACK, kind_of, payment_itself
from refunds.gateways.paypal.transactions import ORIGINAL_TRANSACTION, moment
from refunds.gateways.types import FromGatewayAmount, SettlementKind, SettlementLine

NEEDED = (
    "Transaction ID", "Transaction Event Code", "Transaction Initiation Date", "Transaction Debit or Credit",
    "Gross Transaction Amount", "Gross Transaction Currency", "Fee Debit or Credit", "Fee Amount",
)  # fmt: skip
SIGNS = {"CR": 1, "DR": -1}

_DIGITS = re.compile(r"[0-9]{1,16}")


def read_report(report: bytes, from_units: FromGatewayAmount) -> Iterator[SettlementLine]:
    """Yield a line for each transaction. Raises BadInput, which names the row."""
    columns: list[str] = []
    for number, row in rows_in(report):
        word = row[0] if row else ""
        if word == "CH":
            columns = [" ".join(name.split()) for name in row[1:]]  # PayPal writes one of them with two spaces
            demand_columns(columns, NEEDED, number)
        if word == "SB" and columns:
            yield _line(dict(zip(columns, row[1:], strict=False)), number, from_units)
    if not columns:
        raise BadInput(_("This is no Settlement Report of PayPal: it has no row CH that names its columns."))


def _line(cells: Mapping[str, str], number: int, from_units: FromGatewayAmount) -> SettlementLine:
    try:
        return _read_line(cells, from_units)
    except (BadInput, KeyError, ValueError) as trouble:
        raise unreadable_line(number, trouble) from trouble


def _read_line(cells: Mapping[str, str], from_units: FromGatewayAmount) -> SettlementLine:
    code, currency = cells["Transaction Event Code"], cells["Gross Transaction Currency"]
    if cells.get("Fee Currency", "") not in ("", currency):
        raise ValueError(_("The fee is in another currency."))
    amount = from_units(_units(cells, "Gross Transaction Amount", "Transaction Debit or Credit"), currency)
    kind, reference = kind_of(code, amount), identifier(cells["Transaction ID"])
    of_another = cells.get("PayPal Reference ID Type") == ORIGINAL_TRANSACTION
    return SettlementLine(
        line_id=f"{reference}-{code}",
        kind=kind,
        word=code,
        amount_minor=amount,
        currency=currency,
        settled_at=_moment(cells["Transaction Initiation Date"]),
        fee_minor=-from_units(_units(cells, "Fee Amount", "Fee Debit or Credit"), currency),
        gateway_reference=reference,
        payment_reference=identifier(cells["PayPal Reference ID"]) if of_another else payment_itself(kind, reference),
        refund_reference=identifier(cells.get("Custom Field", "")) if code in MONEY_BACK else "",
        payout_reference=reference if kind is SettlementKind.PAYOUT else "",
        raw=cells,
    )


def _units(cells: Mapping[str, str], amount: str, direction: str) -> int:
    written = cells[amount]
    if not written or written == "0":
        return 0
    if not _DIGITS.fullmatch(written):
        raise ValueError(_("%s is not a whole number.") % amount)
    return int(written) * SIGNS[cells[direction]]


def _moment(written: str) -> datetime:
    """Read a moment with its zone, such as 2026/03/14 09:00:00 -0700."""
    return moment(written.replace("/", "-").replace(" -", "-").replace(" +", "+"))
