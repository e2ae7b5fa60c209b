"""A quarter of disputes that ended in every way, so that each number can be added up by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
import time_machine

from disputes.models import Dispute, DisputeResult
from disputes.tasks import count_results
from refunds.gateways.dispute_types import DisputeMovement, MovementKind
from tests.cast import PaymentFactory

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = timedelta(days=1)
_numbers = count(1)


def moved(kind: str, minor: int, at: datetime, currency: str = "EUR") -> DisputeMovement:
    return DisputeMovement(f"m{next(_numbers)}", MovementKind(kind), minor, currency, at)


@pytest.fixture
def today():
    """It is noon of 20 November 2026 in UTC; today() may be moved to another moment."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller.move_to


@pytest.fixture
def quarter(today, says, make_payment: PaymentFactory, mila, tom, ana) -> dict[str, Dispute]:
    """Four disputes of Mila and Tom in euros, one in dollars; what each did to the money stands beside it."""
    at = NOW - 20 * DAY
    taken = [moved("withdrawn", 8900, at), moved("fee", 2000, at)]
    won = [*taken, moved("counter_fee", 1500, at + DAY), moved("reinstated", 8900, at + 10 * DAY),
           moved("fee_returned", 1500, at + 10 * DAY)]  # fmt: skip
    lost = [moved("withdrawn", 8900, at), moved("fee", 2000, at), moved("counter_fee", 1500, at + DAY)]
    open_now = [moved("withdrawn", 5000, NOW - DAY), moved("fee", 2000, NOW - DAY)]
    dollars = [moved("withdrawn", 7000, at, "USD"), moved("fee", 1500, at, "EUR")]
    facts = {"opened_at": at, "network": "visa", "network_code": ""}
    found = {}
    pay, other = make_payment(mila, 8900), make_payment(tom, 8900)
    says("needs_response", about=pay, reference="won", movements=taken, **facts)
    today(NOW - 18 * DAY)
    says("under_review", about=pay, reference="won", movements=taken, **facts)
    says("under_review", about=other, reference="lost", movements=lost[:2], **facts, reason="product_not_received")
    today(NOW - 2 * DAY)
    found["won"] = says("won", about=pay, reference="won", movements=won, **facts)
    found["lost"] = says("lost", about=other, reference="lost", movements=lost, **facts, reason="product_not_received")
    today(NOW)
    found["open"] = says(
        "needs_response", about=make_payment(mila, 5000), reference="open", opened_at=NOW - DAY,
        network="mastercard", network_code="",
        movements=open_now, reason="product_not_received",
    )  # fmt: skip
    found["inquiry"] = says(
        "inquiry", "inquiry", about=make_payment(tom, 3000), reference="inq", opened_at=NOW - 60 * DAY, network="visa"
    )
    found["dollars"] = says(
        "lost", about=make_payment(tom, 7000, currency="USD"), reference="usd", movements=dollars, **facts
    )
    count_results()
    return found


def counted() -> int:
    return DisputeResult.objects.filter(is_own=True).count()
