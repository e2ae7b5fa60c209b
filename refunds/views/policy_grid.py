"""A parameter that is a list of rows, as fields of a form: one for each cell; rows come and go without a script."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.errors import BadInput
from customers.money import parse_amount, to_decimal
from refunds.policy.fees import Fees, from_rows
from refunds.policy.parameter_types import (
    LONGEST_CHANNEL,
    MOST_ENTRIES,
    AmountMinor,
    AmountsByCurrency,
    Channel,
    Column,
    Kind,
    OneOf,
    ShortText,
    WholeNumber,
    amount_minor,
    currency,
)

AMOUNT_COLUMNS = (
    Column("currency", currency, gettext_lazy("Currency"), needed=True),
    Column("amount_minor", amount_minor, gettext_lazy("Amount"), needed=True),
)

_NOTHING = re.compile(r"0{1,12}(\.0{1,8})?")


@dataclass
class Grid:
    """A table or amounts by currency. Cells are called "<name>-<row>-<column>", the number of rows "<name>-rows"."""

    name: str
    label: Any
    columns: tuple[Column, ...]
    kind: Kind
    row_count: int = 0

    @property
    def is_amounts(self) -> bool:
        return isinstance(self.kind, AmountsByCurrency)

    @property
    def is_full(self) -> bool:
        return self.row_count >= MOST_ENTRIES

    def cell(self, row: int, column: str) -> str:
        return f"{self.name}-{row}-{column}"

    @property
    def counter(self) -> str:
        return f"{self.name}-rows"

    def typed_rows(self, typed: QueryDict) -> int:
        """How many rows were sent; never more than a parameter may have."""
        text = typed.get(self.counter, "0")
        return min(int(text), MOST_ENTRIES) if text.isascii() and text.isdecimal() and len(text) < 4 else 0

    def form_fields(self) -> dict[str, forms.Field]:
        """The fields of all cells. None is required by itself: an empty row is no row."""
        return {
            self.cell(row, column.name): _cell_field(column, f"{self.label}, {_('row %d') % (row + 1)}, {column.label}")
            for row in range(self.row_count)
            for column in self.columns
        }

    def initial(self, rows: list[dict[str, Any]]) -> dict[str, Any]:
        return {
            self.cell(number, column.name): _shown(column, row)
            for number, row in enumerate(rows)
            for column in self.columns
        }

    def read(self, cleaned: dict[str, Any]) -> tuple[Any, dict[str, str]]:
        """Return the JSON value, and what is wrong at which cell."""
        faults: dict[str, str] = {}
        rows = [row for number in range(self.row_count) if (row := self._read_row(number, cleaned, faults))]
        if faults or not self.row_count:
            return (self._value(rows), faults)
        last = self.cell(self.row_count - 1, self.columns[0].name)
        if self.is_amounts and len({row.get("currency") for row in rows}) != len(rows):
            return self._value(rows), {last: _("Name each currency once.")}
        try:
            self.kind.read(self._value(rows))
        except BadInput as refusal:
            faults[last] = refusal.message
        return self._value(rows), faults

    def add_row(self, typed: QueryDict) -> None:
        typed[self.counter] = str(min(self.typed_rows(typed) + 1, MOST_ENTRIES))

    def drop_row(self, typed: QueryDict, number: int) -> None:
        """Take a row out; those below move up."""
        count = self.typed_rows(typed)
        if number >= count:
            return
        for row in range(number, count):
            for column in self.columns:
                typed[self.cell(row, column.name)] = typed.get(self.cell(row + 1, column.name), "")
        typed[self.counter] = str(count - 1)

    def _value(self, rows: list[dict[str, Any]]) -> Any:
        if self.is_amounts:
            return {row["currency"]: row["amount_minor"] for row in rows if len(row) == len(AMOUNT_COLUMNS)}
        return from_rows(rows) if isinstance(self.kind, Fees) else rows

    def _read_row(self, number: int, cleaned: dict[str, Any], faults: dict[str, str]) -> dict[str, Any]:
        """Read the cells of one row; an empty one reads as nothing."""
        typed = {column.name: cleaned.get(self.cell(number, column.name)) for column in self.columns}
        row: dict[str, Any] = {}
        if all(value in (None, "") for value in typed.values()):
            return row
        for column in self.columns:
            name = self.cell(number, column.name)
            try:
                value = _read_cell(column, typed[column.name], str(typed.get("currency") or "").upper())
            except BadInput as refusal:
                faults[name] = refusal.message
                continue
            if value is not None:
                row[column.name] = value
        return row


def _cell_field(column: Column, label: str) -> forms.Field:
    kind = column.kind
    if isinstance(kind, OneOf):
        choices = [
            ("", _("any") if column.is_condition and not column.needed else "–"),
            *((word, kind.names[word]) for word in kind.known),
        ]
        return forms.ChoiceField(label=label, choices=choices, required=False)
    if isinstance(kind, WholeNumber):
        return forms.IntegerField(label=label, min_value=kind.at_least, max_value=kind.at_most, required=False)
    if isinstance(kind, AmountMinor):
        widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
        return forms.CharField(label=label, max_length=30, required=False, widget=widget)
    if isinstance(kind, ShortText):
        wide = forms.TextInput({"class": "is-wide"})
        return forms.CharField(label=label, max_length=kind.longest, required=False, widget=wide)
    longest = LONGEST_CHANNEL if isinstance(kind, Channel) else 3
    widget = forms.TextInput({"autocomplete": "off", "spellcheck": "false"})
    return forms.CharField(label=label, max_length=longest, required=False, widget=widget)


def _shown(column: Column, row: dict[str, Any]) -> Any:
    """What stands in a cell; amounts in the digits of their own currency."""
    value = row.get(column.name, "")
    if isinstance(column.kind, AmountMinor) and value != "" and row.get("currency"):
        return str(to_decimal(value, row["currency"]))
    return value


def _read_cell(column: Column, typed: Any, its_currency: str) -> Any:
    """Turn what was typed into JSON; None where nothing was. Raises BadInput for what cannot stand."""
    if typed in (None, ""):
        if column.needed:
            raise BadInput(_("Fill this in, or remove the row."))
        return None
    if isinstance(column.kind, AmountMinor):
        return read_amount(typed, its_currency)
    value = typed.upper() if column.name in ("currency", "country") else typed
    column.kind.read(value)
    return value


def read_amount(typed: str, its_currency: str) -> int:
    """Read an amount in its own currency; nothing is an amount too."""
    if _NOTHING.fullmatch(typed.strip()):
        return 0
    if not its_currency:
        raise BadInput(_("Say in which currency the amount is."))
    return parse_amount(typed, currency.read(its_currency))
