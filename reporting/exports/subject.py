"""What can be exported: a name, tables, columns, and the moment that says into which period a row belongs."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import Any

from django.utils.translation import gettext as _

from customers.errors import BadInput
from customers.shop_days import Period
from reporting.exports import subjects
from reporting.exports.columns import Column

Fill = Callable[[Any, Period, Mapping[str, Sequence[str]]], None]


@dataclass(frozen=True, slots=True)
class Subject:
    """`tables` is what stands behind FROM, joined so that no row is there twice; `order` is its key, in order of time.

    `at` is the moment by which the period is cut; without one, `fill` cuts it. `filters` are columns of few values that
    may be narrowed. `fill` writes rows that only our own code can work out into a temporary table of `tables`, through
    the cursor that is given; `filters` are then its own, `needs` those that the page asks for, and `check` refuses what
    they cannot be. `since_label` says in words what the period means.
    """

    name: str
    label: object
    about: object
    columns: Sequence[Column]
    tables: str
    order: str
    at: str = ""
    since_label: object = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    needs: Sequence[str] = ()
    check: Callable[[Mapping[str, Sequence[str]]], None] = lambda where: None
    fill: Fill | None = None

    def chosen(self, names: Sequence[str]) -> list[Column]:
        """The columns of these names, in their order; all of them for no names. Raises BadInput for one unknown."""
        known = {column.name: column for column in self.columns}
        strange = [name for name in names if name not in known]
        if strange or len(set(names)) != len(names):
            raise BadInput(
                _("There is no column %s, or it is named twice.") % (strange or names)[0][:40],
                "unknown_column",
                "columns",
            )
        return [known[name] for name in names] or list(self.columns)


@cache
def all_subjects() -> dict[str, Subject]:
    """Every subject by name: whatever module of the folder sets `SUBJECT` is one."""
    found: dict[str, Subject] = {}
    for module in pkgutil.iter_modules(subjects.__path__):
        subject = getattr(import_module(f"{subjects.__name__}.{module.name}"), "SUBJECT", None)
        if subject is not None:
            found[subject.name] = subject
    return found


def subject_named(name: str) -> Subject:
    """Raises BadInput for a name that nothing has."""
    try:
        return all_subjects()[name]
    except KeyError:
        raise BadInput(_("There is nothing of this name to export."), "unknown_subject", "subject") from None
