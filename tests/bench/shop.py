"""A shop that is large enough to measure: every payment has its own customer, so that no habit slows a rule down."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from itertools import cycle

from django.utils import timezone

from customers.models import ApiKey, Customer, Payment, PaymentLine
from tests import cast
from tests.desk import sandbox

UNITS = 3
UNIT_MINOR = 30_000
"""One of three is asked for: above what goes out by itself, below what needs two people."""


def furnish() -> None:
    """What a fresh shop has, with Boris, who approves."""
    from customers.actors import Actor
    from refunds.actions.set_up_shop import set_up_shop

    set_up_shop(actor=Actor.system("bench"))
    cast.staff_member("Boris", "Meyer", "approver")


def api_key() -> str:
    """A program that asks in Ana's name."""
    ana = cast.staff_member("Ana", "Lima", "agent")
    scopes = ["refunds:read", "refunds:write"]
    return str(ApiKey.objects.create_key(name="bench", owner=ana, scopes=scopes)[1])


def payments(count: int, batch: str, accounts: Sequence[str] = ("sandbox",)) -> list[tuple[str, int]]:
    """Bulk-load payments of three lamps each, at these gateway accounts in turn, which are named like their gateways.

    Return their references and the numbers of their lines.
    """
    now = timezone.now()
    at = cycle(accounts)
    customers = Customer.objects.bulk_create(
        Customer(reference=f"CU-{batch}-{n}", email=f"{batch}{n}@home.example", name="Mila Novak", country="DE")
        for n in range(count)
    )
    made = Payment.objects.bulk_create(
        _payment(customer, f"{batch}-{n}", now, next(at)) for n, customer in enumerate(customers)
    )
    lines = PaymentLine.objects.bulk_create(_line(payment) for payment in made)
    return [(payment.reference, line.pk) for payment, line in zip(made, lines, strict=True)]


def tell_sandbox(batch: str, count: int) -> None:
    now = timezone.now()
    known = ((f"pay_{batch}-{n}", UNITS * UNIT_MINOR, "EUR", now, {}) for n in range(count))
    sandbox().console.register_payments(known)


def _payment(customer: Customer, name: str, now, account: str) -> Payment:  # type: ignore[no-untyped-def]
    return Payment(
        reference=f"PM-{name}",
        customer=customer,
        gateway=account,
        gateway_account=account,
        gateway_reference=f"pay_{name}" if account == "sandbox" else re.sub("[^A-Za-z0-9]", "X", f"PAY{name}"),
        order_reference=f"ORDER-{name}",
        currency="EUR",
        captured_minor=UNITS * UNIT_MINOR,
        method=Payment.Method.CARD,
        card_brand="visa",
        card_last4="4242",
        country="DE",
        ordered_at=now - timedelta(days=3),
        captured_at=now - timedelta(days=3),
        delivered_at=now - timedelta(days=1),
    )


def _line(payment: Payment) -> PaymentLine:
    total = UNITS * UNIT_MINOR
    tax = total * 19 // 119
    return PaymentLine(
        payment=payment,
        position=1,
        sku="LAMP",
        description="Desk lamp",
        quantity=UNITS,
        net_minor=total - tax,
        tax_minor=tax,
        tax_rate=19,
    )


def analyze() -> None:
    """Let PostgreSQL know what was bulk-loaded, as autovacuum would a minute later."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
