"""Reads a DATEV batch as its description says, by hand: fields, quotes, numbers, and the days of its year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

AMOUNT, ACCOUNT = re.compile(r"\d{1,10},\d{2}"), re.compile(r"\d{1,9}")
BELEGFELD = re.compile(r'"[A-Za-z0-9$&%*+\-/]{0,36}"')
DAY = re.compile(r"(0[1-9]|[12]\d|3[01])(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Batch:
    header: list[str]
    names: list[str]
    lines: list[dict[str, str]]

    def sums(self) -> dict[str, Decimal]:
        """Per account: debits less credits."""
        sums: dict[str, Decimal] = {}
        for line in self.lines:
            amount = Decimal(line["Umsatz (ohne Soll/Haben-Kz)"].replace(",", "."))
            for account, sign in ((line["Konto"], 1), (line["Gegenkonto (ohne BU-Schlüssel)"], -1)):
                sums[account] = sums.get(account, Decimal(0)) + sign * amount
        return sums


def read_extf(content: bytes) -> Batch:
    text = content.decode("cp1252")
    assert text.endswith("\r\n") and "\n" not in text.replace("\r\n", "")
    head, names, *lines = text.removesuffix("\r\n").split("\r\n")
    header = _fields(head)
    assert len(header) == 31 and header[:5] == ['"EXTF"', "700", "21", '"Buchungsstapel"', "13"]
    assert re.fullmatch(r"\d{17}", header[5]) and re.fullmatch(r"[1-9]\d{3,6}", header[10])
    columns = names.split(";")
    assert len(columns) == 125 == len(set(columns))
    batch = Batch(header, columns, [dict(zip(columns, _fields(line), strict=True)) for line in lines])
    for line in batch.lines:
        _check(line, header)
    return batch


def _check(line: dict[str, str], header: list[str]) -> None:
    assert AMOUNT.fullmatch(line["Umsatz (ohne Soll/Haben-Kz)"]) and line["Soll/Haben-Kennzeichen"] in ('"S"', '"H"')
    assert ACCOUNT.fullmatch(line["Konto"]) and ACCOUNT.fullmatch(line["Gegenkonto (ohne BU-Schlüssel)"])
    assert BELEGFELD.fullmatch(line["Belegfeld 1"]) and len(line["Buchungstext"]) <= 62
    assert re.fullmatch(r'"(\d{4})?"', line["BU-Schlüssel"]) and DAY.fullmatch(line["Belegdatum"])
    day, month = int(line["Belegdatum"][:2]), int(line["Belegdatum"][2:])
    assert header[14] <= f"{header[14][:4]}{month:02d}{day:02d}" <= header[15]


def _fields(line: str) -> list[str]:
    """Split at semicolons outside quotes; the quotes stay, so that texts and numbers can be told apart."""
    return re.findall(r'(?:^|;)("(?:[^"]|"")*"|[^;"]*)', line)


def as_date(text: str) -> date:
    return date(int(text[:4]), int(text[4:6]), int(text[6:]))
