"""Xero's import of manual journals: CSV files of its template, in a zip when there are more lines than one may have.

Columns, the day as dd/mm/yyyy, debits positive and credits negative, the tax rate by its full name, at most 300 lines a
file: help.xero.com, "Enter multiple manual journals using an import template" (read in November 2026). A star marks
the columns that must be filled. Lines of the same narration and day are one journal. Journals have no currency of
their own: they are in that of the books.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from customers.money import to_decimal
from customers.sheets import harmless
from customers.shop_days import Period
from reporting.books.layout import Asked, Booked, Journal, Layout
from reporting.books.line_files import write_files

COLUMNS = (
    "*Narration", "*Date", "Description", "*AccountCode", "*TaxRate", "*Amount", "TrackingName1", "TrackingOption1",
    "TrackingName2", "TrackingOption2",
)  # fmt: skip
LINES_A_FILE = 300


def write(journal: Journal, file: IO[bytes]) -> None:
    write_files(file, "xero", COLUMNS, (_lines(booked, journal) for booked in journal.booked), LINES_A_FILE)


def refusal(period: Period, currency: str, values: Mapping[str, str]) -> str:
    if currency != values["currency"]:
        return _t("Xero's manual journals are in the currency of the books: choose %s.") % values["currency"]
    return ""


def _lines(booked: Booked, journal: Journal) -> list[list[str]]:
    posting = booked.posting
    amount = to_decimal(posting.amount_minor, posting.currency)
    narration = str(harmless(f"{posting.text} ({posting.entry})"))
    begin = [narration, f"{posting.day:%d/%m/%Y}", str(harmless(posting.number))]
    usual, tracking = journal.values["tax_rate"], [""] * 4
    return [
        [*begin, booked.debit, booked.debit_tax or usual, f"{amount:f}", *tracking],
        [*begin, booked.credit, booked.credit_tax or usual, f"{-amount:f}", *tracking],
    ]


LAYOUT = Layout(
    name="xero",
    label="Xero",
    about=_("Manual journals, two lines a posting."),
    source="help.xero.com, Import manual journals, read 2026-11",
    ending="zip",
    media_type="application/zip",
    account=r"[A-Za-z0-9][A-Za-z0-9./-]{0,9}",
    account_help=_("Xero's account codes have up to ten letters and digits."),
    write=write,
    refusal=refusal,
    asked=(
        Asked("currency", _("Currency of the books"), r"[A-Z]{3}", "", "GBP"),
        Asked("tax_rate", _("Tax rate where none is mapped"), r"[^=+@\t\r\n-][^\t\r\n]{0,49}",
              _("Its full name, as in your tax settings there"), "No VAT"),
    ),
)  # fmt: skip
