"""What the gateway did without us: refunds made in its console, and a report that is off by a bit."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime, timedelta

from customers.actors import Actor
from customers.models import Payment
from customers.money import to_decimal
from refunds.actions.import_settlement import GENERIC, import_settlement
from refunds.actions.match_settlements import work_next_settlement
from refunds.actions.order_reconciliation import order_backfill
from refunds.actions.work_reconciliations import work_next_reconciliation
from refunds.gateways.sandbox.console import Console
from refunds.models import RefundAttempt
from reporting.demo_shop.payments import ACCOUNT

NO_HURRY_SECONDS = 600
HEADER = "line_id,kind,amount,currency,settled_at,gateway_reference,payment_reference,refund_reference"
WRONG_BY = 40
STRANGER = "pay_market_stall"


def look_at_the_gateway(now: datetime, console: Console, fatima: Actor) -> None:
    """Somebody paid back by hand yesterday; a look finds it. Last week's report has one amount that is not ours."""
    _pay_back_by_hand(now, console)
    yesterday = (now - timedelta(days=1)).date()
    order_backfill(fatima, ACCOUNT, yesterday, now.date())
    while work_next_reconciliation(time.monotonic() + NO_HURRY_SECONDS):
        pass
    lines = list(_report(now))
    if len(lines) > 1:
        content = "\n".join([HEADER, *lines]).encode()
        import_settlement(actor=fatima, account=ACCOUNT, name="settlement-week.csv", content=content, form=GENERIC)
        while work_next_settlement(time.monotonic() + NO_HURRY_SECONDS):
            pass


def _pay_back_by_hand(now: datetime, console: Console) -> None:
    """A part of a payment that nobody asked about, and of one that only the gateway knows."""
    untouched = Payment.objects.filter(refunds=None, captured_at__lt=now - timedelta(days=3)).order_by("-captured_at")
    payment = untouched.first()
    if payment is not None:
        console.refund_by_hand(payment.gateway_reference, max(payment.captured_minor // 4, 1), "accept+webhook_lost")
    console.register_payment(STRANGER, 4_900, "EUR", captured_at=now - timedelta(hours=20))
    console.refund_by_hand(STRANGER, 1_900, "accept+webhook_lost")


def _report(now: datetime) -> Iterator[str]:
    """A week as the gateway would write it, up to four days ago; one refund is some cents more than ours."""
    since, until = now - timedelta(days=11), now - timedelta(days=4)
    paid = RefundAttempt.objects.select_related("refund__payment").filter(
        gateway_account=ACCOUNT, state=RefundAttempt.State.SUCCEEDED, finished_at__gte=since, finished_at__lt=until
    )
    for nth, attempt in enumerate(paid.order_by("finished_at", "id")):
        refund = attempt.refund
        minor = refund.amount_minor + (WRONG_BY if nth == 1 else 0)
        yield ",".join(
            [
                f"{attempt.gateway_reference}:refund",
                "refund",
                f"{-to_decimal(minor, refund.currency)}",
                refund.currency,
                attempt.finished_at.isoformat() if attempt.finished_at else "",
                attempt.gateway_reference,
                refund.payment.gateway_reference,
                attempt.reference,
            ]
        )
