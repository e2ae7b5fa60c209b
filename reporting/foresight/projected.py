"""The balance to come as it was last worked out: kept with the forecast, good for its day, balance and payout plan.

What is approved meanwhile changes it only when a worker looks again, every hour.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from customers import clock
from reporting.foresight.cash_days import Day, Projection
from reporting.models import AccountBalance, CashOutlook, PayoutPlan


def keep(
    row: CashOutlook, found: Projection, balance: AccountBalance, plan: PayoutPlan | None, waiting: int, today: date
) -> None:
    row.projected_at = clock.now()
    row.projected = {
        **_from(balance, plan, today),
        "waiting_minor": waiting,
        "dry_on": found.dry_on.isoformat() if found.dry_on else None,
        "missing_minor": found.missing_minor,
        "paid_out_minor": found.paid_out_minor,
        "days": [[day.low, day.likely, day.high] for day in found.days],
    }
    row.save(update_fields=["projected", "projected_at"])


def kept(
    row: CashOutlook, balance: AccountBalance | None, plan: PayoutPlan | None, today: date
) -> tuple[Projection, int] | None:
    """The projection and what was approved then; None where it was worked out from something else, or never."""
    told = row.projected
    if balance is None or not told or any(told[key] != value for key, value in _from(balance, plan, today).items()):
        return None
    days = [Day(today + timedelta(days=number), *amounts) for number, amounts in enumerate(told["days"])]
    dry_on = date.fromisoformat(told["dry_on"]) if told["dry_on"] else None
    return Projection(days, dry_on, told["missing_minor"], told["paid_out_minor"]), told["waiting_minor"]


def _from(balance: AccountBalance, plan: PayoutPlan | None, today: date) -> dict[str, Any]:
    """What it was worked out from."""
    return {
        "today": today.isoformat(),
        "balance": balance.pk,
        "plan": plan.changed_at.isoformat() if plan else None,
    }
