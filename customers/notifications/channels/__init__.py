"""Channels, one a file. Each has CODE and `deliver(message)`, which raises Refused or Unreachable."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from customers.models import Message


@dataclass(frozen=True, slots=True)
class Answer:
    """What the channel said, and its own name for the message where it gave one."""

    words: str
    reference: str = ""


class Refused(Exception):
    """The channel will never take this message: a wrong address, a closed mailbox."""


class Unreachable(Exception):
    """The channel did not answer or asked to come back later."""


@cache
def found() -> dict[str, Callable[[Message], Answer]]:
    """Every channel in this folder by its code; a new channel is one new file."""
    modules = [import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__)]
    return {module.CODE: module.deliver for module in modules}
