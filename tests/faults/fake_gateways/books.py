"""Payments and refunds as the gateways have them, in memory to be quick, and every change on its way to the ledger."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from tests.faults.fake_gateways.ledger import Ledger

PENDING, SUCCEEDED, FAILED = "pending", "succeeded", "failed"
TAKES_MONEY = (PENDING, SUCCEEDED)


@dataclass(slots=True)
class Payment:
    """A captured payment. `alias` is Stripe's payment intent or PayPal's order."""

    gateway: str
    reference: str
    alias: str
    order_reference: str
    amount_minor: int
    currency: str
    made_at: float
    email: str = ""
    name: str = ""
    refunds: list[Refund] = field(default_factory=list)

    @property
    def left_minor(self) -> int:
        return self.amount_minor - sum(r.amount_minor for r in self.refunds if r.status in TAKES_MONEY)


@dataclass(slots=True)
class Refund:
    """A refund that the gateway has. `reason` is the gateway's own word for why it waits or failed."""

    gateway: str
    id: str
    payment: Payment
    reference: str
    key: str
    amount_minor: int
    currency: str
    status: str
    reason: str
    origin: str
    made_at: float
    changed_at: float
    was_paid: bool = False


class Books:
    """What all three gateways know."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._numbers = count(1)
        self._payments: dict[tuple[str, str], Payment] = {}
        self._refunds: dict[tuple[str, str], Refund] = {}
        self.payments: dict[str, list[Payment]] = {}
        self.refunds: dict[str, list[Refund]] = {}

    def next_number(self) -> int:
        return next(self._numbers)

    def declare(self, payment: Payment) -> None:
        """A customer has paid."""
        if (payment.gateway, payment.reference) in self._payments:
            return
        for name in filter(None, (payment.reference, payment.alias)):
            self._payments[payment.gateway, name] = payment
        self.payments.setdefault(payment.gateway, []).append(payment)
        self._ledger.write(
            "payment", payment.gateway, payment.reference, payment.alias, payment.order_reference,
            payment.amount_minor, payment.currency, payment.made_at,
        )  # fmt: skip

    def payment(self, gateway: str, name: str) -> Payment | None:
        return self._payments.get((gateway, name))

    def refund(self, gateway: str, refund: str) -> Refund | None:
        return self._refunds.get((gateway, refund))

    def newest_payments(self, gateway: str) -> Iterator[Payment]:
        return reversed(self.payments.get(gateway, []))

    def newest_refunds(self, gateway: str) -> Iterator[Refund]:
        return reversed(self.refunds.get(gateway, []))

    def enter(self, refund: Refund) -> None:
        """The effect: from here on the gateway has this refund."""
        self._refunds[refund.gateway, refund.id] = refund
        self.refunds.setdefault(refund.gateway, []).append(refund)
        refund.payment.refunds.append(refund)
        self._write(refund)

    def change(self, refund: Refund, status: str, reason: str = "") -> None:
        refund.was_paid = refund.was_paid or refund.status == SUCCEEDED
        refund.status, refund.reason, refund.changed_at = status, reason, time.time()
        self._write(refund)

    def _write(self, refund: Refund) -> None:
        self._ledger.write(
            "refund", refund.gateway, refund.id, refund.payment.reference, refund.reference, refund.key,
            refund.amount_minor, refund.currency, refund.status, refund.origin, refund.made_at, refund.changed_at,
        )  # fmt: skip
        self._ledger.write("refund_status", refund.gateway, refund.id, refund.status, refund.changed_at)
