"""What a pack says, as plain values: gathered at one moment, the same for the PDF and for the tables."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from customers.brand import brand
from reporting.closing.checks import check_period, run_checks
from reporting.closing.figures import closing_of
from reporting.closing.whole import read_all
from reporting.models import MonthlyPack, PeriodClosing
from reporting.periods import Period

Figures = dict[str, Any]


def gather(pack: MonthlyPack) -> Figures:
    """Everything but the single movements. Of a closed period the figures and checks are the frozen ones."""
    period = pack.period
    closing = closing_of(period)
    figures = closing.figures if closing else read_all(period, settings.SHOP_TIME_ZONE)
    return {
        **figures,
        "shop": brand().name,
        "closing": _closing(closing),
        "checks": closing.checks if closing else _checks_now(period),
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
