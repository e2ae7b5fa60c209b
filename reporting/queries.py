"""The figures behind dashboard and papers. Refunded money is read off the ledger, captured money off the payments.

A bucket is the first day of a week or month in the shop's zone. Periods are half-open: [start, end).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth, TruncWeek

from customers.models import Payment
from refunds.ledger.balances import lines_between, moved_money
from refunds.models import JournalEntry, JournalLine, Refund
from reporting.periods import day_start, shop_day, shop_zone

WEEK, MONTH = TruncWeek, TruncMonth
Step = type[TruncWeek] | type[TruncMonth]

Key = tuple[date, str]
"""The bucket and the currency."""

SETTLE, REVERSE = JournalEntry.Kind.SETTLE, JournalEntry.Kind.REVERSE


@dataclass(frozen=True, slots=True)
class Captured:
    """Charges of a bucket: how many, and their sum in minor units."""

    count: int = 0
    amount_minor: int = 0


@dataclass(frozen=True, slots=True)
class PaidBack:
    """Money of a bucket that left for customers, and that came back, in minor units."""

    count: int = 0
    amount_minor: int = 0
    returned_count: int = 0
    returned_minor: int = 0

    @property
    def net_minor(self) -> int:
        return self.amount_minor - self.returned_minor


@dataclass(frozen=True, slots=True)
class Turnaround:
    """From the request to the money leaving: for the middle refund, and for nine of ten."""

    median: timedelta | None = None
    p90: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """Decisions of a bucket by people or the policy; refunds found at a gateway were decided by nobody here."""

    approved: int = 0
    rejected: int = 0


def captured_between(start: datetime, end: datetime) -> QuerySet[Payment]:
    return Payment.objects.filter(captured_at__gte=start, captured_at__lt=end)


def captured_by(step: Step, start: datetime, end: datetime) -> dict[Key, Captured]:
    """Bucket by bucket between its own moments: the index payment_by_time holds all that is read.

    Working out the bucket of each payment instead would take five times as long in a shop with a million.
    """
    buckets = list(_buckets(step, start, end))
    with connection.cursor() as cursor:
        cursor.execute(
            _CAPTURED,
            [[first for first, _s, _e in buckets], [s for _f, s, _e in buckets], [e for _f, _s, e in buckets]],
        )
        return {(bucket, code): Captured(count, int(amount)) for bucket, code, count, amount in cursor.fetchall()}


_CAPTURED = """
    SELECT bucket, found.currency, found.count, found.amount
    FROM unnest(%s::date[], %s::timestamptz[], %s::timestamptz[]) AS buckets (bucket, starts_at, ends_at)
    CROSS JOIN LATERAL (
        SELECT currency, count(*) AS count, sum(captured_minor) AS amount FROM customers_payment
        WHERE captured_at >= starts_at AND captured_at < ends_at GROUP BY currency
    ) AS found
"""


def _buckets(step: Step, start: datetime, end: datetime) -> Iterator[tuple[date, datetime, datetime]]:
    """The first day of every week or month that the period touches, and the part of it that lies inside."""
    day, last = shop_day(start), shop_day(end)
    first = day.replace(day=1) if step is MONTH else day - timedelta(days=day.weekday())
    while first <= last:
        days = 31 if step is MONTH else 7
        following = first + timedelta(days=days)
        following = following.replace(day=1) if step is MONTH else following
        yield first, max(start, day_start(first)), min(end, day_start(following))
        first = following


def captured_per_currency(payments: QuerySet[Payment]) -> dict[str, Captured]:
    rows = payments.order_by().values("currency").annotate(count=Count("pk"), amount=Sum("captured_minor"))
    return {row["currency"]: Captured(row["count"], row["amount"]) for row in rows}


def paid_back_by(step: Step, start: datetime, end: datetime) -> dict[Key, PaidBack]:
    lines = moved_money(lines_between(start, end))
    rows = _grouped(lines, step, "entry__posted_at").annotate(**_PAID_BACK)
    return {_key(row): _paid_back(row) for row in rows}


def paid_back_per_currency(lines: QuerySet[JournalLine]) -> dict[str, PaidBack]:
    rows = moved_money(lines).order_by().values("currency").annotate(**_PAID_BACK)
    return {row["currency"]: _paid_back(row) for row in rows}


def turnaround_by(step: Step, start: datetime, end: datetime, currency: str) -> dict[date, Turnaround]:
    """By the bucket in which the money left."""
    rows = _grouped(_settlements(start, end, currency), step, "posted_at", "refund__currency").annotate(
        median=Percentile(_LASTED, share="0.5"), p90=Percentile(_LASTED, share="0.9")
    )
    return {row["bucket"].date(): Turnaround(row["median"], row["p90"]) for row in rows}


def median_turnarounds(before: datetime, middle: datetime, end: datetime, currency: str) -> list[timedelta | None]:
    """The medians of two periods that follow each other."""
    earlier = Percentile(_LASTED, share="0.5", filter=Q(posted_at__lt=middle))
    later = Percentile(_LASTED, share="0.5", filter=Q(posted_at__gte=middle))
    row = _settlements(before, end, currency).aggregate(earlier=earlier, later=later)
    return [row["earlier"], row["later"]]


def decided_by(step: Step, start: datetime, end: datetime, currency: str) -> dict[date, Decided]:
    decided = Refund.objects.filter(decided_at__gte=start, decided_at__lt=end, currency=currency).exclude(
        origin=Refund.Origin.GATEWAY
    )
    rejected = Q(state=Refund.State.REJECTED)
    rows = _grouped(decided, step, "decided_at").annotate(
        approved=Count("pk", filter=~rejected), rejected=Count("pk", filter=rejected)
    )
    return {row["bucket"].date(): Decided(row["approved"], row["rejected"]) for row in rows}


def paid_back_by_reason(start: datetime, end: datetime, currency: str) -> list[tuple[str, PaidBack]]:
    """The reasons that cost most, first."""
    lines = moved_money(lines_between(start, end)).filter(currency=currency)
    rows = lines.values(reason=F("entry__refund__reason")).annotate(**_PAID_BACK)
    found = [(row["reason"], _paid_back(row)) for row in rows]
    return sorted(found, key=lambda pair: (-pair[1].net_minor, pair[0]))


class Percentile(Aggregate):
    """PostgreSQL's percentile_cont; `share` is our own constant, never input."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


_LASTED = ExpressionWrapper(F("posted_at") - F("refund__created_at"), output_field=DurationField())
_PAID_BACK = {
    "count": Count("pk", filter=Q(entry__kind=SETTLE)),
    "amount": Sum("amount_minor", filter=Q(entry__kind=SETTLE), default=0),
    "returned_count": Count("pk", filter=Q(entry__kind=REVERSE)),
    "returned": Sum("amount_minor", filter=Q(entry__kind=REVERSE), default=0),
}


def _settlements(start: datetime, end: datetime, currency: str) -> QuerySet[JournalEntry]:
    return JournalEntry.objects.filter(kind=SETTLE, posted_at__gte=start, posted_at__lt=end, refund__currency=currency)


def _grouped(rows: QuerySet, step: Step, moment: str, currency: str = "currency") -> QuerySet:
    return rows.order_by().values(bucket=step(moment, tzinfo=shop_zone()), in_currency=F(currency))


def _key(row: Any) -> Key:
    return row["bucket"].date(), row["in_currency"]


def _paid_back(row: Any) -> PaidBack:
    return PaidBack(row["count"], -row["amount"], row["returned_count"], row["returned"])
