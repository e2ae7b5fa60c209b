"""Whose home shows what: what was chosen, or what the role has."""

from __future__ import annotations

from customers.models import User
from refunds import permissions
from reporting.models import HomeTiles
from reporting.tiles.catalogue import DEFAULTS, FALLBACK, TILES


def tiles_of(person: User) -> list[str]:
    """The names of the tiles, in order; what is no tile any more is left out."""
    row = HomeTiles.objects.filter(person=person).first()
    return [name for name in (row.names if row else default_tiles(person)) if name in TILES]


def default_tiles(person: User) -> tuple[str, ...]:
    roles = permissions.roles_of(person)
    return next((names for role, names in DEFAULTS.items() if role in roles), FALLBACK)


def has_chosen(person: User) -> bool:
    return HomeTiles.objects.filter(person=person).exists()
