"""What time brings to alerts that wait: an owner, a reminder, the leads, and in the end the provider's deadline.

`calendar_at` of an alert is when it is looked at next; each look moves it on, so a second look does nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import Q, QuerySet

from customers import clock
from customers.actors import Actor, acting
from disputes.actions.follow_alert import CAME_TO_NOTHING, follow_refund
from disputes.models import Alert
from disputes.prevention import staff_notices
from disputes.prevention.events import record
from disputes.prevention.finding import lock_if_free
from disputes.prevention.moving import move
from disputes.prevention.owners import give_owner
from refunds.models import Refund

CALENDAR = Actor.system("calendar")
AT_ONCE = 200
State, Kind = Alert.State, staff_notices.Kind
ENDED = (Refund.State.COMPLETED, *CAME_TO_NOTHING)
_WATCHED = ("state", "owner_id", "calendar_at", "escalated_at", "attention")

log = structlog.get_logger(__name__)


def look_at_alerts() -> int:
    """Look at the alerts whose time has come, whose refund has ended, or which nobody at work has.

    Each in its own transaction; what somebody holds waits for the next round. Returns how many were moved on.
    """
    wanted = dict.fromkeys(
        pk for rows in _to_look_at(clock.now()) for pk in rows.values_list("pk", flat=True)[:AT_ONCE]
    )
    return sum(_look_at(alert_id) for alert_id in wanted)


def _to_look_at(now: datetime) -> Iterator[QuerySet[Alert]]:
    waiting = Alert.objects.filter(state__in=Alert.WAITING)
    yield Alert.objects.filter(calendar_at__lte=now).order_by("calendar_at")
    yield Alert.objects.filter(state=State.REFUNDING, refund__state__in=ENDED).order_by("id")
    yield Alert.objects.filter(state=State.REFUNDED, refund__state=Refund.State.FAILED, attention="").order_by("id")
    yield waiting.filter(Q(owner=None) | Q(owner__is_active=False)).order_by("answer_by", "id")


def _look_at(alert_id: int) -> bool:
    """One alert that breaks must not hold up the others."""
    try:
        with transaction.atomic(), acting(CALENDAR):
            alert = lock_if_free(alert_id)
            if alert is None:
                return False
            before = [getattr(alert, name) for name in _WATCHED]
            _move_on(alert)
            if [getattr(alert, name) for name in _WATCHED] == before:
                return False
            alert.save()
    except Exception:
        log.exception("alert.calendar_broke", alert=alert_id)
        return False
    return True


def _move_on(alert: Alert) -> None:
    follow_refund(alert, CALENDAR)
    if not alert.is_waiting:
        alert.calendar_at = None
        return
    give_owner(alert)
    now = clock.now()
    if alert.state == State.RECEIVED and not alert.paid_outside and _is_over(alert, now):
        _miss(alert)
    elif alert.calendar_at is None or alert.calendar_at > now:
        return
    elif alert.state == State.REFUNDING and alert.refund and alert.refund.state not in Refund.WAITING:
        alert.calendar_at = None  # decided: the money is on its way
    elif alert.answer_by <= now:
        _escalate(alert, now)
    else:
        _remind(alert)


def _is_over(alert: Alert, now: datetime) -> bool:
    return alert.respond_by is not None and alert.respond_by <= now


def _remind(alert: Alert) -> None:
    alert.calendar_at = alert.answer_by
    record(alert, "alert.reminded", CALENDAR)
    staff_notices.tell_owner(Kind.ALERT_DUE, alert, CALENDAR)


def _escalate(alert: Alert, now: datetime) -> None:
    """Ours is over: the leads hear of it once. The provider's moment is looked at again when it has come."""
    ahead = alert.respond_by is not None and alert.respond_by > now and alert.state == State.RECEIVED
    alert.calendar_at = alert.respond_by if ahead else now + timedelta(days=1)
    if alert.escalated_at is None:
        alert.escalated_at = now
        record(alert, "alert.escalated", CALENDAR)
        staff_notices.tell(staff_notices.leads(), Kind.ALERT_DUE, alert, CALENDAR)


def _miss(alert: Alert) -> None:
    move(alert, alert.expire, CALENDAR, respond_by=str(alert.respond_by))
    people = [alert.owner] if alert.owner else []
    told = [*people, *(lead for lead in staff_notices.leads() if lead not in people)]
    staff_notices.tell(told, Kind.ALERT_LATE, alert, CALENDAR)
