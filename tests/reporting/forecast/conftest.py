"""A shop with weeks behind it, written at once: sales, what went back of them, and what the ledger says of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import numpy as np
import pytest

from customers import clock
from customers.models import Customer, Payment, PaymentLine
from customers.shop_days import day_start
from refunds.ledger import accounts
from refunds.models import JournalEntry, JournalLine, Refund
from reporting.actions.order_forecast import this_monday
from tests.reporting.conftest import guards_down

Past = Callable[..., date]
GATEWAY = accounts.gateway_balance("sandbox", "sandbox")


@pytest.fixture
def past(mila: Customer, policy: object) -> Past:
    """past(weeks=60, a_week=4): so many whole weeks up to now; returns the Monday after the last one."""

    def write(weeks: int, a_week: int = 4, currency: str = "EUR", burst: int = 0, reason: str = "damaged") -> date:
        rng = np.random.default_rng(7)
        until_on = this_monday()
        with guards_down():
            for week in range(weeks):
                monday = until_on - timedelta(weeks=weeks - week)
                many = a_week * 5 if burst and week == weeks - burst else a_week
                _week(mila, day_start(monday) + timedelta(hours=30), rng, many, currency, reason if burst else "other")
        return until_on

    return write


def _week(
    customer: Customer, moment: datetime, rng: np.random.Generator, many: int, currency: str, reason: str
) -> None:
    """Three sales for each refund, one of them given back a week later; amounts from 20 to 60 units."""
    number = Payment.objects.count()
    sales = Payment.objects.bulk_create(
        Payment(
            reference=f"PM-F-{number + nth:06d}", customer=customer, gateway="sandbox", gateway_account="sandbox",
            gateway_reference=f"pay_f_{number + nth}", currency=currency, captured_minor=int(rng.integers(2000, 6000)),
            country="DE", captured_at=moment, created_at=moment,
        )
        for nth in range(3 * many)
    )  # fmt: skip
    PaymentLine.objects.bulk_create(
        PaymentLine(payment=sale, position=1, sku="LAMP", description="Lamp", net_minor=sale.captured_minor)
        for sale in sales
    )
    back_at = moment + timedelta(days=rng.integers(0, 4).item())
    _give_back(customer, sales[:many], back_at, reason)


def _give_back(customer: Customer, sales: list[Payment], back_at: datetime, reason: str) -> None:
    if back_at > clock.now():
        return
    refunds = Refund.objects.bulk_create(
        Refund(
            reference=sale.reference.replace("PM", "RF"), customer=customer, payment=sale, state="completed",
            currency=sale.currency, amount_minor=sale.captured_minor, reason=reason, origin="portal",
            requested_by="customer", created_at=back_at, finished_at=back_at, round=1,
        )
        for sale in sales
    )  # fmt: skip
    entries = JournalEntry.objects.bulk_create(
        JournalEntry(
            kind="settle", refund=refund, round=1, customer=customer, source=refund.reference, posted_at=back_at
        )
        for refund in refunds
    )
    JournalLine.objects.bulk_create(
        JournalLine(entry=entry, account=account, currency=refund.currency, amount_minor=sign * refund.amount_minor)
        for entry, refund in zip(entries, refunds, strict=True)
        for account, sign in ((accounts.REFUNDS_PAYABLE, 1), (GATEWAY, -1))
    )
