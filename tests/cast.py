"""The people of the stories, what they may do, and a payment to talk about.

Ana asks, Boris and Chidi decide, Lena leads them, Marta writes the policy, Fatima pays and counts, Ayaka only reads,
Ida runs the house; Mila and Tom bought something.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from customers.models import Customer, Payment, PaymentLine, User
from customers.references import customer_reference, payment_reference
from refunds.models import ApprovalLimit, GoodwillLimit, PolicyVersion, SecondApproval

APPROVER_LIMIT_MINOR = 200_000
"""What Boris or Chidi may approve in one refund: 2,000.00 EUR."""

LEAD_LIMIT_MINOR = 1_000_000
"""What Lena may."""

SECOND_APPROVAL_ABOVE_MINOR = 50_000
"""Above 500.00 EUR both must."""

Line = tuple[str, int, int]
"""Description, quantity, and what was paid for all of it, tax included, in minor units."""

PaymentFactory = Callable[..., Payment]

_numbers = count(1)


def staff_member(first_name: str, last_name: str, *roles: str, **fields: Any) -> User:
    """Hire somebody with these roles; no role sees nothing."""
    user = User.objects.create_user(
        f"{first_name}@shop.example".lower(), first_name=first_name, last_name=last_name, **fields
    )
    user.groups.set([Group.objects.get_or_create(name=role)[0] for role in roles])
    return user


def customer(name: str, email: str) -> Customer:
    return Customer.objects.create(reference=customer_reference(), name=name, email=email, country="DE")


@pytest.fixture
def ana(db: None) -> User:
    """The agent: asks, never approves."""
    return staff_member("Ana", "Lima", "agent")


@pytest.fixture
def boris(db: None, limits: None) -> User:
    """An approver."""
    return staff_member("Boris", "Meyer", "approver")


@pytest.fixture
def chidi(db: None, limits: None) -> User:
    """The second approver."""
    return staff_member("Chidi", "Okafor", "approver")


@pytest.fixture
def lena(db: None, limits: None) -> User:
    """The lead: decides like an approver, with a higher limit, and hands out the work."""
    return staff_member("Lena", "Virtanen", "lead")


@pytest.fixture
def marta(db: None) -> User:
    """The manager: writes policy, times and letters, moves no case."""
    return staff_member("Marta", "Silva", "manager")


@pytest.fixture
def fatima(db: None) -> User:
    """Finance."""
    return staff_member("Fatima", "Haddad", "finance")


@pytest.fixture
def ayaka(db: None) -> User:
    """The auditor: reads everything, moves nothing."""
    return staff_member("Ayaka", "Mori", "auditor")


@pytest.fixture
def ida(db: None) -> User:
    """The admin, and a superuser: sets the house up, moves no case."""
    return staff_member("Ida", "Berg", "admin", is_staff=True, is_superuser=True)


@pytest.fixture
def mila(db: None) -> Customer:
    return customer("Mila Novak", "mila@home.example")


@pytest.fixture
def tom(db: None) -> Customer:
    return customer("Tom Berg", "tom@home.example")


@pytest.fixture
def limits(db: None) -> None:
    """How much each may release and give as goodwill, and from where on two are needed; only in EUR."""
    ApprovalLimit.objects.create(role="approver", currency="EUR", up_to_minor=APPROVER_LIMIT_MINOR)
    ApprovalLimit.objects.create(role="lead", currency="EUR", up_to_minor=LEAD_LIMIT_MINOR)
    for role, in_one, on_a_day in [("agent", 5_000, 20_000), ("approver", 15_000, 60_000), ("lead", 50_000, 200_000)]:
        GoodwillLimit.objects.create(role=role, currency="EUR", up_to_minor=in_one, per_day_minor=on_a_day)
    SecondApproval.objects.create(currency="EUR", above_minor=SECOND_APPROVAL_ABOVE_MINOR)


@pytest.fixture
def policy(db: None) -> PolicyVersion:
    """The policy that a fresh house starts with, in force since long ago."""
    from refunds.policy.parameters import DEFAULT_POLICY

    return PolicyVersion.objects.create(
        number=1, document=DEFAULT_POLICY, summary="As delivered", starts_at=timezone.now() - timedelta(days=3650)
    )


@pytest.fixture
def make_payment(policy: PolicyVersion, limits: None) -> PaymentFactory:
    """make_payment(mila, total_minor=8900), or lines=[("Lamp", 2, 8900)]; other fields of Payment as named."""
    return _make_payment


@pytest.fixture
def sign_in() -> Callable[[User], Client]:
    """sign_in(boris) is a browser in which Boris is signed in."""

    def browser(person: User) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return browser


def _make_payment(
    customer: Customer, total_minor: int = 8900, lines: Sequence[Line] = (), currency: str = "EUR", **fields: Any
) -> Payment:
    """Charge the customer's Visa three days ago; by default for one lamp that was delivered yesterday."""
    lines = lines or [("Desk lamp", 1, total_minor)]
    now = timezone.now()
    number = next(_numbers)
    payment = Payment.objects.create(
        **{
            "reference": payment_reference(),
            "customer": customer,
            "gateway": "sandbox",
            "gateway_account": "sandbox",
            "gateway_reference": f"pay_{number}",
            "order_reference": f"ORDER-{number}",
            "currency": currency,
            "captured_minor": sum(paid for _description, _quantity, paid in lines),
            "method": Payment.Method.CARD,
            "card_brand": "visa",
            "card_last4": "4242",
            "country": customer.country,
            "ordered_at": now - timedelta(days=3),
            "captured_at": now - timedelta(days=3),
            "delivered_at": now - timedelta(days=1),
            **fields,
        }
    )
    PaymentLine.objects.bulk_create(
        PaymentLine(
            payment=payment,
            position=position,
            sku=f"SKU-{position}",
            description=description,
            quantity=quantity,
            net_minor=paid - _tax_in(paid),
            tax_minor=_tax_in(paid),
            tax_rate=19,
        )
        for position, (description, quantity, paid) in enumerate(lines, start=1)
    )
    return payment


def _tax_in(paid_minor: int) -> int:
    return paid_minor * 19 // 119
