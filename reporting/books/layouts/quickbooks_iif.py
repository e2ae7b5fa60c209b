"""QuickBooks Desktop's IIF: tab-separated, a TRNS and its SPL lines up to ENDTRNS, which sum to zero.

Columns of a general journal as programs write them that QuickBooks reads: documentation.abila.com, "Exporting a Batch
File to QuickBooks", and webfiles-sc1.blackbaud.com, "Intuit QuickBooks (IIF) Post Format": type GENERAL JOURNAL, days
MM/DD/YYYY, debits positive, credits negative (both read in November 2026).
"""

from __future__ import annotations

from typing import IO

from django.utils.translation import gettext_lazy as _

from customers.money import to_decimal
from reporting.books.layout import Booked, Journal, Layout
from reporting.books.layouts.quickbooks import ACCOUNT, ACCOUNT_HELP, ASKED, refusal

COLUMNS = ("TRNSID", "TRNSTYPE", "DATE", "ACCNT", "AMOUNT", "MEMO")
TYPE = "GENERAL JOURNAL"
MEMO = 200
ENCODING = "cp1252"


def write(journal: Journal, file: IO[bytes]) -> None:
    for line in (["!TRNS", *COLUMNS], ["!SPL", *COLUMNS], ["!ENDTRNS"]):
        file.write(_encoded(line))
    for number, booked in enumerate(journal.booked, start=1):
        for line in _lines(booked, number):
            file.write(_encoded(line))


def _lines(booked: Booked, number: int) -> list[list[str]]:
    posting = booked.posting
    amount, day = to_decimal(posting.amount_minor, posting.currency), f"{posting.day:%m/%d/%Y}"
    memo = _plain(posting.text)[:MEMO]
    return [
        ["TRNS", str(2 * number - 1), TYPE, day, booked.debit, f"{amount:f}", memo],
        ["SPL", str(2 * number), TYPE, day, booked.credit, f"{-amount:f}", memo],
        ["ENDTRNS"],
    ]


def _plain(text: str) -> str:
    return "".join(" " if sign in '\t\r\n"' else sign for sign in text if sign >= " " or sign in "\t\r\n")


def _encoded(cells: list[str]) -> bytes:
    return ("\t".join(cells) + "\r\n").encode(ENCODING, "replace")


LAYOUT = Layout(
    name="quickbooks_iif",
    label="QuickBooks Desktop",
    about=_("General journal as IIF."),
    source="IIF general journals as documented by Abila and Blackbaud, read 2026-11",
    ending="iif",
    media_type="text/plain; charset=windows-1252",
    account=ACCOUNT,
    account_help=ACCOUNT_HELP,
    write=write,
    refusal=refusal,
    asked=ASKED,
)
