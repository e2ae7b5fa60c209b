"""The layout of a bookkeeping program: what it asks of the shop, what its accounts look like, and how it is written."""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import IO, Any

from django.utils.translation import gettext as _

from customers.errors import BadInput
from customers.shop_days import Period
from reporting.books import layouts
from reporting.books.postings import Posting


@dataclass(frozen=True, slots=True)
class Asked:
    """A value that the program wants: what it is called, what it may look like, and what stands there unless set."""

    name: str
    label: object
    pattern: str
    help: object = ""
    usual: str = ""


@dataclass(frozen=True, slots=True)
class Booked:
    """A posting under their accounts. `tax_code` is that of the side that has one."""

    posting: Posting
    debit: str
    credit: str
    debit_tax: str
    credit_tax: str


@dataclass(frozen=True, slots=True)
class Journal:
    """What is to be written: booked postings of one period in one currency, and the values that the layout asks for."""

    period: Period
    currency: str
    values: Mapping[str, str]
    booked: Iterable[Booked]
    label: str


@dataclass(frozen=True, slots=True)
class Layout:
    """`account` and `tax_code` are patterns of what may stand there. `refusal` says why a journal cannot be, or ""."""

    name: str
    label: object
    about: object
    source: str
    ending: str
    media_type: str
    account: str
    account_help: object
    write: Callable[[Journal, IO[bytes]], None]
    tax_code: str = r".{0,60}"
    asked: Sequence[Asked] = field(default_factory=tuple)
    refusal: Callable[[Period, str, Mapping[str, str]], str] = lambda period, currency, values: ""

    def checked_account(self, text: str) -> str:
        if not re.fullmatch(self.account, text):
            raise BadInput(str(self.account_help), "bad_account", "theirs")
        return text

    def checked_tax_code(self, text: str) -> str:
        if not re.fullmatch(self.tax_code, text):
            raise BadInput(_("The program knows no such tax code."), "bad_tax_code", "tax_code")
        return text


@cache
def all_layouts() -> dict[str, Layout]:
    """Every layout by name: whatever module of the folder sets `LAYOUT` is one."""
    found: dict[str, Layout] = {}
    for module in pkgutil.iter_modules(layouts.__path__):
        layout: Any = getattr(import_module(f"{layouts.__name__}.{module.name}"), "LAYOUT", None)
        if layout is not None:
            found[layout.name] = layout
    return found


def layout_named(name: str) -> Layout:
    """Raises BadInput for a name that nothing has."""
    try:
        return all_layouts()[name]
    except KeyError:
        raise BadInput(_("There is no bookkeeping program of this name here."), "unknown_layout", "layout") from None
