"""What a parameter of a rule may be: its default, how it is read from the policy document, and its label."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import field, fields
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from customers.errors import BadInput
from customers.money import MAX_AMOUNT_MINOR, exponent

Reader = Callable[[Any], Any]

MOST_DAYS = 3650


class BadParameter(BadInput):
    """The policy document holds a value that this parameter cannot take."""

    code = "bad_policy"


def parameter(default: Any, read: Reader, label: str | Promise) -> Any:
    """Declare a parameter. `default` is a JSON value; `read` turns JSON into what the rule uses, or raises."""
    return field(default_factory=lambda: read(default), metadata={"default": default, "read": read, "label": label})


def read_parameters(parameters_class: type[Any], values: Any) -> Any:
    """Build a rule's parameters; what is not named takes its default. Raises BadParameter with every fault in it."""
    faults = parameter_faults(parameters_class, values)
    if faults:
        raise BadParameter(" ".join(faults.values()))
    readers = {declared.name: declared.metadata["read"] for declared in fields(parameters_class)}
    return parameters_class(**{name: readers[name](value) for name, value in values.items()})


def parameter_faults(parameters_class: type[Any], values: Any) -> dict[str, str]:
    """Say what is wrong with each parameter; the key is empty for a fault of the whole."""
    if not isinstance(values, dict):
        return {"": _("The parameters of a rule are an object of names and values.")}
    readers = {declared.name: declared.metadata["read"] for declared in fields(parameters_class)}
    faults = {str(name): _fault(readers.get(name), value) for name, value in values.items()}
    return {name: fault for name, fault in faults.items() if fault}


def default_values(parameters_class: type[Any]) -> dict[str, Any]:
    """Return the defaults as JSON values."""
    return {declared.name: declared.metadata["default"] for declared in fields(parameters_class)}


def _fault(read: Reader | None, value: Any) -> str:
    if read is None:
        return _("There is no such parameter.")
    try:
        read(value)
    except BadInput as error:
        return error.message
    return ""


def whole_number(at_most: int, at_least: int = 0) -> Reader:
    """Make a reader of a whole number within bounds."""

    def read(value: Any) -> int:
        if type(value) is not int or not at_least <= value <= at_most:
            raise BadParameter(_("Give a whole number from %(low)d to %(high)d.") % {"low": at_least, "high": at_most})
        return value

    return read


days = whole_number(at_most=MOST_DAYS)


def yes_or_no(value: Any) -> bool:
    if type(value) is not bool:
        raise BadParameter(_("Give true or false."))
    return value


def one_of(known: Collection[str]) -> Reader:
    """Make a reader of one known word."""

    def read(value: Any) -> str:
        if not isinstance(value, str) or value not in known:
            raise BadParameter(_("%(word)r is not one of: %(known)s.") % {"word": value, "known": ", ".join(known)})
        return value

    return read


def some_of(known: Collection[str]) -> Reader:
    """Make a reader of a list of known words, each at most once."""
    read_one = one_of(known)

    def read(value: Any) -> tuple[str, ...]:
        if not isinstance(value, list):
            raise BadParameter(_("Give a list."))
        words = tuple(read_one(word) for word in value)
        if len(set(words)) != len(words):
            raise BadParameter(_("Name each entry once."))
        return words

    return read


def amounts_by_currency(value: Any) -> dict[str, int]:
    """Read amounts in minor units by ISO 4217 code; raise BadInput for a currency that is none."""
    if not isinstance(value, dict):
        raise BadParameter(_("Give an object of currencies and amounts in minor units."))
    read_amount = whole_number(at_most=MAX_AMOUNT_MINOR)
    for currency in value:
        exponent(currency)
    return {currency: read_amount(amount) for currency, amount in value.items()}


def country(value: Any) -> str:
    """Read an ISO 3166 code of two letters."""
    if not isinstance(value, str) or not re.fullmatch(r"[A-Z]{2}", value):
        raise BadParameter(_("Give a country as two capital letters, for example DE."))
    return value
