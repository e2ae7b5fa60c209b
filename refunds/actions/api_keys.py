"""Making and revoking keys for programs. A key acts in its owner's name and never beyond their roles."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from customers import clock
from customers.actors import API_KEY, SYSTEM, Actor, acting
from customers.errors import BadInput, Conflict, NotAllowed, NotFound
from customers.models import ApiKey, User
from customers.models.apikey import SCOPES
from customers.people_events import record_about
from refunds import permissions

LONGEST_DAYS = 2 * 365


def create_api_key(*, actor: Actor, owner_email: str, name: str, scopes: list[str], days: int) -> tuple[ApiKey, str]:
    """Make a key and return it with its secret, which is shown once and kept nowhere.

    A program makes no key that may do more than its own. Raises BadInput for an unknown owner or scope.
    """
    _require_keys(actor)
    scopes = _checked_scopes(actor, scopes)
    if not 1 <= days <= LONGEST_DAYS:
        raise BadInput(_("A key is valid for 1 to %s days.") % LONGEST_DAYS, "bad_days", "days")
    owner = User.objects.filter(email=owner_email.strip().lower(), is_active=True).first()
    if owner is None:
        raise BadInput(_("Nobody with this address works here."), "owner_not_found", "owner")
    with transaction.atomic(), acting(actor):
        made: tuple[Any, str] = ApiKey.objects.create_key(
            name=name, owner=owner, scopes=scopes, expiry_date=clock.now() + timedelta(days=days)
        )
        key, secret = made
        record_about(owner, "key.created", actor, key=key.prefix, name=name, scopes=scopes)
    return key, secret


def revoke_api_key(*, actor: Actor, prefix: str) -> ApiKey:
    """Shut a key for good, at its next call."""
    _require_keys(actor)
    with transaction.atomic(), acting(actor):
        key = ApiKey.objects.select_for_update(of=("self",)).select_related("owner").filter(prefix=prefix).first()
        if key is None:
            raise NotFound(_("There is no such key."), "key_not_found")
        if key.revoked:
            raise Conflict(_("This key is revoked already."), "key_revoked")
        key.revoked = True
        key.save()
        record_about(key.owner, "key.revoked", actor, key=key.prefix, name=key.name)
    return key


def _require_keys(actor: Actor) -> None:
    """An operator at the machine needs no role: whoever reads the database needs no key."""
    if actor.kind != SYSTEM:
        permissions.require(actor, permissions.KEYS)


def _checked_scopes(actor: Actor, scopes: list[str]) -> list[str]:
    if unknown := [scope for scope in scopes if scope not in SCOPES]:
        raise BadInput(_("There is no scope %s.") % unknown[0][:40], "unknown_scope", "scopes")
    if not scopes:
        raise BadInput(_("Choose at least one scope; a key without one opens nothing."), "scope_needed", "scopes")
    if actor.kind == API_KEY:
        own = ApiKey.objects.filter(prefix=actor.id).values_list("scopes", flat=True).first() or []
        if not set(scopes) <= set(own):
            raise NotAllowed(_("A key makes no key that may do more than itself."), "beyond_own_scopes")
    return sorted(set(scopes))
