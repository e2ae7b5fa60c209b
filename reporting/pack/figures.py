"""What a pack says, as plain values: gathered at one moment, the same for the PDF and for the tables."""

from __future__ import annotations

from typing import Any

from customers.brand import brand
from reporting.closing.checks import check_period, run_checks
from reporting.closing.figures import frozen_or_read
from reporting.gap.explain import Explained, accounts_and_currencies, explain
from reporting.models import MonthlyPack, PeriodClosing
from reporting.periods import Period, last_months, shop_zone
from reporting.queries import MONTH as BY_MONTH
from reporting.queries import captured_by, paid_back_by

Figures = dict[str, Any]
MONTHS_BEFORE = 13


def gather(pack: MonthlyPack) -> Figures:
    """Everything but the single movements. Of a closed period the figures and checks are the frozen ones."""
    period = pack.period
    figures, closing = frozen_or_read(period, str(shop_zone()))
    return {
        **figures,
        "shop": brand().name,
        "closing": _closing(closing),
        "checks": closing.checks if closing else _checks_now(period),
        "months": _months(period),
        "bridges": bridges(period),
    }


def bridges(period: Period) -> list[Figures]:
    """How each account and currency comes from our figure to the gateway's, where anything moved."""
    explained = [explain(account, currency, period) for account, currency in accounts_and_currencies()]
    return [_bridge(one) for one in explained if one.ours_minor or one.theirs_minor or one.steps]


def _bridge(one: Explained) -> Figures:
    return {
        "account": one.account,
        "currency": one.currency,
        "captured_minor": one.captured_minor,
        "ledger_minor": one.ledger_minor,
        "ours_minor": one.ours_minor,
        "steps": [
            {"why": step.why, "title": str(step.title), "delta_minor": step.delta_minor, "count": step.count}
            for step in one.steps
        ],
        "remainder_minor": one.remainder_minor,
        "theirs_minor": one.theirs_minor,
        "unpaid_minor": one.unpaid_minor,
        "from_before_minor": one.from_before_minor,
        "payout_remainder_minor": one.payout_remainder_minor,
        "paid_out_minor": one.paid_out_minor,
    }


def _closing(closing: PeriodClosing | None) -> Figures | None:
    if closing is None or closing.closed_at is None or closing.closer is None:
        return None
    return {
        "reference": closing.reference,
        "closed_at": closing.closed_at.isoformat(),
        "closer": closing.closer.label,
        "checksum": closing.checksum,
    }


def _checks_now(period: Period) -> list[Figures]:
    """What is open at this moment, of a period that is not closed; nothing is written."""
    prepared = PeriodClosing.objects.filter(
        first_on=period.first_on, last_on=period.last_on, state=PeriodClosing.State.OPEN
    ).first()
    results = run_checks(prepared) if prepared else check_period(period)
    return [result.values() for result in results]


def _months(period: Period) -> list[Figures]:
    """Gross, refunds and net of the months up to the period's last one."""
    months = last_months(period.last_on, MONTHS_BEFORE)
    span = Period(months[0], period.last_on)
    captured = captured_by(BY_MONTH, span.start, span.end)
    back = paid_back_by(BY_MONTH, span.start, span.end)
    currencies = sorted({code for _month, code in [*captured, *back]})
    rows = []
    for currency in currencies:
        for month in months:
            gross = captured[month, currency].amount_minor if (month, currency) in captured else 0
            moved = back.get((month, currency))
            refunded, returned = (moved.amount_minor, moved.returned_minor) if moved else (0, 0)
            rows.append(
                {
                    "month": month.isoformat(),
                    "currency": currency,
                    "gross_minor": gross,
                    "refunded_minor": refunded,
                    "came_back_minor": returned,
                    "net_minor": gross - refunded + returned,
                }
            )
    return rows
