"""Finds the gateways by walking this folder: whatever module sets `GATEWAY` is one."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from refunds import gateways
from refunds.gateways.base import Gateway


@cache
def gateway_classes() -> dict[str, type[Gateway]]:
    """Return every adapter by its code, in order of the codes."""
    found: dict[str, type[Gateway]] = {}
    for module in pkgutil.iter_modules(gateways.__path__):
        adapter = getattr(import_module(f"{gateways.__name__}.{module.name}"), "GATEWAY", None)
        if adapter is None:
            continue
        if adapter.code in found:
            raise ImportError(f"Two gateways call themselves {adapter.code}: {adapter} and {found[adapter.code]}")
        found[adapter.code] = adapter
    return dict(sorted(found.items()))


def gateway_name(code: str) -> str:
    """What people call a gateway; its code where no adapter of it is here any more."""
    adapter = gateway_classes().get(code)
    return adapter.name if adapter else code


def gateway_choices() -> list[tuple[str, str]]:
    """Code and name of every gateway, for a model's `choices` and for forms."""
    return [(code, adapter.name) for code, adapter in gateway_classes().items()]
