"""Saved exports that are made and brought by themselves: set up, turned on and off, begun when they are due."""

from __future__ import annotations

import structlog
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from customers import clock, doorbell
from customers.actors import Actor, acting
from customers.errors import BadInput, Conflict, NotFound, RecourseError
from refunds import permissions
from reporting.actions.export_places import found_place
from reporting.actions.order_export import order_of_saved, saved_for
from reporting.exports.rhythm import next_moment
from reporting.models import ExportDelivery, ExportPlace, ExportSchedule

BEGIN_SCHEDULES = "reporting.tasks.begin_scheduled_exports"
MOST = 100

log = structlog.get_logger(__name__)


def schedule_export(
    *, actor: Actor, saved_id: int, place_id: int, rhythm: str, day: int = 1, hour: int = 6, attaches: bool = False
) -> ExportSchedule:
    """Make a saved export again and again and bring it to a place. `day` is of the week (1 Monday) or of the month.

    A mail has only the link, unless `attaches` says that the file itself travels.
    """
    person = permissions.require(actor, permissions.SET_BOOKS)
    saved, place = saved_for(person, saved_id), found_place(place_id)
    if rhythm not in ExportSchedule.Rhythm:
        raise BadInput(_("There is no such rhythm."), "unknown_rhythm", "rhythm")
    longest = {"daily": 1, "weekly": 7, "monthly": 28}[rhythm]
    if not 1 <= day <= longest or not 0 <= hour <= 23:
        raise BadInput(_("Choose a day from 1 to %s and an hour from 0 to 23.") % longest, "bad_day", "day")
    if attaches and place.kind != ExportPlace.Kind.MAIL:
        raise BadInput(_("Only mail has attachments."), "no_attachment", "attaches")
    with transaction.atomic(), acting(actor):
        if ExportSchedule.objects.filter(is_on=True).count() >= MOST:
            raise Conflict(_("%s schedules are on. Turn one off first.") % MOST, "too_many_schedules")
        return ExportSchedule.objects.create(
            saved=saved,
            place=place,
            rhythm=rhythm,
            day=day,
            hour=hour,
            attaches=attaches,
            owner=person,
            next_at=next_moment(rhythm, day, hour, clock.now()),
        )


def turn_schedule(*, actor: Actor, schedule_id: int, is_on: bool) -> ExportSchedule:
    """Turn it on, from its next day, or off."""
    permissions.require(actor, permissions.SET_BOOKS)
    with transaction.atomic(), acting(actor):
        schedule = ExportSchedule.objects.select_for_update().filter(pk=schedule_id).first()
        if schedule is None:
            raise NotFound(_("There is no such schedule."), "export_schedule_not_found")
        if is_on and (schedule.saved.removed_at or schedule.place.removed_at):
            raise Conflict(_("What it makes, or where it goes, was removed."), "schedule_without_end")
        schedule.is_on = is_on
        schedule.next_at = next_moment(schedule.rhythm, schedule.day, schedule.hour, clock.now())
        schedule.save()
    return schedule


def begin_due_schedules() -> int:
    """Order what is due, once for each: what was missed while nothing ran is not made up for. Returns how many."""
    begun = 0
    while _begin_one():
        begun += 1
    return begun


def all_schedules() -> QuerySet[ExportSchedule]:
    return ExportSchedule.objects.select_related("saved", "place", "owner")


def _begin_one() -> bool:
    with transaction.atomic():
        due = ExportSchedule.objects.filter(is_on=True, next_at__lte=clock.now())
        schedule = due.select_for_update(skip_locked=True).order_by("next_at", "id").first()
        if schedule is None:
            return False
        next_at = next_moment(schedule.rhythm, schedule.day, schedule.hour, clock.now())
        ExportSchedule.objects.filter(pk=schedule.pk).update(next_at=next_at)
        _begin(schedule)
    return True


def _begin(schedule: ExportSchedule) -> None:
    """In its owner's name: who may export no more, has nothing exported by a schedule either."""
    actor = Actor.system("schedule")
    try:
        with transaction.atomic():
            person = permissions.require(Actor.user(schedule.owner), permissions.EXPORT)
            export = order_of_saved(actor, person, schedule.saved)
            ExportDelivery.objects.create(
                export=export, place=schedule.place, schedule=schedule, attaches=schedule.attaches
            )
    except RecourseError as refusal:
        log.warning("export.schedule_refused", schedule=schedule.pk, code=refusal.code)
        return
    doorbell.ring_after_commit("reporting.tasks.make_exports")
