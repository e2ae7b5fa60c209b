"""By when an alert is answered here. Providers give one to three days and know no weekend, so that ours is near theirs.

A gateway's warning names no day. It helps most when it is fresh: a person looks within a working day.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from customers import clock
from disputes.models import Alert
from refunds.actions.promise_answer import answer_time_for
from refunds.working_time import NoWorkingTime

AHEAD = timedelta(hours=4)
"""So long before the provider's own moment, but never more than a quarter of what there was."""
WITHOUT_A_DAY = timedelta(hours=24)
"""The shortest time that a provider gives."""
WORKING_DAY = timedelta(hours=8)


def set_deadline(alert: Alert) -> None:
    """Set ours and the reminder half way to it; the caller saves the alert."""
    alert.answer_by = _answer_by(alert)
    now = clock.now()
    half_way = now + (alert.answer_by - now) / 2
    alert.calendar_at = max(half_way, now) if alert.answer_by > now else now


def _answer_by(alert: Alert) -> datetime:
    if alert.respond_by is not None:
        whole = max(alert.respond_by - alert.alerted_at, timedelta(0))
        return alert.respond_by - min(AHEAD, whole / 4)
    if not alert.is_warning:
        return alert.alerted_at + WITHOUT_A_DAY
    country = alert.payment.country if alert.payment else ""
    try:
        return answer_time_for("", country).calendar.add(alert.alerted_at, WORKING_DAY)
    except NoWorkingTime:
        return alert.alerted_at + WITHOUT_A_DAY
