"""Store credit in the demo: Mila's has a history and an end in sight, others have paid an order with theirs."""

from __future__ import annotations

from datetime import datetime, timedelta

from customers.actors import Actor
from customers.clock import clock_at
from customers.models import CreditAccount, CreditHold, Customer
from refunds.actions.correct_credit import correct_credit
from refunds.actions.credit_holds import capture_hold, give_back_credit, hold_credit
from refunds.actions.credit_terms import set_terms
from refunds.actions.store_credit import expire_credit, tell_of_expiry
from reporting.demo_shop.people import MILA, TOM
from reporting.demo_shop.staff import Staff

GOOD_FOR_DAYS = 365
SORRY = "The first parcel was lost on its way; this is for your patience."
SPENDERS = 12


def tell_credit(staff: Staff, now: datetime) -> int:
    """Tell it in order; return how many orders were paid with credit."""
    mila, tom = (Customer.objects.get(email=person.email) for person in (MILA, TOM))
    with clock_at(now - timedelta(days=400)):
        set_terms(actor=staff.marta, country=mila.country, days=GOOD_FOR_DAYS, notice_days=30, grace_days=30)
        _give(staff.lena, mila, 3000, "Your birthday voucher, which our newsletter forgot.")
    with clock_at(now - timedelta(days=350)):
        _give(staff.lena, mila, 4000, SORRY)
    with clock_at(now - timedelta(days=200)):
        order = _pay(staff.fatima, mila, 1850, "R-20417")
    with clock_at(now - timedelta(days=186)):
        give_back_credit(actor=staff.fatima, reference=order.reference, amount_minor=600)
    with clock_at(now - timedelta(days=34)):
        expire_credit(now - timedelta(days=34))
    with clock_at(now - timedelta(days=12)):
        tell_of_expiry(now - timedelta(days=12))
    with clock_at(now - timedelta(minutes=20)):
        _hold(staff.fatima, mila, 1200, "R-31882")
        _give(staff.fatima, tom, 7500, "Two deliveries came late in the same month.")
    return 1 + _others_pay(staff.fatima, now)


def _others_pay(checkout: Actor, now: datetime) -> int:
    """Who was refunded as credit has spent about half of it since."""
    accounts = CreditAccount.objects.filter(entries__kind="issue", balance_minor__gte=200, held_minor=0).distinct()
    paid = 0
    for account in accounts.select_related("customer").order_by("id")[:SPENDERS]:
        granted_at = account.entries.latest("id").created_at
        with clock_at(granted_at + (now - granted_at) / 2):
            _pay(checkout, account.customer, account.balance_minor // 2, f"R-4{account.pk:04d}", account.currency)
        paid += 1
    return paid


def _give(actor: Actor, customer: Customer, amount_minor: int, reason: str) -> None:
    correct_credit(
        actor=actor, customer_reference=customer.reference, currency="EUR", amount_minor=amount_minor, reason=reason
    )


def _pay(checkout: Actor, customer: Customer, amount_minor: int, order: str, currency: str = "EUR") -> CreditHold:
    held = _hold(checkout, customer, amount_minor, order, currency)
    return capture_hold(actor=checkout, reference=held.reference)


def _hold(checkout: Actor, customer: Customer, amount_minor: int, order: str, currency: str = "EUR") -> CreditHold:
    return hold_credit(
        actor=checkout,
        customer_reference=customer.reference,
        currency=currency,
        amount_minor=amount_minor,
        order_reference=order,
        minutes=2 * 24 * 60,
    )
