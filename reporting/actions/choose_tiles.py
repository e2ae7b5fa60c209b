"""Choosing the tiles of one's own home page."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from customers import clock
from customers.actors import Actor, acting
from customers.errors import BadInput
from customers.models import User
from refunds import permissions
from reporting.models import HomeTiles
from reporting.tiles.catalogue import TILES
from reporting.tiles.choice import tiles_of

UP, DOWN, ADD, REMOVE = MOVES = "up", "down", "add", "remove"


def choose_tiles(*, actor: Actor, names: Sequence[str]) -> list[str]:
    """Let these be the actor's tiles, in this order. Raises BadInput for one that does not exist or stands twice."""
    with transaction.atomic(), acting(actor):
        person = _owner(actor)
        for name in names:
            if name not in TILES:
                raise BadInput(_("There is no tile “%s”.") % name[:40], "unknown_tile", "names")
        if len(set(names)) < len(names):
            raise BadInput(_("Each tile can be there once."), "tile_twice", "names")
        HomeTiles.objects.update_or_create(person=person, defaults={"names": list(names), "changed_at": clock.now()})
    return list(names)


def move_tile(*, actor: Actor, name: str, move: str) -> list[str]:
    """Add a tile at the end, take it away, or let it change places with its neighbour; at an end nothing happens."""
    with transaction.atomic():
        person = _owner(actor)
        User.objects.select_for_update().get(pk=person.pk)
        names = tiles_of(person)
        if name not in TILES or move not in MOVES or (move != ADD and name not in names):
            raise BadInput(_("There is no tile “%s”.") % name[:40], "unknown_tile", "name")
        return choose_tiles(actor=actor, names=_moved(names, name, move))


def forget_tiles(*, actor: Actor) -> None:
    """Go back to the tiles of the role."""
    with transaction.atomic(), acting(actor):
        HomeTiles.objects.filter(person=_owner(actor)).delete()


def _owner(actor: Actor) -> User:
    permissions.require(actor, permissions.REPORT)
    if actor.person is None:
        raise BadInput(_("Only people have a home page."), "no_person")
    return actor.person


def _moved(names: list[str], name: str, move: str) -> list[str]:
    if move == ADD:
        return names if name in names else [*names, name]
    if move == REMOVE:
        return [one for one in names if one != name]
    place = names.index(name)
    other = place + (-1 if move == UP else 1)
    if 0 <= other < len(names):
        names[place], names[other] = names[other], names[place]
    return names
