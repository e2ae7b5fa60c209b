"""Places where exports go: added, tried out, given a new secret, taken away. A secret is written and never shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from customers import clock
from customers.actors import Actor, acting
from customers.errors import BadInput, Conflict, NotFound
from customers.models import User
from customers.open_addresses import Closed
from refunds import permissions
from refunds.gateways.errors import BadConfiguration
from refunds.gateways.secrets import can_seal, seal
from reporting.exports import places
from reporting.models import ExportPlace

LONGEST_SECRET = 8_000
WITH_SECRET = (ExportPlace.Kind.SFTP, ExportPlace.Kind.S3)

log = structlog.get_logger(__name__)


def add_export_place(
    *,
    actor: Actor,
    label: str,
    kind: str,
    settings: Mapping[str, Any],
    secret: str = "",
    people: list[str] | None = None,
) -> ExportPlace:
    """Add a place. `people` are mail addresses of colleagues who may export, for mail.

    Raises BadInput for what cannot be one, Conflict where no key can seal the secret; nothing is written then.
    """
    permissions.require(actor, permissions.SET_BOOKS)
    if kind not in ExportPlace.Kind:
        raise BadInput(_("There is no such kind of place."), "unknown_kind", "kind")
    label = label.strip()[:80]
    if not label or "\x00" in label:
        raise BadInput(_("Give it a name."), "label_needed", "label")
    kept: dict[str, Any] = places.checked_settings(kind, settings)
    if kind == ExportPlace.Kind.MAIL:
        kept["people"] = [person.email for person in _people(people or [])]
    with transaction.atomic(), acting(actor):
        if ExportPlace.objects.filter(label=label, removed_at=None).exists():
            raise Conflict(_("There is a place of this name."), "label_taken", "label")
        place = ExportPlace.objects.create(label=label, kind=kind, settings=kept, created_by=actor.label)
        if kind in WITH_SECRET:
            _seal(place, secret)
    return place


def set_place_secret(*, actor: Actor, place_id: int, secret: str) -> ExportPlace:
    """Use another password or key from now on."""
    permissions.require(actor, permissions.SET_BOOKS)
    with transaction.atomic(), acting(actor):
        place = _locked(place_id)
        if place.kind not in WITH_SECRET:
            raise Conflict(_("This place needs no secret."), "no_secret")
        _seal(place, secret)
    return place


def remove_export_place(*, actor: Actor, place_id: int) -> ExportPlace:
    """Bring nothing there any more, and forget its secret; its schedules stop."""
    permissions.require(actor, permissions.SET_BOOKS)
    with transaction.atomic(), acting(actor):
        place = _locked(place_id)
        place.removed_at, place.sealed = clock.now(), ""
        place.save()
        for schedule in place.schedules.filter(is_on=True):
            schedule.is_on = False
            schedule.save()
    return place


def try_export_place(*, actor: Actor, place_id: int) -> ExportPlace:
    """Write a small file there now; how it went stands on the place."""
    permissions.require(actor, permissions.SET_BOOKS)
    place = found_place(place_id)
    if place.kind == ExportPlace.Kind.MAIL:
        raise Conflict(_("Mail needs no test: a schedule's first letter shows it."), "no_test")
    trouble = trouble_of(place)
    ExportPlace.objects.filter(pk=place.pk).update(tested_at=clock.now(), test_trouble=trouble)
    place.refresh_from_db()
    return place


def trouble_of(place: ExportPlace) -> str:
    """Try the place out; answer what went wrong in words, nothing where all is well."""
    try:
        places.try_out(place)
    except Exception as trouble:
        return words_of(trouble)
    return ""


def words_of(trouble: Exception) -> str:
    """What to tell people of a trouble on the way; never what the other side or we said in secret."""
    if isinstance(trouble, Closed):
        return str(trouble)[:300]
    if isinstance(trouble, BadConfiguration):
        return trouble.message[:300]
    log.info("export.place_trouble", kind=type(trouble).__name__)
    return _("It did not work (%s).") % type(trouble).__name__


def found_place(place_id: int) -> ExportPlace:
    place = ExportPlace.objects.filter(pk=place_id, removed_at=None).first()
    if place is None:
        raise NotFound(_("There is no such place."), "export_place_not_found")
    return place


def _locked(place_id: int) -> ExportPlace:
    place = ExportPlace.objects.select_for_update().filter(pk=place_id, removed_at=None).first()
    if place is None:
        raise NotFound(_("There is no such place."), "export_place_not_found")
    return place


def _seal(place: ExportPlace, secret: str) -> None:
    if not secret or len(secret) > LONGEST_SECRET or "\x00" in secret:
        raise BadInput(_("Give the password or the key."), "secret_needed", "secret")
    if not can_seal():
        raise Conflict(
            _("No secret can be kept here: SECRETS_KEYS is not set. Ask whoever runs the machine."), "no_keys"
        )
    place.sealed = seal(secret, place.place)
    place.save()


def _people(named: list[str]) -> list[User]:
    allowed = {person.email.lower(): person for person in permissions.people_who_may(permissions.EXPORT)}
    unknown = [address for address in named if address.strip().lower() not in allowed]
    if unknown or not named or len(named) > 20:
        raise BadInput(
            _("Name up to 20 colleagues who may export, by their mail addresses."), "unknown_people", "people"
        )
    return [allowed[address.strip().lower()] for address in dict.fromkeys(named)]
