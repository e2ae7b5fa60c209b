"""Keeping a wish for later: own ones, and ones for everybody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from customers import clock
from customers.actors import Actor, acting
from customers.errors import BadInput, Conflict, NotAllowed
from customers.models import User
from refunds import permissions
from reporting.actions.order_export import saved_for
from reporting.exports.wishes import checked_wish
from reporting.models import SavedExport

MOST = 200


def save_export(
    *,
    actor: Actor,
    label: str,
    subject: str,
    format: str,
    span: str,
    columns: Sequence[str] = (),
    where: Mapping[str, Any] | None = None,
    is_shared: bool = False,
) -> SavedExport:
    """Keep a wish under a name. Raises BadInput for what cannot be meant; nothing is written then."""
    person = permissions.require(actor, permissions.EXPORT)
    wish = checked_wish(subject, format, columns, where or {})
    if not label.strip() or "\x00" in label:
        raise BadInput(_("Give it a name."), "label_needed", "label")
    if span not in SavedExport.Span:
        raise BadInput(_("There are no such days."), "unknown_span", "span")
    if saved_exports_of(person).count() >= MOST:
        raise Conflict(_("There are %s saved exports. Remove one first.") % MOST, "too_many_saved_exports")
    with transaction.atomic(), acting(actor):
        return SavedExport.objects.create(
            label=label.strip()[:80], owner=person, span=span, is_shared=is_shared, **wish
        )


def remove_saved_export(*, actor: Actor, saved_id: int) -> SavedExport:
    """Take a saved export away; its schedules stop. What it made stays."""
    person = permissions.require(actor, permissions.EXPORT)
    with transaction.atomic(), acting(actor):
        saved = saved_for(person, saved_id)
        if saved.owner_id != person.pk:
            raise NotAllowed(_("Only who saved it removes it."), "not_own")
        saved.removed_at = clock.now()
        saved.save()
        for schedule in saved.schedules.filter(is_on=True):
            schedule.is_on = False
            schedule.save()
    return saved


def saved_exports_of(person: User) -> QuerySet[SavedExport]:
    """A person's own, and those for everybody."""
    kept = SavedExport.objects.filter(removed_at=None).filter(Q(owner=person) | Q(is_shared=True))
    return kept.select_related("owner")
