"""DATEV format, category 21 "Buchungsstapel" version 13: one posting a line, in Windows-1252, CRLF, decimal comma.

Header, expressions of the fields and lengths: developer.datev.de, "DATEV-Format", pages Header and Buchungsstapel
(read in November 2026). The names of the 125 columns are those that several public repositories agree on; DATEV's own
list was not read. A batch lies within one financial year, because its days are written without the year.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import IO

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from customers import clock
from customers.money import exponent, to_decimal
from customers.shop_days import Period, shop_zone
from reporting.books.layout import Asked, Booked, Journal, Layout

ENCODING = "cp1252"
MOST_MINOR = 10**12
"""The field has ten digits before the comma."""

_NUMBERED = "Zusatzinformation"
COLUMNS = (
    "Umsatz (ohne Soll/Haben-Kz)", "Soll/Haben-Kennzeichen", "WKZ Umsatz", "Kurs", "Basis-Umsatz", "WKZ Basis-Umsatz",
    "Konto", "Gegenkonto (ohne BU-Schlüssel)", "BU-Schlüssel", "Belegdatum", "Belegfeld 1", "Belegfeld 2", "Skonto",
    "Buchungstext", "Postensperre", "Diverse Adressnummer", "Geschäftspartnerbank", "Sachverhalt", "Zinssperre",
    "Beleglink",
    *(f"Beleginfo - {part} {number}" for number in range(1, 9) for part in ("Art", "Inhalt")),
    "KOST1 - Kostenstelle", "KOST2 - Kostenstelle", "Kost-Menge", "EU-Land u. UStID (Bestimmung)",
    "EU-Steuersatz (Bestimmung)", "Abw. Versteuerungsart", "Sachverhalt L+L", "Funktionsergänzung L+L",
    "BU 49 Hauptfunktionstyp", "BU 49 Hauptfunktionsnummer", "BU 49 Funktionsergänzung",
    *(f"{_NUMBERED}{part} {number}" for number in range(1, 21) for part in (" - Art", "- Inhalt")),
    "Stück", "Gewicht", "Zahlweise", "Forderungsart", "Veranlagungsjahr", "Zugeordnete Fälligkeit", "Skontotyp",
    "Auftragsnummer", "Buchungstyp", "USt-Schlüssel (Anzahlungen)", "EU-Land (Anzahlungen)",
    "Sachverhalt L+L (Anzahlungen)", "EU-Steuersatz (Anzahlungen)", "Erlöskonto (Anzahlungen)", "Herkunft-Kz",
    "Buchungs GUID", "KOST-Datum", "SEPA-Mandatsreferenz", "Skontosperre", "Gesellschaftername", "Beteiligtennummer",
    "Identifikationsnummer", "Zeichnernummer", "Postensperre bis", "Bezeichnung SoBil-Sachverhalt",
    "Kennzeichen SoBil-Buchung", "Festschreibung", "Leistungsdatum", "Datum Zuord. Steuerperiode", "Fälligkeit",
    "Generalumkehr (GU)", "Steuersatz", "Land", "Abrechnungsreferenz", "BVV-Position", "EU-Land u. UStID (Ursprung)",
    "EU-Steuersatz (Ursprung)", "Abw. Skontokonto",
)  # fmt: skip
_TEXT = {
    2, 3, 6, 9, 11, 12, 14, 16, 20, *range(21, 39), 40, 42, *range(48, 88), 91, 95, 96, 98, 102, 103, 105, 107, 109,
    110, 112, 118, 120, 121, 123,
}  # fmt: skip
"""Fields, counted from 1, that stand in quotes even when they are empty."""
_EMPTY = tuple('""' if number in _TEXT else "" for number in range(1, len(COLUMNS) + 1))
_PLACES = {name: place for place, name in enumerate(COLUMNS)}

_NOT_IN_BELEGFELD = re.compile(r"[^A-Za-z0-9$&%*+\-/]")
BELEGFELD_1, BUCHUNGSTEXT = 36, 60


def write(journal: Journal, file: IO[bytes]) -> None:
    file.write(_encoded(_header(journal)))
    file.write(_encoded(";".join(COLUMNS)))
    locked = journal.values["locked"]
    for booked in journal.booked:
        file.write(_encoded(_line(booked, locked)))


def refusal(period: Period, currency: str, values: Mapping[str, str]) -> str:
    if currency != values["currency"]:
        return _t(
            "The books are kept in %(books)s. DATEV takes another currency only with its rate: choose %(books)s."
        ) % {"books": values["currency"]}
    if exponent(currency) > 2:
        return _t("DATEV has two digits after the comma; %s has more.") % currency
    if _year_begins(period.first_on, values) != _year_begins(period.last_on, values):
        return _t("These days lie in two financial years. DATEV takes one at a time: choose a shorter period.")
    return ""


def _header(journal: Journal) -> str:
    """31 fields, as on DATEV's page Header."""
    values, period = journal.values, journal.period
    made = clock.now().astimezone(shop_zone())
    return ";".join(
        [
            '"EXTF"', "700", "21", '"Buchungsstapel"', "13", f"{made:%Y%m%d%H%M%S}{made.microsecond // 1000:03d}", "",
            '"RC"', '""', '""', values["adviser"], values["client"], f"{_year_begins(period.first_on, values):%Y%m%d}",
            values["account_length"], f"{period.first_on:%Y%m%d}", f"{period.last_on:%Y%m%d}",
            _quoted(journal.label, 30), _quoted(values["initials"], 2), "1", "0", values["locked"],
            f'"{journal.currency}"', "", '""', "", "", _quoted(values["chart"], 2), "", "", '""', '""',
        ]
    )  # fmt: skip


def _line(booked: Booked, locked: str) -> str:
    posting = booked.posting
    cells = list(_EMPTY)
    for name, text in (
        ("Umsatz (ohne Soll/Haben-Kz)", _amount(posting.amount_minor, posting.currency)),
        ("Soll/Haben-Kennzeichen", '"S"'),
        ("WKZ Umsatz", f'"{posting.currency}"'),
        ("Konto", booked.debit),
        ("Gegenkonto (ohne BU-Schlüssel)", booked.credit),
        ("BU-Schlüssel", f'"{_tax(booked)}"'),
        ("Belegdatum", f"{posting.day:%d%m}"),
        ("Belegfeld 1", _quoted(_NOT_IN_BELEGFELD.sub("-", posting.number), BELEGFELD_1)),
        ("Buchungstext", _quoted(posting.text, BUCHUNGSTEXT)),
        ("Festschreibung", locked),
    ):
        cells[_PLACES[name]] = text
    return ";".join(cells)


def _amount(amount_minor: int, currency: str) -> str:
    return f"{to_decimal(amount_minor, currency):.2f}".replace(".", ",")


def _tax(booked: Booked) -> str:
    code = booked.debit_tax or booked.credit_tax
    return code.zfill(4) if code else ""


def _quoted(text: str, longest: int) -> str:
    plain = "".join(sign if sign >= " " else " " for sign in text)[:longest]
    return '"' + plain.replace('"', '""') + '"'


def _encoded(line: str) -> bytes:
    return f"{line}\r\n".encode(ENCODING, "replace")


def _year_begins(day: date, values: Mapping[str, str]) -> date:
    month, first = (int(part) for part in values["year_begins"].split("-"))
    this = date(day.year, month, first)
    return this if day >= this else date(day.year - 1, month, first)


LAYOUT = Layout(
    name="datev",
    label="DATEV",
    about=_("A Buchungsstapel (EXTF), one posting a line."),
    source="developer.datev.de, DATEV-Format, Header and Buchungsstapel version 13, read 2026-11",
    ending="csv",
    media_type="text/csv; charset=windows-1252",
    account=r"[1-9][0-9]{0,8}",
    account_help=_("DATEV's accounts are numbers of up to nine digits."),
    tax_code=r"[0-9]{0,4}",
    write=write,
    refusal=refusal,
    asked=(
        Asked("adviser", _("Number of the adviser (Berater)"), r"[1-9][0-9]{3,6}", _("1001 to 9999999")),
        Asked("client", _("Number of the client (Mandant)"), r"[1-9][0-9]{0,4}", _("1 to 99999")),
        Asked(
            "year_begins", _("First day of the financial year"), r"(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])",
            _("Month and day, such as 01-01"), "01-01",
        ),
        Asked("account_length", _("Digits of an account"), r"[4-8]", "", "4"),
        Asked("currency", _("Currency of the books"), r"[A-Z]{3}", "", "EUR"),
        Asked("chart", _("Chart of accounts"), r"[0-9]{0,2}", _("03 or 04; may be empty"), ""),
        Asked("initials", _("Initials"), r"[A-Z]{0,2}", _("Of who dictates; may be empty"), ""),
        Asked("locked", _("Locked when imported"), r"[01]", _("1 locks the batch, 0 leaves it open"), "0"),
    ),
)  # fmt: skip
