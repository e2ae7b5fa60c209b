"""Nothing is booked into a closed period: the guard at the ledger's door, and the one in the database behind it.

Both belong to this room, though the ledger is of another one. What is closed is kept here, and the ledger must not know
this room: so it has a socket (refunds.ledger.door), which is filled when this room is plugged in, and the database
trigger stands on the ledger's table but is made and dropped by this room's migration, together with the table that it
reads. The socket says the sentence that people read; the trigger holds for raw SQL, bulk writes and COPY as well.

A transaction that is under way while a period is closed is waited for: see reporting.actions.close_period.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import connection
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from customers.errors import Conflict
from customers.shop_days import shop_day
from reporting.models import PeriodClosing


class PeriodClosed(Conflict):
    code = "period_closed"


def refuse_closed_day(posted_at: datetime) -> None:
    """Raise PeriodClosed for a moment in a closed period. What is of today costs nothing: only the past is closed."""
    if shop_day(posted_at) >= shop_day(timezone.now()):
        return
    until = closed_until()
    if until is not None and shop_day(posted_at) <= until:
        raise PeriodClosed(
            _("The books are closed until %s. What comes later is booked on the day on which it happens.")
            % date_format(until, "j F Y")
        )


def closed_until() -> date | None:
    """The last day of the shop on which nothing can be booked any more; None where no period is closed."""
    barred = PeriodClosing.objects.filter(state__in=PeriodClosing.BARRED).order_by("-ends_at")
    return barred.values_list("last_on", flat=True).first()


def is_closed(day: date) -> bool:
    """Whether a day of the shop is closed; every day before a closed period is as well."""
    until = closed_until()
    return until is not None and day <= until


def first_open_day() -> date | None:
    until = closed_until()
    return until + timedelta(days=1) if until else None


def hold_the_ledger() -> None:
    """Wait for every transaction that is booking, and let none begin until this one ends; for seconds at most."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '5s'")
        cursor.execute("LOCK TABLE refunds_journalentry IN SHARE MODE")


def hold_the_payments() -> int:
    """The same for payments, by themselves so that nothing waits in a circle. Returns the last one's number."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '5s'")
        cursor.execute("LOCK TABLE customers_payment IN SHARE MODE")
        cursor.execute("SELECT coalesce(max(id), 0) FROM customers_payment")
        (last,) = cursor.fetchone()
    return int(last)
