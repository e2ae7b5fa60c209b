"""What a closed period came to, as plain values with a checksum: totals, accounts with their balances, tax."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from refunds.models import JournalEntry
from reporting import landing
from reporting.models import PeriodClosing
from reporting.periods import Period
from reporting.tax.report import TaxRow, tax_report
from reporting.tax.tables import rate_text

Figures = dict[str, Any]

Kind = JournalEntry.Kind
MEASURES: dict[str, tuple[tuple[str, ...], int]] = {
    "refunded": ((Kind.SETTLE,), 1),
    "came_back": ((Kind.REVERSE,), 1),
    "credit_granted": ((Kind.CREDIT_BONUS,), 1),
    "credit_spent": ((Kind.CREDIT_SPEND,), 1),
    "credit_expired": ((Kind.CREDIT_EXPIRY,), 1),
    "charged_back": ((Kind.DISPUTE_WITHDRAWN,), 1),
    "recovered": ((Kind.DISPUTE_REINSTATED,), 1),
    "dispute_fees": ((Kind.DISPUTE_FEE, Kind.DISPUTE_COUNTER_FEE), 1),
    "dispute_fees_returned": ((Kind.DISPUTE_FEE_RETURNED,), 1),
    "written_off": ((Kind.DISPUTE_WRITTEN_OFF,), 1),
    "written_up": ((Kind.DISPUTE_WRITTEN_UP,), 1),
}
"""Measures of money by the kinds of entry that make them. An entry's amount is the sum of its debits."""


@contextmanager
def one_moment() -> Iterator[None]:
    """See one state of the database throughout; inside another transaction that is for the outer one to say."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def read_figures(period: Period, zone: str) -> Figures:
    """Everything that is frozen of a period, read off ledger and payments. Minor units, dates of the shop."""
    return {
        "first_on": period.first_on.isoformat(),
        "last_on": period.last_on.isoformat(),
        "zone": zone,
        "ledger_entry": _last_entry(period),
        "totals": read_totals(period),
        "accounts": _accounts(period),
        "tax": [tax_values(row) for row in tax_report(period)],
    }


def frozen_or_read(period: Period, zone: str) -> tuple[Figures, PeriodClosing | None]:
    """The frozen figures of exactly these days where they are closed, else what ledger and payments say now."""
    closing = closing_of(period)
    return (closing.figures, closing) if closing else (read_figures(period, zone), None)


def closing_of(period: Period) -> PeriodClosing | None:
    """The closing of exactly these days, where they are closed."""
    closed = PeriodClosing.objects.filter(state=PeriodClosing.State.CLOSED)
    return closed.filter(first_on=period.first_on, last_on=period.last_on).first()


def checksum(figures: Figures) -> str:
    """SHA-256 over the figures in one fixed spelling."""
    text = json.dumps(figures, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def tax_values(row: TaxRow) -> Figures:
    """A row of the tax report as it is frozen, exported and answered; `rate` is text in percent, "" where unknown."""
    columns = {"sales": row.sales, "refunds": row.refunds, "reversals": row.reversals, "balance": row.balance}
    return {
        "country": row.country,
        "rate": rate_text(row.rate),
        "currency": row.currency,
        **{
            f"{name}_{part}_minor": getattr(amounts, f"{part}_minor")
            for name, amounts in columns.items()
            for part in ("net", "tax", "gross")
        },
    }


def _last_entry(period: Period) -> int:
    last = JournalEntry.objects.filter(posted_at__lt=period.end).order_by("-id").values_list("id", flat=True).first()
    return last or 0


def read_totals(period: Period) -> list[Figures]:
    """One row of every measure of money for each currency."""
    moved: dict[str, Figures] = {}
    for kind, currency, amount in _run(_MOVED, period):
        row = moved.setdefault(currency, dict.fromkeys(MEASURES, 0))
        for name, (kinds, sign) in MEASURES.items():
            row[name] += sign * int(amount) if kind in kinds else 0
    captured = dict(_captured(period))
    return [_total(code, captured.get(code, 0), moved.get(code)) for code in sorted({*moved, *captured})]


def _total(currency: str, gross: int, moved: Figures | None) -> Figures:
    row = moved or dict.fromkeys(MEASURES, 0)
    net_refunded = row["refunded"] - row["came_back"]
    fees = row["dispute_fees"] - row["dispute_fees_returned"]
    net = gross - net_refunded - row["charged_back"] + row["recovered"] - fees
    values = {"gross": gross, **row, "net_refunded": net_refunded, "net": net}
    return {"currency": currency, **{f"{name}_minor": amount for name, amount in values.items()}}


def _captured(period: Period) -> list[tuple[str, int]]:
    late_after = landing.came_late_after()
    sql = _CAPTURED if late_after is None else _CAPTURED_AND_LATE
    return [(currency, int(amount)) for currency, amount in _run(sql, period, late_after=late_after)]


def _accounts(period: Period) -> list[Figures]:
    return [
        {
            "account": account,
            "currency": currency,
            "opening_minor": int(opening),
            "debit_minor": int(debit),
            "credit_minor": int(credit),
            "closing_minor": int(opening + debit - credit),
        }
        for account, currency, opening, debit, credit in _run(_BALANCES, period)
        if opening or debit or credit
    ]


def _run(sql: str, period: Period, **more: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"start": period.start, "end": period.end, **more})
        return cursor.fetchall()


_MOVED = """
    SELECT e.kind, l.currency, sum(l.amount_minor)
    FROM refunds_journalentry e JOIN refunds_journalline l ON l.entry_id = e.id AND l.amount_minor > 0
    WHERE e.posted_at >= %(start)s AND e.posted_at < %(end)s GROUP BY 1, 2
"""

_BALANCES = """
    SELECT l.account, l.currency,
           coalesce(sum(l.amount_minor) FILTER (WHERE e.posted_at < %(start)s), 0),
           coalesce(sum(l.amount_minor) FILTER (WHERE e.posted_at >= %(start)s AND l.amount_minor > 0), 0),
           coalesce(-sum(l.amount_minor) FILTER (WHERE e.posted_at >= %(start)s AND l.amount_minor < 0), 0)
    FROM refunds_journalline l JOIN refunds_journalentry e ON e.id = l.entry_id
    WHERE e.posted_at < %(end)s GROUP BY 1, 2 ORDER BY 1, 2
"""

_CAPTURED = """
    SELECT p.currency, sum(p.captured_minor) FROM customers_payment p
    WHERE p.captured_at >= %(start)s AND p.captured_at < %(end)s GROUP BY 1
"""

_CAPTURED_AND_LATE = f"""
    SELECT p.currency, sum(p.captured_minor) FROM customers_payment p {landing.BARRED}
    WHERE ((p.captured_at >= %(start)s AND p.captured_at < %(end)s)
           OR (p.id > %(late_after)s AND p.captured_at < %(start)s))
      AND {landing.LANDS_AT} >= %(start)s AND {landing.LANDS_AT} < %(end)s
    GROUP BY 1
"""  # noqa: S608 - our own words
