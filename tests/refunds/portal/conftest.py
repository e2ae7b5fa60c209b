"""Mila at her phone: a browser that has come through the portal's door."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from customers.models import Customer
from customers.portal.links import make_link


@pytest.fixture
def phone() -> Callable[[Customer], Client]:
    """phone(mila) is a browser in which Mila has used a link."""

    def browser(customer: Customer) -> Client:
        client = Client()
        client.post(f"/portal/link/{make_link(customer)}/")
        return client

    return browser
