"""Finding the dashboards: every file of the folder says its name, what it is about, and how its board is read."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from customers.errors import NotFound
from reporting import dashboards
from reporting.boards.asked import Asked
from reporting.boards.parts import Board

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Dashboard:
    """`name` stands in the address, `place` orders the navigation; `filters` are the dimensions that it listens to."""

    name: str
    place: int
    title: Text
    text: Text
    read: Callable[[Asked], Board]
    filters: tuple[str, ...]
    template: str = "reporting/dashboard.html"
    days: bool = True
    """Whether it is of a period that the reader chooses."""
    further: Callable[[Asked], dict[str, Any]] | None = None
    """What a template of its own shows besides the board."""


@cache
def all_dashboards() -> dict[str, Dashboard]:
    """By name, in the order of the navigation."""
    modules = [
        importlib.import_module(f"{dashboards.__name__}.{found.name}")
        for found in pkgutil.iter_modules(dashboards.__path__)
    ]
    found: list[Dashboard] = [module.DASHBOARD for module in modules]
    return {one.name: one for one in sorted(found, key=lambda one: one.place)}


def dashboard_named(name: str) -> Dashboard:
    """Raises NotFound."""
    if (found := all_dashboards().get(name)) is None:
        raise NotFound(_("There is no such dashboard."), "dashboard_not_found")
    return found
