"""A refund that people talk about, Mila at her phone, and the desk's hours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from customers.models import Customer, Message, User
from refunds.models import Refund
from tests.cast import PaymentFactory
from tests.desk import ask
from tests.refunds.portal.conftest import phone

__all__ = ["phone"]


@pytest.fixture
def waiting(make_payment: PaymentFactory, mila: Customer) -> Refund:
    """Mila wants 450.00 EUR back, and a person must decide."""
    return ask(make_payment(mila, total_minor=45_000))


@pytest.fixture
def write(phone: Callable[[Customer], Client]) -> Callable[..., HttpResponse]:
    """write(refund, "Any news?") is its customer writing on the page of it."""

    def send(refund: Refund, text: str, **more: Any) -> HttpResponse:
        browser = phone(refund.customer)
        return browser.post(f"/portal/refunds/{refund.reference}/conversation/", {"text": text, **more})

    return send


@pytest.fixture
def reply(sign_in: Callable[[User], Client]) -> Callable[..., HttpResponse]:
    """reply(ana, refund, "Yes.") is Ana answering on the case, having read what stands there."""

    def send(person: User, refund: Refund, text: str, **more: Any) -> HttpResponse:
        newest = Message.objects.filter(about=refund.reference).exclude(words="").order_by("id").last()
        seen = newest.pk if newest else 0
        return sign_in(person).post(
            f"/staff/refunds/{refund.reference}/conversation/", {"text": text, "seen": seen, **more}
        )

    return send
