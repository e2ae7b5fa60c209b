"""How long each step of a refund took, counted into buckets of seconds: how the histograms of days are made."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection

from customers.shop_days import Period
from reporting.facts import numbers
from reporting.facts.question import moments
from reporting.facts.raw import DAY
from reporting.facts.sources.source import Source
from reporting.models import Grain

PER_DOUBLE = 8
DECIDED, SENT, ANSWERED, WHOLE = "decided", "sent", "answered", "whole"

_DECIDED = """
    SELECT r.decided_at AS at, r.currency, p.gateway_account AS account, coalesce(CASE r.state WHEN 'rejected' THEN (
            SELECT n.person_id FROM refunds_rejection n WHERE n.refund_id = r.id ORDER BY n.number DESC LIMIT 1
        ) ELSE (
            SELECT a.approver_id FROM refunds_approval a WHERE a.refund_id = r.id ORDER BY a.number DESC LIMIT 1
        ) END::text, '') AS person,
        'decided' AS step, extract(epoch FROM r.decided_at - r.created_at) AS seconds
    FROM refunds_refund r JOIN customers_payment p ON p.id = r.payment_id
    WHERE r.origin <> 'gateway' AND r.decided_at >= %(start)s AND r.decided_at < %(end)s
"""
_PAID = """
    SELECT e.posted_at AS at, r.currency, p.gateway_account AS account, coalesce((
            SELECT a.approver_id::text FROM refunds_approval a
            WHERE a.refund_id = r.id AND a.approved_at <= e.posted_at ORDER BY a.number DESC LIMIT 1
        ), '') AS person, s.step, extract(epoch FROM s.lasted) AS seconds
    FROM refunds_journalentry e
    JOIN refunds_refund r ON r.id = e.refund_id
    JOIN customers_payment p ON p.id = r.payment_id
    LEFT JOIN refunds_refundattempt t ON t.refund_id = r.id AND t.number = e.round
    LEFT JOIN refunds_journalentry y ON y.refund_id = r.id AND y.round = e.round AND y.kind = 'reserve'
    CROSS JOIN LATERAL (
        VALUES ('sent', t.sent_at - y.posted_at), ('answered', t.answered_at - t.sent_at),
            ('whole', e.posted_at - r.created_at)
    ) AS s (step, lasted)
    WHERE e.kind = 'settle' AND r.origin <> 'gateway' AND s.lasted IS NOT NULL
        AND e.posted_at >= %(start)s AND e.posted_at < %(end)s
"""
SPANS = {numbers.DECISIONS: _DECIDED, numbers.REFUNDS: _PAID}
"""By the day of the decision, and by the day on which the money left. What was found at a gateway is left out."""

BUCKETS = """
    SELECT day, currency, step, side, value, bucket, sum(cases)::bigint AS cases
    FROM (
        SELECT {day} AS day, currency, step, account, person, count(*) AS cases,
            floor({per} * (ln(greatest(seconds, 1)::float8) / ln(2::float8)) + 1e-9)::smallint AS bucket
        FROM ({spans}) spans GROUP BY 1, 2, 3, 4, 5, 7
    ) met
    CROSS JOIN LATERAL (VALUES ('all', ''), ('account', account), ('person', person)) AS seen (side, value)
    GROUP BY 1, 2, 3, 4, 5, 6
"""
"""The little that is added keeps whole powers of two in their bucket whatever the logarithm loses."""


def sum_up_turnaround(source: Source, period: Period) -> None:
    """Write the histograms of some days anew."""
    if source.number not in SPANS:
        return
    steps = [DECIDED] if source.number == numbers.DECISIONS else [SENT, ANSWERED, WHOLE]
    arguments = {**arguments_of(period), "steps": steps}
    fresh = BUCKETS.format(day=DAY, per=PER_DOUBLE, spans=SPANS[source.number])
    _write(Grain.DAY, fresh, arguments)


def sum_up_months_of_turnaround(source: Source, first: date, last: date) -> None:
    """Write those of whole months, from their days."""
    if source.number not in SPANS:
        return
    steps = [DECIDED] if source.number == numbers.DECISIONS else [SENT, ANSWERED, WHOLE]
    days = """
        SELECT date_trunc('month', day)::date AS day, currency, step, side, value, bucket, sum(cases) AS cases
        FROM reporting_turnaroundfigure
        WHERE grain = 'd' AND step = ANY(%(steps)s) AND day BETWEEN %(first)s AND %(last)s
        GROUP BY 1, currency, step, side, value, bucket
    """
    _write(Grain.MONTH, days, {"first": first, "last": last, "steps": steps})


def _write(grain: str, fresh: str, arguments: dict[str, Any]) -> None:
    columns = "day, currency, step, side, value, bucket, cases"
    arguments |= {"grain": grain}
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM reporting_turnaroundfigure WHERE grain = %(grain)s AND step = ANY(%(steps)s)"
            " AND day BETWEEN %(first)s AND %(last)s",
            arguments,
        )
        cursor.execute(
            f"INSERT INTO reporting_turnaroundfigure (grain, {columns}) SELECT %(grain)s, {columns} FROM ({fresh}) n",
            arguments,
        )


def arguments_of(period: Period) -> dict[str, Any]:
    return {**moments(period), "first": period.first_on, "last": period.last_on}
