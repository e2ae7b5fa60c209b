"""Every figure of a period, told apart as wished; the same figures that dashboards and papers show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from customers.shop_days import Period
from reporting.exports.columns import code, count, day, money, text
from reporting.exports.subject import Subject
from reporting.exports.worked_out import TABLE, lay_down
from reporting.facts.dimensions import DIMENSIONS, TIMES, require_known
from reporting.facts.measures import MEASURES
from reporting.facts.read import read
from reporting.facts.slices import FILTERS, Slice

_TOLD = [name for name in DIMENSIONS if name not in TIMES and name != "currency"]
USUAL = ("month",)


def check(where: Mapping[str, Sequence[str]]) -> None:
    require_known(where.get("by", ()))


def fill(cursor: Any, period: Period, where: Mapping[str, Sequence[str]]) -> None:
    chosen = {name: tuple(values) for name, values in where.items() if name != "by"}
    found = read(Slice(period, chosen), where.get("by") or USUAL, list(MEASURES))
    columns = [
        *((name, "date") for name in TIMES),
        ("currency", "text"),
        *((name, "text") for name in _TOLD),
        *((name, "bigint") for name in MEASURES),
    ]
    keys = [*TIMES, "currency", *_TOLD]
    lay_down(
        cursor,
        columns,
        ([*(row.key.get(name) for name in keys), *(row.values[name] for name in MEASURES)] for row in found),
    )


SUBJECT = Subject(
    name="figures",
    label=_("Figures"),
    about=_("All figures of the dashboards, told apart by month unless wished otherwise."),
    since_label=_("counted"),
    tables=TABLE,
    order="number",
    filters=dict.fromkeys(("by", *FILTERS), ""),
    needs=("by",),
    check=check,
    fill=fill,
    columns=[
        *(day(name, DIMENSIONS[name].label, name) for name in TIMES),
        code("currency", _("Currency"), "currency"),
        *(text(name, DIMENSIONS[name].label, name) for name in _TOLD),
        *(
            money(name, measure.label, name, "currency") if measure.is_money else count(name, measure.label, name)
            for name, measure in MEASURES.items()
        ),
    ],
)
