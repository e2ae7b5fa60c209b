"""Writing the orders down as captured payments, in bulk, and telling the practice gateway of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from django.db import connection

from customers.models import Customer, Payment, PaymentLine
from refunds.gateways.sandbox.console import Console
from reporting.demo_shop.catalogue import Kind, price_minor, tax_in, tax_rate
from reporting.demo_shop.orders import Order
from reporting.demo_shop.people import Person, language_of

ACCOUNT = "sandbox"
AT_ONCE = 1000
FIRST_ORDER = 20117
SECOND_PAYMENTS = 4
SECOND_PARCEL = timedelta(days=60)

_CARDS = {"US": ("visa", "mastercard", "amex", "discover"), "JP": ("visa", "jcb", "mastercard")}
_WALLETS = {"DE": ("PayPal", "PayPal", "Apple Pay"), "JP": ("PayPay", "Apple Pay")}
_WALLETS_ELSEWHERE = ("PayPal", "Apple Pay", "Google Pay")
_BANKS = {"NL": "iDEAL", "BE": "Bancontact", "AT": "EPS"}


@dataclass(frozen=True, slots=True)
class Bought:
    """A payment as it was written, with what was bought. `is_second`: the order had been paid in part before."""

    payment: Payment
    lines: tuple[PaymentLine, ...]
    is_second: bool = False


def write_payments(rng: Random, orders: Sequence[Order], now: datetime, console: Console) -> list[Bought]:
    """Write customers, payments and lines; oldest first, so that the numbers rise with time."""
    customers = _write_customers(orders)
    numbers = _numbers("payment_reference", len(orders))
    bought = [
        _bought(rng, order, customers[order.person.email], next(numbers), nth, now) for nth, order in enumerate(orders)
    ]
    bought = _with_second_payments(bought)
    Payment.objects.bulk_create([b.payment for b in bought], batch_size=AT_ONCE)
    PaymentLine.objects.bulk_create([line for b in bought for line in b.lines], batch_size=AT_ONCE)
    console.register_payments(_as_the_gateway_knows_it(b.payment) for b in bought)
    return bought


def _write_customers(orders: Sequence[Order]) -> dict[str, Customer]:
    first: dict[Person, datetime] = {}
    for order in orders:
        first.setdefault(order.person, order.moment)
    numbers = _numbers("customer_reference", len(first))
    customers = [
        Customer(
            reference=f"CU-{since:%Y}-{next(numbers):06d}",
            name=person.name,
            email=person.email,
            country=person.country,
            language=language_of(person),
            created_at=since,
        )
        for person, since in first.items()
    ]
    Customer.objects.bulk_create(customers, batch_size=AT_ONCE)
    return {customer.email: customer for customer in customers}


def _with_second_payments(bought: Sequence[Bought]) -> list[Bought]:
    """Let the last few people who came back within weeks have paid for one order twice: its second parcel later."""
    latest: dict[tuple[str, str], Payment] = {}
    found = []
    for b in bought:
        before = latest.get((b.payment.customer.email, b.payment.currency))
        if before and b.payment.captured_at - before.captured_at < SECOND_PARCEL:
            found.append((b, before))
        latest[b.payment.customer.email, b.payment.currency] = b.payment
    second = {id(b): before for b, before in found[-SECOND_PAYMENTS:]}
    for b in bought:
        if id(b) in second:
            b.payment.order_reference = second[id(b)].order_reference
    return [replace(b, is_second=id(b) in second) for b in bought]


def _numbers(sequence: str, count: int) -> Iterator[int]:
    """Take so many numbers from the sequence that single references come from too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s) FROM generate_series(1, %s)", [sequence, count])
        return iter([number for (number,) in cursor.fetchall()])


def _bought(rng: Random, order: Order, customer: Customer, number: int, nth: int, now: datetime) -> Bought:
    lines = tuple(_lines(order))
    payment = Payment(
        reference=f"PM-{order.moment:%Y}-{number:06d}",
        customer=customer,
        gateway="sandbox",
        gateway_account=ACCOUNT,
        gateway_reference=f"pay_{rng.getrandbits(80):020x}",
        order_reference=f"LH-{FIRST_ORDER + nth}",
        currency=order.currency,
        captured_minor=sum(line.paid_minor for line in lines),
        country=customer.country,
        language=customer.language,
        ordered_at=order.moment,
        delivered_at=_delivered_at(rng, order, lines, now),
        captured_at=order.moment + timedelta(seconds=rng.randint(2, 40)),
        created_at=order.moment + timedelta(seconds=rng.randint(41, 90)),
        **_method(rng, customer.country),
    )
    for line in lines:
        line.payment = payment
    return Bought(payment, lines)


def _lines(order: Order) -> Iterator[PaymentLine]:
    for position, (product, quantity) in enumerate(order.basket, start=1):
        full = price_minor(product, order.currency) * quantity
        off = full * order.discount_percent // 100 if product.kind != Kind.SHIPPING else 0
        rate = tax_rate(product, order.person.country)
        tax = tax_in(full - off, rate)
        yield PaymentLine(
            position=position,
            sku=product.sku,
            description=product.description,
            quantity=quantity,
            net_minor=full - off - tax,
            tax_rate=rate,
            tax_minor=tax,
            discount_minor=off,
            product_kind=product.kind,
            channel=order.channel,
            returnable=product.returnable,
        )


def _delivered_at(rng: Random, order: Order, lines: Sequence[PaymentLine], now: datetime) -> datetime | None:
    """Parcels take two to six days, downloads a minute; a workshop or a ticket is not delivered."""
    kinds = {line.product_kind for line in lines}
    if Kind.PHYSICAL in kinds and order.channel != "store":
        delivered_at = order.moment + timedelta(days=rng.randint(2, 5), hours=rng.randint(-3, 6))
        return delivered_at if delivered_at < now else None
    if kinds & {Kind.PHYSICAL, Kind.DIGITAL}:
        return order.moment + timedelta(minutes=1)
    return None


def _method(rng: Random, country: str) -> dict[str, str]:
    kind = rng.choices(Payment.Method.values[:3], (68, 11, 21))[0]
    if kind == Payment.Method.WALLET:
        return {"method": kind, "method_label": rng.choice(_WALLETS.get(country, _WALLETS_ELSEWHERE))}
    if kind == Payment.Method.BANK and country not in ("US", "JP", "GB"):
        return {"method": kind, "method_label": _BANKS.get(country, "")}
    brand = rng.choice(_CARDS.get(country, ("visa", "visa", "mastercard", "mastercard", "amex")))
    return {"method": Payment.Method.CARD, "card_brand": brand, "card_last4": f"{rng.randrange(10_000):04d}"}


def _as_the_gateway_knows_it(payment: Payment) -> tuple[str, int, str, datetime, dict[str, str]]:
    details = {
        "customer_email": payment.customer.email,
        "customer_name": payment.customer.name,
        "order_reference": payment.order_reference,
        "method_kind": payment.method,
        "card_brand": payment.card_brand,
        "card_last4": payment.card_last4,
        "country": payment.country,
    }
    return payment.gateway_reference, payment.captured_minor, payment.currency, payment.captured_at, details
