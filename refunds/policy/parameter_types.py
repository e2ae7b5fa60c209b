"""What a parameter of a rule may be: its default, how it is read from the policy document, and how it is told.

Each kind reads JSON and says a JSON value in words; a form draws its field by the kind and knows nothing of the rules.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from customers.codes import checked_country, checked_currency
from customers.errors import BadInput
from customers.money import MAX_AMOUNT_MINOR
from refunds.policy import wording
from refunds.policy.names import country_name

Words = str | Promise
Names = Mapping[str, Words]

MOST_DAYS = 3650
MOST_ENTRIES = 30
"""Of amounts and of rows in one parameter: more can neither be read at a glance nor be meant."""
MOST_COUNTRIES = 260
LONGEST_CHANNEL = 60


class BadParameter(BadInput):
    """The policy document holds a value that this parameter cannot take."""

    code = "bad_policy"


class Kind(ABC):
    """A kind of parameter."""

    @abstractmethod
    def read(self, value: Any) -> Any:
        """Turn a JSON value into what the rule uses. Raises BadInput with the sentence for its author."""

    @abstractmethod
    def told(self, value: Any) -> list[str]:
        """Say a sound JSON value in words, one line for each entry."""


def parameter(default: Any, kind: Kind, label: Words) -> Any:
    """Declare a parameter. `default` is a JSON value of that kind."""
    return field(
        default_factory=lambda: kind.read(default), metadata={"default": default, "kind": kind, "label": label}
    )


def read_parameters(parameters_class: type[Any], values: Any) -> Any:
    """Build a rule's parameters; what is not named takes its default. Raises BadParameter with every fault in it."""
    faults = parameter_faults(parameters_class, values)
    if faults:
        raise BadParameter(" ".join(faults.values()))
    kinds = kinds_of(parameters_class)
    return parameters_class(**{name: kinds[name].read(value) for name, value in values.items()})


def parameter_faults(parameters_class: type[Any], values: Any) -> dict[str, str]:
    """Say what is wrong with each parameter; the key is empty for a fault of the whole."""
    if not isinstance(values, dict):
        return {"": _("The parameters of a rule are an object of names and values.")}
    kinds = kinds_of(parameters_class)
    faults = {str(name): fault_of(kinds.get(name), value) for name, value in values.items()}
    return {name: fault for name, fault in faults.items() if fault}


def kinds_of(parameters_class: type[Any]) -> dict[str, Kind]:
    return {declared.name: declared.metadata["kind"] for declared in fields(parameters_class)}


def default_values(parameters_class: type[Any]) -> dict[str, Any]:
    """Return the defaults as JSON values."""
    return {declared.name: declared.metadata["default"] for declared in fields(parameters_class)}


def fault_of(kind: Kind | None, value: Any) -> str:
    """Say what is wrong with a value; nothing if it may stand."""
    if kind is None:
        return _("There is no such parameter.")
    try:
        kind.read(value)
    except BadInput as error:
        return error.message
    return ""


@dataclass(frozen=True)
class WholeNumber(Kind):
    """A whole number within bounds. `may_be_missing`: none means no limit, and `none_means` says so."""

    at_most: int
    at_least: int = 0
    counts_days: bool = False
    none_means: Words = ""

    def read(self, value: Any) -> int | None:
        if value is None and self.none_means:
            return None
        if type(value) is not int or not self.at_least <= value <= self.at_most:
            words = {"low": self.at_least, "high": self.at_most}
            raise BadParameter(_("Give a whole number from %(low)d to %(high)d.") % words)
        return value

    def told(self, value: Any) -> list[str]:
        if value is None:
            return [str(self.none_means)]
        return [wording.days(value) if self.counts_days else str(value)]


def whole_number(at_most: int, at_least: int = 0, none_means: Words = "") -> WholeNumber:
    return WholeNumber(at_most, at_least, none_means=none_means)


days = WholeNumber(MOST_DAYS, counts_days=True)


class YesOrNo(Kind):
    def read(self, value: Any) -> bool:
        if type(value) is not bool:
            raise BadParameter(_("Give true or false."))
        return value

    def told(self, value: Any) -> list[str]:
        return [_("Yes") if value else _("No")]


yes_or_no = YesOrNo()


@dataclass(frozen=True)
class OneOf(Kind):
    """One known word."""

    known: Collection[str]
    names: Names

    def read(self, value: Any) -> str:
        if not isinstance(value, str) or value not in self.known:
            words = {"word": str(value)[:60], "known": ", ".join(self.known)}
            raise BadParameter(_("“%(word)s” is not one of: %(known)s.") % words)
        return value

    def told(self, value: Any) -> list[str]:
        return [str(self.names[value])]


@dataclass(frozen=True)
class SomeOf(Kind):
    """A list of known words, each at most once."""

    known: Collection[str]
    names: Names

    def read(self, value: Any) -> tuple[str, ...]:
        if not isinstance(value, list):
            raise BadParameter(_("Give a list."))
        one = OneOf(self.known, self.names)
        words = tuple(one.read(word) for word in value[: len(self.known) + 1])
        if len(set(words)) != len(value):
            raise BadParameter(_("Name each entry once."))
        return words

    def told(self, value: Any) -> list[str]:
        return [str(self.names[word]) for word in value] or [_("none")]


def one_of(known: Collection[str], names: Names) -> OneOf:
    return OneOf(known, names)


def some_of(known: Collection[str], names: Names) -> SomeOf:
    return SomeOf(known, names)


class Currency(Kind):
    """An ISO 4217 code."""

    def read(self, value: Any) -> str:
        return checked_currency(value if isinstance(value, str) else "")

    def told(self, value: Any) -> list[str]:
        return [value]


class AmountMinor(Kind):
    """Minor units of the currency that stands beside it; nothing is an amount too."""

    def read(self, value: Any) -> int:
        return whole_number(at_most=MAX_AMOUNT_MINOR).read(value)  # type: ignore[return-value]

    def told(self, value: Any) -> list[str]:
        return [str(value)]


@dataclass(frozen=True)
class AmountsByCurrency(Kind):
    """Amounts in minor units by ISO 4217 code. `none_means` says what a currency without one comes to."""

    none_means: Words

    def read(self, value: Any) -> dict[str, int]:
        if not isinstance(value, dict):
            raise BadParameter(_("Give an object of currencies and amounts in minor units."))
        if len(value) > MOST_ENTRIES:
            raise BadParameter(_("Name at most %d of them.") % MOST_ENTRIES)
        return {currency.read(code): amount_minor.read(amount) for code, amount in value.items()}

    def told(self, value: Any) -> list[str]:
        return [wording.money(amount, code) for code, amount in value.items()] or [str(self.none_means)]


def amounts_by_currency(none_means: Words) -> AmountsByCurrency:
    return AmountsByCurrency(none_means)


currency = Currency()
amount_minor = AmountMinor()


class Country(Kind):
    """An ISO 3166 code of two letters."""

    def read(self, value: Any) -> str:
        if not isinstance(value, str) or not value:
            raise BadParameter(_("Give a country as two capital letters, for example DE."))
        return checked_country(value)

    def told(self, value: Any) -> list[str]:
        return [country_name(value)]


country = Country()


@dataclass(frozen=True)
class Countries(Kind):
    """A list of countries, each once."""

    none_means: Words

    def read(self, value: Any) -> tuple[str, ...]:
        if not isinstance(value, list) or len(value) > MOST_COUNTRIES:
            raise BadParameter(_("Give a list of countries."))
        found = tuple(country.read(code) for code in value)
        if len(set(found)) != len(found):
            raise BadParameter(_("Name each country once."))
        return found

    def told(self, value: Any) -> list[str]:
        return [country_name(code) for code in value] or [str(self.none_means)]


class Channel(Kind):
    """The name of a sales channel, as the shop's software writes it."""

    def read(self, value: Any) -> str:
        if not isinstance(value, str) or not value.strip() or "\x00" in value:
            raise BadParameter(_("Give the name of a sales channel."))
        if len(value) > LONGEST_CHANNEL:
            raise BadParameter(_("The name of a sales channel has at most %d characters.") % LONGEST_CHANNEL)
        return value

    def told(self, value: Any) -> list[str]:
        return [wording.quoted([value])]


channel = Channel()


@dataclass(frozen=True)
class ShortText(Kind):
    """A line of text for people."""

    longest: int

    def read(self, value: Any) -> str:
        if not isinstance(value, str) or not value.strip() or not value.isprintable():
            raise BadParameter(_("Give a text of one line."))
        if len(value) > self.longest:
            raise BadParameter(_("This has at most %d characters.") % self.longest)
        return value

    def told(self, value: Any) -> list[str]:
        return [value]


@dataclass(frozen=True)
class Column:
    """A column of a table: `is_condition` says that it narrows what the row is about, and may be left empty."""

    name: str
    kind: Kind
    label: Words
    is_condition: bool = False
    needed: bool = False


class Row(ABC):
    """A row of a table, as the rule uses it."""

    @property
    @abstractmethod
    def key(self) -> tuple[str, ...]:
        """What may stand in a table once."""

    @abstractmethod
    def told(self) -> str:
        """The row in words."""


@dataclass(frozen=True)
class Table(Kind):
    """A list of rows, each about something narrower than the whole: at least one condition, none twice."""

    row: type[Any]
    columns: tuple[Column, ...]

    def read(self, value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise BadParameter(_("Give a list of rows."))
        if len(value) > MOST_ENTRIES:
            raise BadParameter(_("Name at most %d of them.") % MOST_ENTRIES)
        rows = tuple(self._read_row(entry) for entry in value)
        if len({row.key for row in rows}) != len(rows):
            raise BadParameter(_("Two rows have the same conditions."))
        return rows

    def told(self, value: Any) -> list[str]:
        return [row.told() for row in self.read(value)] or [_("none")]

    def _read_row(self, entry: Any) -> Any:
        kinds = {column.name: column.kind for column in self.columns}
        needed = {column.name for column in self.columns if column.needed}
        conditions = {column.name for column in self.columns if column.is_condition}
        if not isinstance(entry, dict) or needed - set(entry) or set(entry) - set(kinds):
            words = {"needed": ", ".join(sorted(needed)), "others": ", ".join(sorted(set(kinds) - needed))}
            raise BadParameter(_("A row has %(needed)s, may have %(others)s, and nothing else.") % words)
        if not conditions & set(entry):
            raise BadParameter(_("A row names at least one condition; without one it would be about everything."))
        row = self.row(**{name: kinds[name].read(value) for name, value in entry.items()})
        check = getattr(row, "check", None)
        if check is not None:
            check()
        return row
