"""A shop with a bank account, a second person of finance, and the way from a request to a file."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from customers.models import Customer, User
from customers.portal.links import make_link
from customers.shop_days import shop_day
from refunds.models import Refund, TransferFile
from tests.cast import PaymentFactory, staff_member
from tests.desk import again, approve, ask

OURS = "DE89370400440532013000"
MILAS = "NL91ABNA0417164300"
TOMS = "FR1420041010050500013M02606"


@pytest.fixture(autouse=True)
def our_account(settings) -> None:
    """Payment files leave from this account."""
    settings.BANK_ACCOUNT = {"name": "Lumen & Hearth", "iban": OURS, "bic": ""}


@pytest.fixture
def farid(db: None) -> User:
    """Fatima's colleague in finance."""
    return staff_member("Farid", "Nasser", "finance")


@pytest.fixture
def phone() -> Callable[[Customer], Client]:
    """phone(mila) is a browser in which Mila has used a link."""

    def browser(customer: Customer) -> Client:
        client = Client()
        client.post(f"/portal/link/{make_link(customer)}/")
        return client

    return browser


@pytest.fixture
def approved(make_payment: PaymentFactory, boris: User) -> Callable[..., Refund]:
    """approved(mila) asked for a bank transfer of 450.00 EUR, and Boris said yes."""

    def make(customer: Customer, total_minor: int = 45_000, **fields: Any) -> Refund:
        payment = make_payment(customer, total_minor=total_minor, **fields)
        return approve(ask(payment, rail="bank_transfer"), boris)

    return make


@pytest.fixture
def names_account(phone) -> Callable[..., Any]:
    """names_account(refund, MILAS) is what the customer sends from their page."""

    def send(refund: Refund, iban: str, holder: str = "", **more: str) -> Any:
        typed = {"holder": holder or refund.customer.name, "iban": iban, "compared": "on", **more}
        return phone(refund.customer).post(f"/portal/refunds/{refund.reference}/bank-account/", typed)

    return send


@pytest.fixture
def ready(approved, names_account) -> Callable[..., Refund]:
    """ready(mila, MILAS) is approved and has an account."""

    def make(customer: Customer, iban: str, total_minor: int = 45_000) -> Refund:
        refund = approved(customer, total_minor)
        assert names_account(refund, iban).status_code == 302
        return again(refund)

    return make


@pytest.fixture
def draft(ready, mila, tom, fatima, sign_in) -> TransferFile:
    """Fatima has collected 450.00 EUR for Mila and 120.50 EUR for Tom."""
    refunds = [ready(mila, MILAS), ready(tom, TOMS, 12_050)]
    sign_in(fatima).post("/staff/transfers/", {"refund": [r.reference for r in refunds], "execution_on": today()})
    return TransferFile.objects.get()


@pytest.fixture
def release(sign_in) -> Callable[..., Any]:
    """release(file, marta) is Marta reading the file's page and sending what stood there."""

    def send(file: TransferFile, person: User, **typed: str) -> Any:
        client = sign_in(person)
        page = client.get(f"/staff/transfers/files/{file.reference}/").content.decode()
        seen = re.search(r'name="seen" value="([0-9a-f]{64})"', page)
        form = {"seen": seen[1] if seen else "0" * 64, "typed": file.reference, **typed}
        return client.post(f"/staff/transfers/files/{file.reference}/release/", form)

    return send


@pytest.fixture
def at_the_bank(draft, release, marta, fatima, sign_in) -> tuple[TransferFile, bytes]:
    """Marta has released the file and Fatima has downloaded it."""
    assert release(draft, marta).status_code == 302
    got = sign_in(fatima).post(f"/staff/transfers/files/{draft.reference}/download/")
    assert got.status_code == 200
    return TransferFile.objects.get(), got.content


def today() -> str:
    return f"{shop_day(timezone.now()):%Y-%m-%d}"
