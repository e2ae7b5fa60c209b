"""Machines ask whether the house is alive and ready."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from customers.models import SignOfLife
from refunds.models import WorkOrder

pytestmark = pytest.mark.django_db


def test_the_process_says_that_it_is_alive(client: Client) -> None:
    assert client.get("/healthz").content == b"alive\n"


def test_a_house_with_all_its_parts_is_ready(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["parts"]["outbox"]["oldest_due_order_seconds"] == 0


def test_a_dead_broker_is_named_and_the_house_is_not_ready(client: Client, settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert [name for name, part in answer.json()["parts"].items() if not part["ok"]] == ["broker"]


def test_work_that_nobody_takes_turns_the_house_red(client: Client) -> None:
    WorkOrder.objects.create(topic="refund.submit", key="1", due_at=timezone.now() - timedelta(hours=1))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["parts"]["outbox"]["oldest_due_order_seconds"] >= 3600


@pytest.mark.parametrize(
    ("kind", "name", "part"),
    [("worker", "worker shop:12", "worker"), ("job", "job refunds.tasks.process_webhooks", "webhooks")],
)
def test_whose_work_has_stopped_is_named(client: Client, kind: str, name: str, part: str) -> None:
    sign = SignOfLife.objects.create(kind=kind, name=name)
    assert client.get("/readyz").json()["parts"][part] == {"ok": True, "last_sign_seconds": 0}
    SignOfLife.objects.filter(pk=sign.pk).update(seen_at=timezone.now() - timedelta(hours=1))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert [named for named, found in answer.json()["parts"].items() if not found["ok"]] == [part]
    assert "No" in answer.json()["parts"][part]["message"]
