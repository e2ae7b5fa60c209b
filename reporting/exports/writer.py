"""The shape of a file: its ending, its type, and who writes it. Found by walking the folder of writers."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import IO

from django.utils.translation import gettext as _

from customers.errors import BadInput
from reporting.exports import writers
from reporting.exports.stream import Rows


@dataclass(frozen=True, slots=True)
class Writer:
    """`write` puts all rows into the file. It takes no more than `most_rows`, where that is not 0."""

    name: str
    label: object
    about: object
    ending: str
    media_type: str
    write: Callable[[Rows, IO[bytes]], None]
    most_rows: int = 0


@cache
def all_writers() -> dict[str, Writer]:
    """Every writer by name: whatever module of the folder sets `WRITER` is one."""
    found: dict[str, Writer] = {}
    for module in pkgutil.iter_modules(writers.__path__):
        writer = getattr(import_module(f"{writers.__name__}.{module.name}"), "WRITER", None)
        if writer is not None:
            found[writer.name] = writer
    return found


def writer_named(name: str) -> Writer:
    """Raises BadInput for a name that nothing has."""
    try:
        return all_writers()[name]
    except KeyError:
        raise BadInput(_("There is no format of this name."), "unknown_format", "format") from None
