"""Machines ask whether the house is alive and ready."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_the_process_says_that_it_is_alive(client: Client) -> None:
    assert client.get("/healthz").content == b"alive\n"


def test_a_house_with_all_its_parts_is_ready(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["parts"]["outbox"]["oldest_due_order_seconds"] == 0
