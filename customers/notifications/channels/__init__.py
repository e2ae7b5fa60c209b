"""Channels, one a file. Each has CODE and `deliver(message)`, which raises Refused or Unreachable.

One that a customer can choose also says what it is `called`, whether it `is_open` (set up here), and whether it
`needs_phone`; mail is always there.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from django.utils.translation import gettext as _

from customers.models import Message


@dataclass(frozen=True, slots=True)
class Answer:
    """What the channel said, and its own name for the message where it gave one."""

    words: str
    reference: str = ""


class Refused(Exception):
    """The channel will never take this message: a wrong address, a closed mailbox."""


class AddressRefused(Refused):
    """Nobody is behind this address: no later message will be taken either."""


class Unreachable(Exception):
    """The channel did not answer or asked to come back later."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A channel that customers may choose beside mail."""

    code: str
    name: str
    needs_phone: bool


def found() -> dict[str, Callable[[Message], Answer]]:
    """Every channel in this folder by its code; a new channel is one new file."""
    return {code: module.deliver for code, module in _modules().items()}


def choices() -> list[Choice]:
    """What customers may choose now: what is set up, by its code."""
    return [
        Choice(code, module.called(), module.needs_phone())
        for code, module in sorted(_modules().items())
        if hasattr(module, "is_open") and module.is_open()
    ]


def name_of(code: str) -> str:
    """What a channel is called; mail where none is known by this code."""
    called = getattr(_modules().get(code), "called", None)
    return called() if called else _("E-mail")


@cache
def _modules() -> dict[str, Any]:
    modules = [import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__)]
    return {module.CODE: module for module in modules}
