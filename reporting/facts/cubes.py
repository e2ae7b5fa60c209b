"""By which dimensions together sums are kept, and the smallest of these that answers a question.

A cube is a set of dimensions. Any two of account, method, country, channel and reason are kept together, and all of
them; people, months of purchase and products with any other one of these, people with account and reason as well;
networks with the account. What is asked by more than that comes from the single things.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

from reporting.facts import numbers
from reporting.facts.dimensions import KEPT
from reporting.facts.sources.source import Source

Cube = frozenset[str]

_BIT = {name: 1 << place for place, name in enumerate(KEPT)}
_BASE = ("account", "channel", "method", "reason", "country")
_OF_SALES = frozenset(_BASE) - {"reason"}
_ORDER: tuple[Cube, ...] = (
    frozenset(),
    *(frozenset({name}) for name in (*_BASE, "network", "bought", "person", "product")),
    frozenset({"network", "account"}),
    *(frozenset({"bought", name}) for name in _BASE),
    *(frozenset(pair) for pair in combinations(_BASE, 2)),
    *(frozenset({"person", name}) for name in ("method", "channel", "country")),
    frozenset({"person", "account", "reason"}),
    frozenset({"product", "bought"}),
    *(frozenset({"product", name}) for name in _BASE),
    _OF_SALES,
    frozenset(_BASE),
)
"""Those with fewer rows first, as far as one can tell before."""

_PRODUCTS = frozenset({"product"})
_APART = frozenset({"person", "bought", "network"})

_OF_PRODUCTS = (numbers.PAYMENTS, numbers.REFUNDS)
"""By product and something else there are nearly as many rows as things: kept of what is sold and paid back alone."""


def cubes_of(source: Source) -> list[Cube]:
    """What is kept of a source: it has no sums by what it does not know."""
    known = (cube for cube in _ORDER if cube <= source.dimensions)
    return [cube for cube in known if _is_kept(cube, source)]


def _is_kept(cube: Cube, source: Source) -> bool:
    if cube == _OF_SALES:
        return "reason" not in source.dimensions
    return source.number in _OF_PRODUCTS or not cube > _PRODUCTS


def families_of(source: Source) -> list[list[Cube]]:
    """Cubes that are summed up together, from one row for each meeting of all their dimensions.

    Products are apart, as a thing may have several; people, months of purchase and networks, as with them there would
    be nearly as many rows as there are things.
    """
    families: dict[Cube, list[Cube]] = {}
    for cube in cubes_of(source):
        families.setdefault(_PRODUCTS if cube >= _PRODUCTS else cube & _APART, []).append(cube)
    return list(families.values())


def cube_for(source: Source, needs: Iterable[str]) -> Cube | None:
    """The smallest cube that knows all of these; None where only the single things do."""
    wanted = frozenset(needs)
    return next((cube for cube in cubes_of(source) if wanted <= cube), None)


def number_of(cube: Iterable[str]) -> int:
    return sum(_BIT[name] for name in cube)


def columns_of(name: str) -> tuple[str, ...]:
    """An account brings its gateway along."""
    return ("account", "gateway") if name == "account" else (name,)


def number_in_sql(names: Iterable[str]) -> str:
    """The cube of a row of GROUPING SETS over these dimensions."""
    bits = [f"{_BIT[name]} * (1 - GROUPING({name}))" for name in names]
    return " + ".join(bits) or "0"
