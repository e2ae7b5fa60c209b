"""Asking for a file, stopping it, and having it made once more. A worker makes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from customers import clock, doorbell
from customers.actors import Actor, acting
from customers.errors import BadInput, Conflict, NotFound
from customers.models import User
from customers.references import next_reference
from customers.shop_days import Period, shop_day
from refunds import permissions
from reporting.books.journal import require_ready
from reporting.books.layout import layout_named
from reporting.exports.spans import period_of
from reporting.exports.wishes import JOURNAL, checked_wish, currency_of
from reporting.models import Export, SavedExport

MAKE_EXPORTS = "reporting.tasks.make_exports"
MOST_DAYS = 3 * 366


def order_export(
    *,
    actor: Actor,
    subject: str,
    format: str,
    first_on: date,
    last_on: date,
    columns: Sequence[str] = (),
    where: Mapping[str, Any] | None = None,
) -> Export:
    """Order a file. Raises BadInput for what cannot be meant, Conflict for a journal that cannot be written as it is.

    Nothing is written then.
    """
    person = permissions.require(actor, permissions.EXPORT)
    wish = checked_wish(subject, format, columns, where or {})
    period = checked_period(first_on, last_on)
    return _order(actor, person, wish, period, None)


def order_saved_export(*, actor: Actor, saved_id: int) -> Export:
    """Order the file that a saved export means today."""
    person = permissions.require(actor, permissions.EXPORT)
    saved = saved_for(person, saved_id)
    return order_of_saved(actor, person, saved)


def order_of_saved(actor: Actor, person: User, saved: SavedExport) -> Export:
    """The same for who has been let in already: a person's order, or a schedule's."""
    wish = checked_wish(saved.subject, saved.format, saved.columns, saved.where)
    return _order(actor, person, wish, period_of(saved.span, shop_day(clock.now())), saved)


def cancel_export(*, actor: Actor, reference: str) -> Export:
    """Stop a file that is not ready; the worker lets go of it within seconds."""
    permissions.require(actor, permissions.EXPORT)
    with transaction.atomic(), acting(actor):
        export = _locked(reference)
        if export.state != Export.State.QUEUED:
            raise Conflict(_("It is not being made any more."), "export_ended")
        export.cancel()
        export.save()
    return export


def restart_export(*, actor: Actor, reference: str) -> Export:
    """Have a file made once more from the beginning, with what is true now."""
    person = permissions.require(actor, permissions.EXPORT)
    with transaction.atomic(), acting(actor):
        export = _locked(reference)
        if export.state in (Export.State.QUEUED, Export.State.READY):
            raise Conflict(_("It is being made, or ready."), "export_not_ended")
        _require_room(person)
        _require_journal_ready(export, export.period)
        export.begin_again()
        export.save()
        doorbell.ring_after_commit(MAKE_EXPORTS)
    return export


def found_export(reference: str) -> Export:
    export = Export.objects.select_related("owner", "saved").filter(reference=reference).first()
    if export is None:
        raise NotFound(_("There is no such export."), "export_not_found")
    return export


def saved_for(person: User, saved_id: int) -> SavedExport:
    """A saved export that is this person's, or everybody's; both others look the same."""
    saved = SavedExport.objects.filter(pk=saved_id, removed_at=None).first()
    if saved is None or not (saved.is_shared or saved.owner_id == person.pk):
        raise NotFound(_("There is no such saved export."), "saved_export_not_found")
    return saved


def checked_period(first_on: date, last_on: date) -> Period:
    if last_on < first_on:
        raise BadInput(_("The last day lies before the first one."), "days_out_of_order", "last_on")
    if first_on > shop_day(clock.now()):
        raise BadInput(_("This period has not begun yet."), "period_ahead", "first_on")
    if first_on.year < 1970 or last_on.year > 9000:
        raise BadInput(_("Choose days between 1970 and today."), "absurd_day", "first_on")
    if (last_on - first_on).days >= MOST_DAYS:
        raise BadInput(_("Choose up to three years at once."), "period_too_long", "last_on")
    return Period(first_on, last_on)


def _order(actor: Actor, person: User, wish: dict[str, Any], period: Period, saved: SavedExport | None) -> Export:
    with transaction.atomic(), acting(actor):
        _require_room(person)
        export = Export(
            reference=next_reference("EX", "export_reference"),
            saved=saved,
            first_on=period.first_on,
            last_on=period.last_on,
            owner=person,
            requested_by=actor.key,
            requested_label=actor.label,
            **wish,
        )
        _require_journal_ready(export, period)
        export.save()
        doorbell.ring_after_commit(MAKE_EXPORTS)
    return export


def _require_journal_ready(export: Export, period: Period) -> None:
    if export.subject == JOURNAL:
        require_ready(layout_named(export.format), period, currency_of(export))


def _require_room(person: User) -> None:
    waiting = Export.objects.filter(owner=person, state=Export.State.QUEUED).count()
    if waiting >= settings.EXPORT_MOST_WAITING:
        raise Conflict(
            _("%s of your exports are waiting. Cancel one, or let them be made first.") % waiting, "exports_waiting"
        )


def _locked(reference: str) -> Export:
    export = Export.objects.select_for_update(of=("self",)).filter(reference=reference).first()
    if export is None:
        raise NotFound(_("There is no such export."), "export_not_found")
    return export
