"""Customers who wait for words of ours for longer than the desk has set itself: told once, to whoever has the case."""

from __future__ import annotations

import structlog
from django.db import transaction

from customers import clock
from customers.actors import Actor, acting
from refunds import staff_notices
from refunds.models import Conversation, StaffNotice

CALENDAR = Actor.system("calendar")
AT_ONCE = 200

log = structlog.get_logger(__name__)


def tell_of_late_answers() -> int:
    """Tell the owner of each such case, or the leads where it is nobody's. Returns how many there were."""
    late = Conversation.objects.filter(answer_by__lte=clock.now(), late_told_at=None).order_by("answer_by", "id")
    return sum(_tell(pk) for pk in list(late.values_list("pk", flat=True)[:AT_ONCE]))


def _tell(pk: int) -> bool:
    """One that breaks must not hold up the others; one that somebody answers just now is looked at again."""
    try:
        with transaction.atomic(), acting(CALENDAR):
            rows = Conversation.objects.select_for_update(skip_locked=True, of=("self",))
            talk = rows.select_related("refund__assignee").filter(pk=pk, answer_by__lte=clock.now()).first()
            if talk is None or talk.late_told_at is not None:
                return False
            talk.late_told_at = clock.now()
            talk.save(update_fields=["late_told_at"])
            owner = talk.refund.assignee
            people = [owner] if owner is not None else staff_notices.leads()
            staff_notices.tell_staff(people, StaffNotice.Kind.ANSWER_LATE, talk.refund, CALENDAR)
    except Exception:
        log.exception("conversation.broke", conversation=pk)
        return False
    return True
