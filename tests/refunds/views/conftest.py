"""A refund that waits for a decision, and the press of a button on its page."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from customers.actors import Actor
from customers.models import Customer, User
from refunds.models import Refund
from tests.cast import PaymentFactory
from tests.desk import ask

Press = Callable[..., HttpResponse]


@pytest.fixture
def waiting(make_payment: PaymentFactory, mila: Customer) -> Refund:
    """Mila wants 450.00 EUR back: too much to go out by itself, and within what one approver may release."""
    refund = ask(make_payment(mila, total_minor=45_000))
    assert refund.state == Refund.State.UNDER_REVIEW
    return refund


@pytest.fixture
def large(make_payment: PaymentFactory, mila: Customer) -> Refund:
    """Mila wants 900.00 EUR back: two people must agree."""
    return ask(make_payment(mila, total_minor=90_000))


@pytest.fixture
def asked_by(make_payment: PaymentFactory, mila: Customer) -> Callable[[User], Refund]:
    """asked_by(boris) is a refund that Boris asked for on Mila's behalf."""

    def asked(person: User) -> Refund:
        return ask(make_payment(mila, total_minor=45_000), actor=Actor.user(person), origin=Refund.Origin.STAFF)

    return asked


@pytest.fixture
def press() -> Press:
    """press(client, refund, "approval", confirm="…") reads the page, then sends the form with what stood there."""

    def send(client: Client, refund: Refund, move: str, **typed: str) -> HttpResponse:
        page = client.get(reverse("refunds:refund", args=[refund.reference])).content.decode()
        on_screen = re.search(rf'name="seen" value="([0-9a-f]{{64}})" id="{move}-seen"', page)
        seen = {"seen": on_screen[1]} if on_screen else {}
        return client.post(reverse(f"refunds:{move}", args=[refund.reference]), {**seen, **typed})

    return send
