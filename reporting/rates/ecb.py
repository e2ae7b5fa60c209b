"""Reading the European Central Bank's file of euro reference rates, strictly: one doubtful cell refuses the whole file.

The CSV (eurofxref-hist.csv, in the zip of the same name) has the header "Date,USD,JPY,...," with a comma at the end,
the newest day first, "N/A" where a currency has no rate, and is about 2 MB and 7,100 lines since 1999; the XML
(eurofxref-hist.xml) is <Cube time="2026-11-26"><Cube currency="USD" rate="1.1"/>. As published in September 2026.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _
from lxml import etree

from customers.errors import BadInput
from reporting.models.rate import PLACES

MOST_BYTES = 16 * 1024 * 1024
MOST_DAYS = 20_000
MOST_CURRENCIES = 200
_SPACE = "{http://www.ecb.int/vocabulary/2002-08-01/eurofxref}"
_CODE, _RATE = re.compile(r"[A-Z]{3}"), re.compile(r"[0-9]{1,12}(\.[0-9]{1,10})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PARSER_LIMITS = {
    "resolve_entities": False, "load_dtd": False, "dtd_validation": False, "no_network": True, "huge_tree": False,
    "remove_comments": True, "remove_pis": True, "recover": False,
}  # fmt: skip


class Quoted(NamedTuple):
    """Units of a currency for one euro on a day."""

    day: date
    currency: str
    per_euro: Decimal


def read_rates(content: bytes) -> list[Quoted]:
    """Read a CSV, the zip around it, or the XML. Raises BadInput, and names the place, for anything else."""
    if len(content) > MOST_BYTES:
        raise _refused(_("The file is larger than %d MB.") % (MOST_BYTES // 1024**2), "file_too_large")
    if content[:2] == b"PK":
        content = _unzipped(content)
    is_xml = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<"
    rates = list(_xml_rates(content) if is_xml else _csv_rates(content))
    if not rates:
        raise _refused(_("There is no rate in this file."), "no_rates")
    if len({(rate.day, rate.currency) for rate in rates}) != len(rates):
        raise _refused(_("A currency has two rates on the same day."), "rate_twice")
    return rates


def checked_rate(text: str, where: str) -> Decimal:
    """A positive number with a point, of up to ten places."""
    if not _RATE.fullmatch(text) or not Decimal(text):
        raise _refused(_("%(where)s: “%(text)s” is no rate.") % {"where": where, "text": text[:30]}, "bad_rate")
    return round(Decimal(text), PLACES)


def _unzipped(content: bytes) -> bytes:
    """The only file of a zip; nothing larger than what could be sent unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            (inside,) = packed.infolist()
            with packed.open(inside) as file:
                found = file.read(MOST_BYTES + 1)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, OSError, EOFError):
        raise _refused(_("This zip cannot be opened, or holds more than one file."), "bad_zip") from None
    if len(found) > MOST_BYTES:
        raise _refused(_("The file is larger than %d MB.") % (MOST_BYTES // 1024**2), "file_too_large")
    return found


def _csv_rates(content: bytes) -> Iterator[Quoted]:
    try:
        rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        header = [cell.strip() for cell in next(rows, [])]
        codes = [code for code in header[1:] if code]
        if header[:1] != ["Date"] or not codes or len(codes) > MOST_CURRENCIES:
            raise _refused(_("The first line must be “Date,USD,JPY,…”."), "bad_header")
        for number, row in enumerate(rows, start=2):
            if row:
                yield from _csv_row([cell.strip() for cell in row], codes, _("Line %d") % number)
            if number > MOST_DAYS:
                raise _refused(_("There are more than %d days in it.") % MOST_DAYS, "too_many_days")
    except (UnicodeDecodeError, csv.Error):
        raise _refused(_("This is no table of rates."), "bad_file") from None


def _csv_row(row: list[str], codes: list[str], where: str) -> Iterator[Quoted]:
    cells = row[1:] if row[-1] else row[1:-1]
    if len(cells) != len(codes):
        raise _refused(_("%s has another number of cells than the first line.") % where, "bad_row")
    day = _checked_day(row[0], where)
    for code, cell in zip(codes, cells, strict=True):
        if cell not in ("N/A", ""):
            yield Quoted(day, _checked_code(code, where), checked_rate(cell, f"{where}, {code[:10]}"))


def _xml_rates(content: bytes) -> Iterator[Quoted]:
    root = _root(content)
    days = root.findall(f"{_SPACE}Cube/{_SPACE}Cube")
    if len(days) > MOST_DAYS:
        raise _refused(_("There are more than %d days in it.") % MOST_DAYS, "too_many_days")
    for cube in days:
        where = str(cube.get("time", ""))[:10]
        day = _checked_day(cube.get("time", ""), where)
        for rate in cube.findall(f"{_SPACE}Cube"):
            yield Quoted(day, _checked_code(rate.get("currency", ""), where), checked_rate(rate.get("rate", ""), where))


def _root(content: bytes) -> etree._Element:
    """A stranger's XML: it names no entity and no document."""
    try:
        root = etree.fromstring(content, etree.XMLParser(**_PARSER_LIMITS))
    except (etree.XMLSyntaxError, ValueError):
        raise _refused(_("This is no readable XML."), "bad_xml") from None
    if root.getroottree().docinfo.doctype or any(isinstance(node, etree._Entity) for node in root.iter()):
        raise _refused(_("This XML names entities or documents, which rates never do."), "bad_xml")
    return root


def _checked_day(text: str, where: str) -> date:
    try:
        if not _DAY.fullmatch(text):
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError:
        raise _refused(_("%(where)s: “%(text)s” is no day.") % {"where": where, "text": text[:30]}, "bad_day") from None


def _checked_code(text: str, where: str) -> str:
    if not _CODE.fullmatch(text) or text == "EUR":
        said = {"where": where, "text": text[:30]}
        raise _refused(_("%(where)s: “%(text)s” is no currency.") % said, "bad_currency")
    return text


def _refused(said: str, code: str) -> BadInput:
    return BadInput(said, code, "file")
