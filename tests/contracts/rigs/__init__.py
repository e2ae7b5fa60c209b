"""A rig for each gateway that runs here: one file with its code as name, found by walking this folder.

`rig(request)` returns an account and the reference of a payment of 50.00 EUR at it. `SETTINGS`, where there are any, is
what an account of this gateway needs to be opened at all: those of one that nobody answers for.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest

from refunds.gateways.base import Gateway
from tests.contracts import rigs

Rig = Callable[[pytest.FixtureRequest], tuple[Gateway, str]]

NOBODY_LISTENS = {
    "api_base": "http://127.0.0.1:9",
    "database": "host=127.0.0.1 port=9 dbname=nothing connect_timeout=2",
    "webhook_secrets": ["5ec4e7" * 11],
}
"""An account whose gateway cannot be reached, whichever it is."""


def found_rigs() -> dict[str, Rig]:
    return {code: module.rig for code, module in _modules().items()}


def nobody_at(code: str) -> dict[str, Any]:
    """Return the settings of an account of this gateway that cannot be reached."""
    return {**NOBODY_LISTENS, **getattr(_modules().get(code), "SETTINGS", {})}


def _modules() -> dict[str, Any]:
    names = sorted(module.name for module in pkgutil.iter_modules(rigs.__path__))
    return {name: import_module(f"{rigs.__name__}.{name}") for name in names}
