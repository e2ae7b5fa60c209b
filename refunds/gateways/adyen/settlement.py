"""Adyen's Settlement details report, as CSV. Columns and types from its page on the report, read in November 2026.

The report writes amounts in whole units with a decimal point, so that the API's odd exponents do not matter here.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from io import StringIO

from django.utils.translation import gettext as _

from customers.errors import BadInput
from customers.money import exponent
from refunds.gateways.types import SettlementKind, SettlementLine

Row = Mapping[str, str]

_AMOUNT = re.compile(r"-?[0-9]{1,13}(?:\.[0-9]{1,8})?")

KINDS = {
    "Settled": SettlementKind.PAYMENT,
    "SettledInInstallments": SettlementKind.PAYMENT,
    "Refunded": SettlementKind.REFUND,
    "RefundedInInstallments": SettlementKind.REFUND,
    "RefundedReversed": SettlementKind.REFUND_REVERSAL,
    "Chargeback": SettlementKind.DISPUTE,
    "SecondChargeback": SettlementKind.DISPUTE,
    "ChargebackReversed": SettlementKind.DISPUTE_REVERSAL,
    "Fee": SettlementKind.FEE,
    "InvoiceDeduction": SettlementKind.FEE,
    "PaymentCost": SettlementKind.FEE,
    "MerchantPayout": SettlementKind.PAYOUT,
}
"""By the column Type. Another word is OTHER: corrections, balance transfers and what Adyen may add."""

OF_A_MODIFICATION = {
    SettlementKind.REFUND,
    SettlementKind.REFUND_REVERSAL,
    SettlementKind.DISPUTE,
    SettlementKind.DISPUTE_REVERSAL,
}
FEES = ("Commission (NC)", "Markup (NC)", "Scheme Fees (NC)", "Interchange (NC)")
NEEDED = (
    "Merchant Account", "Psp Reference", "Creation Date", "TimeZone", "Type", "Modification Reference",
    "Gross Currency", "Gross Debit (GC)", "Gross Credit (GC)", "Net Currency", "Net Debit (NC)", "Net Credit (NC)",
    "Batch Number", *FEES,
)  # fmt: skip

HOURS_AHEAD = {
    "UTC": 0, "GMT": 0, "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3,
    "SGT": 8, "HKT": 8, "AWST": 8, "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
    "BRT": -3, "EST": -5, "EDT": -4, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
}  # fmt: skip
"""By the column TimeZone. Not CST and IST, which stand for several zones each."""


def read_settlement(report: bytes, merchant_account: str) -> Iterator[SettlementLine]:
    """Yield the lines of one merchant account; raise BadInput, naming the line, for what cannot be meant.

    A report may be of several merchant accounts. One that holds none of this account is refused. What Adyen kept is
    in the currency of the payout; where that is another than the line's, the fee is in `raw` only.
    """
    rows = _rows(report)
    seen: Counter[str] = Counter()
    number = 1
    for number, row in enumerate(rows, start=2):
        if row["Merchant Account"] != merchant_account:
            continue
        try:
            line = _line(row, seen)
        except BadInput as trouble:
            raise BadInput(_("Line %(line)d: %(trouble)s") % {"line": number, "trouble": trouble.message}) from trouble
        yield line
    if not seen and number > 1:
        raise BadInput(_("This report is not of the merchant account %s.") % merchant_account)


def _rows(report: bytes) -> Iterator[Row]:
    try:
        reader = csv.DictReader(StringIO(report.decode("utf-8-sig"), newline=""), strict=True)
        missing = [name for name in NEEDED if name not in (reader.fieldnames or ())]
        if missing:
            raise BadInput(_("This is no Settlement details report: the column %s is missing.") % missing[0])
        for row in reader:
            if None in row or None in row.values():
                raise BadInput(_("Line %d: it has more or fewer columns than the first line.") % reader.line_num)
            yield row
    except (UnicodeDecodeError, csv.Error) as trouble:
        raise BadInput(_("This file cannot be read as CSV. Download the report again, as CSV.")) from trouble


def _line(row: Row, seen: Counter[str]) -> SettlementLine:
    kind = KINDS.get(row["Type"], SettlementKind.OTHER)
    net_currency = row["Net Currency"]
    currency = row["Gross Currency"] or net_currency
    gross = bool(row["Gross Debit (GC)"] or row["Gross Credit (GC)"])
    columns, currency = (("Gross", "GC"), currency) if gross else (("Net", "NC"), net_currency)
    debit, credit = (_amount(row[f"{columns[0]} {side} ({columns[1]})"], currency) for side in ("Debit", "Credit"))
    return SettlementLine(
        line_id=_line_id(row, seen),
        kind=kind,
        word=row["Type"],
        amount_minor=credit - debit,
        currency=currency,
        settled_at=_moment(row["Creation Date"], row["TimeZone"]),
        fee_minor=sum(_amount(row[name], currency) for name in FEES) if currency == net_currency else 0,
        gateway_reference=row["Modification Reference" if kind in OF_A_MODIFICATION else "Psp Reference"],
        payment_reference=row["Psp Reference"],
        refund_reference=row.get("Modification Merchant Reference", "") if kind == SettlementKind.REFUND else "",
        payout_reference=row["Batch Number"],
        raw=dict(row),
    )


def _line_id(row: Row, seen: Counter[str]) -> str:
    """Name a line by what it is about, so that the same report read again gives the same names."""
    about = row["Modification Reference"] or row["Psp Reference"] or row["Creation Date"]
    name = f"{row['Batch Number']}:{row['Type']}:{about}"
    seen[name] += 1
    return name if seen[name] == 1 else f"{name}:{seen[name]}"


def _amount(text: str, currency: str) -> int:
    """Read an amount such as 349.99 in ISO minor units, exactly; nothing is nought."""
    if not text:
        return 0
    if not _AMOUNT.fullmatch(text):
        raise BadInput(_("%s is no amount.") % text[:40])
    amount = Decimal(text).scaleb(exponent(currency))
    if amount != int(amount):
        raise BadInput(_("%(amount)s is no amount in %(currency)s.") % {"amount": text, "currency": currency})
    return int(amount)


def _moment(text: str, zone: str) -> datetime:
    if zone not in HOURS_AHEAD:
        raise BadInput(_("The time zone %s is not known here. Have the report made in UTC.") % (zone[:20] or "?"))
    try:
        return datetime.strptime(f"{text} {HOURS_AHEAD[zone]:+03d}00", "%Y-%m-%d %H:%M:%S %z").astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadInput(_("%s is no date with a time.") % text[:40]) from None
