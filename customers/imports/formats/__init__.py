"""File formats, one a file. Each says how to recognise its header and how a record becomes the fields of a payment."""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import Any, Protocol

from django.utils.translation import gettext as _

from customers.errors import BadInput

Record = Mapping[str, Any]


class Format(Protocol):
    """What a module in this folder offers."""

    TITLE: str

    def recognises(self, names: Sequence[str]) -> bool:
        """Say whether a file with these field names is of this format."""

    def to_fields(self, record: Record, account: str) -> dict[str, Any] | None:
        """Turn a record into the fields of customers.imports.rows; None for what is no captured payment."""

    def describe(self) -> str:
        """Explain the format to a person."""


@cache
def formats() -> dict[str, Format]:
    """All formats by the name of their file."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return {name: import_module(f"{__name__}.{name}") for name in names}


def format_of(names: Sequence[str]) -> Format:
    """The format that has these field names. Raises BadInput."""
    for candidate in formats().values():
        if candidate.recognises(names):
            return candidate
    raise BadInput(_("No format has these columns: %s") % ", ".join(names)[:300], "unknown_format")
