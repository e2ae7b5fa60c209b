"""QuickBooks Online's import of journal entries: CSV, lines of one Journal No belong together, amounts in two columns.

Columns: quickbooks.intuit.com, "Import journal entries in QuickBooks Online" (read in November 2026): Journal No.,
Journal Date, Account Name, Description, Debits, Credits; account numbers are turned off there, and a sub-account is
written Parent:Sub. Which order the day's parts have is chosen when it is imported; ours is MM/DD/YYYY.
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

COLUMNS = ("Journal No.", "Journal Date", "Account Name", "Description", "Debits", "Credits")
LINES_A_FILE = 1_000


def write(journal: Journal, file: IO[bytes]) -> None:
    lines = (_lines(booked, number) for number, booked in enumerate(journal.booked, start=1))
    write_files(file, "quickbooks", COLUMNS, lines, LINES_A_FILE)


def refusal(period: Period, currency: str, values: Mapping[str, str]) -> str:
    if currency != values["currency"]:
        return _t("This file has no column for a currency: choose that of the books, %s.") % values["currency"]
    return ""


def _lines(booked: Booked, number: int) -> list[list[str]]:
    posting = booked.posting
    amount = f"{to_decimal(posting.amount_minor, posting.currency):f}"
    begin = [f"RC-{posting.entry}-{number}", f"{posting.day:%m/%d/%Y}"]
    text = str(harmless(posting.text))
    return [[*begin, booked.debit, text, amount, ""], [*begin, booked.credit, text, "", amount]]


ACCOUNT = r"[^=+@\t\r\n\"-][^\t\r\n\"]{0,99}"
ACCOUNT_HELP = _("The account's name there, up to 100 characters; a sub-account as Parent:Sub.")
ASKED = (Asked("currency", _("Currency of the books"), r"[A-Z]{3}", "", "USD"),)

LAYOUT = Layout(
    name="quickbooks",
    label="QuickBooks Online",
    about=_("Journal entries as CSV, two lines a posting."),
    source="quickbooks.intuit.com, Import journal entries in QuickBooks Online, read 2026-11",
    ending="zip",
    media_type="application/zip",
    account=ACCOUNT,
    account_help=ACCOUNT_HELP,
    write=write,
    refusal=refusal,
    asked=ASKED,
)
