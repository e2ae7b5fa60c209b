"""A column of an export: its name for programs, its label for people, its kind, and where the database has it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from reporting.exports import cells

MOST_SIGNS = 32_767
"""In one cell of a workbook (the limits of Excel, as Microsoft's knowledge base tells them: article 211878)."""


class Kind(StrEnum):
    """`CODE` is a word of our own (a reference, a state), `TEXT` was written by somebody else."""

    TEXT = "text"
    CODE = "code"
    COUNT = "count"
    RATE = "rate"
    MONEY = "money"
    DAY = "day"
    MOMENT = "moment"
    YES_NO = "yes_no"


@dataclass(frozen=True, slots=True)
class Column:
    """`sql` is an expression over the subject's tables. Money is in minor units there, of the currency beside it.

    `personal` columns tell who somebody is; a file with one of them travels by mail only where that was chosen.
    """

    name: str
    label: object
    kind: Kind
    sql: str
    currency: str = ""
    personal: bool = False

    @property
    def typed_name(self) -> str:
        """The name in files that know types: an amount there is a whole number of minor units."""
        return f"{self.name}_minor" if self.kind == Kind.MONEY else self.name

    @property
    def unit(self) -> str:
        """What the values are counted in, in words of the API."""
        return {
            Kind.MONEY: "minor units of the row's currency; a decimal in CSV and XLSX",
            Kind.MOMENT: "a moment; in the shop's zone in CSV and XLSX",
            Kind.DAY: "a day of the shop",
            Kind.RATE: "percent",
        }.get(self.kind, "")

    def plain_sql(self) -> str:
        """For readers that know only text."""
        if self.kind == Kind.MONEY:
            return cells.decimal_sql(self.sql, self.currency)
        return cells.second_sql(self.sql) if self.kind == Kind.MOMENT else self.sql

    def typed_sql(self) -> str:
        """For readers that know types of their own: a moment is without its zone, which is the session's."""
        return f"CAST({self.sql} AS timestamp)" if self.kind == Kind.MOMENT else self.sql

    def json_sql(self) -> str:
        """As JSON writes it, but for the quotes around."""
        match self.kind:
            case Kind.MOMENT:
                return cells.iso_sql(self.sql)
            case Kind.YES_NO:
                return f"CASE WHEN {self.sql} THEN 'true' WHEN NOT {self.sql} THEN 'false' END"
        return self.sql

    def sheet_sql(self) -> str:
        """As a cell of a workbook holds it: a day is a number there, text is no longer than it may be."""
        match self.kind:
            case Kind.TEXT:
                return f"left({self.sql}, {MOST_SIGNS})"
            case Kind.MOMENT:
                return cells.wall_clock_sql(self.sql)
            case Kind.DAY:
                return cells.serial_day_sql(self.sql)
            case Kind.YES_NO:
                return f"({self.sql})::int"
        return self.plain_sql()


def text(name: str, label: object, sql: str, *, personal: bool = False) -> Column:
    return Column(name, label, Kind.TEXT, sql, personal=personal)


def code(name: str, label: object, sql: str) -> Column:
    return Column(name, label, Kind.CODE, sql)


def count(name: str, label: object, sql: str) -> Column:
    return Column(name, label, Kind.COUNT, sql)


def money(name: str, label: object, sql: str, currency: str) -> Column:
    return Column(name, label, Kind.MONEY, sql, currency)


def day(name: str, label: object, sql: str) -> Column:
    return Column(name, label, Kind.DAY, sql)


def moment(name: str, label: object, sql: str) -> Column:
    return Column(name, label, Kind.MOMENT, sql)


def rate(name: str, label: object, sql: str) -> Column:
    return Column(name, label, Kind.RATE, sql)
