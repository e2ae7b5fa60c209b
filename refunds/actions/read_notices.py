"""One's own inbox: reading what came in, and how often it is also mailed."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from customers import clock
from customers.actors import Actor, acting
from customers.errors import BadInput, NotFound
from customers.models import User
from refunds import permissions
from refunds.models import StaffNotice


def read_notice(*, actor: Actor, notice_id: int) -> StaffNotice:
    """Mark one of one's own notices as read. Somebody else's looks like none."""
    person = permissions.require(actor, permissions.VIEW)
    notice = StaffNotice.objects.select_related("refund").filter(pk=notice_id, person=person).first()
    if notice is None:
        raise NotFound(_("There is no such notice."), "notice_not_found")
    if notice.read_at is None:
        notice.read_at, notice.to_mail = clock.now(), False
        notice.save(update_fields=["read_at", "to_mail"])
    return notice


def read_all_notices(*, actor: Actor) -> int:
    """Mark all of one's own notices as read. Returns how many were not."""
    person = permissions.require(actor, permissions.VIEW)
    return StaffNotice.objects.filter(person=person, read_at=None).update(read_at=clock.now(), to_mail=False)


def choose_notice_mail(*, actor: Actor, notice_mail: str) -> User:
    """Choose how often one's own inbox is also mailed. What waits for the daily letter does not go out any more."""
    person = permissions.require(actor, permissions.VIEW)
    if notice_mail not in User.NoticeMail.values:
        raise BadInput(_("Choose how often from the list."), "unknown_choice", "notice_mail")
    with transaction.atomic(), acting(actor):
        locked = User.objects.select_for_update().get(pk=person.pk)
        locked.notice_mail = notice_mail
        locked.save(update_fields=["notice_mail"])
        if notice_mail != User.NoticeMail.DAILY:
            StaffNotice.objects.filter(person=locked, to_mail=True).update(to_mail=False)
    return locked
