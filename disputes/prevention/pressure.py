"""How near the card networks' monitoring is this month, as far as we can tell from here.

Visa counts fraud reports and disputes against settled card payments, at each merchant account by itself, and sets
1.5 % with 1,500 cases in most regions (since April 2026); its fine of about 8 USD a case is from a secondary page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from customers import clock
from customers.models import Payment
from disputes.models import Dispute, FraudWarning

LIMIT_PER_MILLE = 15
LIMIT_CASES = 1_500
NEAR = 2
"""Half of a limit is near."""


@dataclass(frozen=True, slots=True)
class Pressure:
    """Cases and payments since the month began; `level` is calm, near or over."""

    cases: int
    payments: int
    level: str

    @property
    def percent(self) -> float:
        return 100 * self.cases / self.payments if self.payments else 0.0


def pressure_now() -> Pressure:
    since = _month_began(clock.now())
    disputes = Dispute.objects.filter(opened_at__gte=since).count()
    warnings = FraudWarning.objects.filter(warned_at__gte=since).count()
    payments = Payment.objects.filter(captured_at__gte=since).count()
    return pressure_of(disputes + warnings, payments)


def pressure_of(cases: int, payments: int) -> Pressure:
    per_mille = 1000 * cases / payments if payments else 0
    if per_mille >= LIMIT_PER_MILLE and cases > LIMIT_CASES:
        return Pressure(cases, payments, "over")
    is_near = per_mille * NEAR >= LIMIT_PER_MILLE and cases * NEAR > LIMIT_CASES
    return Pressure(cases, payments, "near" if is_near else "calm")


def _month_began(now: datetime) -> datetime:
    return now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
