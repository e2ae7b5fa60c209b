"""Somebody at the portal who is not signed in, and the laws as a fresh shop has them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from refunds.models import WithdrawalDeclaration
from refunds.tasks import work_withdrawals
from refunds.withdrawal_laws import write_delivered_laws

DOOR = "/portal/withdrawal/"
CONFIRM = "/portal/withdrawal/confirmation/"


@pytest.fixture
def laws(db: None) -> None:
    assert write_delivered_laws()


def key_in(page: Any) -> str:
    """The key that makes a form that is sent twice one."""
    found = re.search(r'name="request_key" value="([^"]+)"', page.content.decode())
    assert found is not None
    return found[1]


def said(order: str, **more: str) -> dict[str, str]:
    return {"name": "Mila Novak", "order_reference": order, "email": "mila@home.example", "items": "", **more}


@pytest.fixture
def withdraw() -> Callable[..., WithdrawalDeclaration]:
    """withdraw("ORDER-1") is somebody at the portal who fills in, confirms, and is acknowledged by the worker."""

    def declare(order: str, client: Client | None = None, **more: str) -> WithdrawalDeclaration:
        client = client or Client()
        typed = {**said(order, **more), "request_key": key_in(client.get(DOOR))}
        shown = client.post(DOOR, typed)
        assert shown.status_code == 200 and "Confirm withdrawal" in shown.content.decode()
        receipt = client.post(CONFIRM, typed)
        assert receipt.status_code == 302
        work_withdrawals()
        return WithdrawalDeclaration.objects.get(key=receipt["Location"].split("/")[-2])

    return declare
