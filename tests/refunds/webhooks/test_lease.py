"""A worker that is slow keeps what it has taken; one that died keeps it no longer than its lease."""

from __future__ import annotations

import time
from datetime import timedelta
from threading import Event, Thread

import pytest
from django.db import connection
from django.utils import timezone

from refunds.models import WebhookEvent
from refunds.webhooks import leases, process, sockets
from refunds.webhooks.process import process_due_webhooks

TOPIC = "weather"
SLOW_SECONDS, LEASE_SECONDS = 0.9, 1.2
"""Three of the slow ones take more than twice as long as the lease holds."""


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Which events were begun with, by whomever, in this order; each takes long."""
    begun: list[int] = []

    def slowly(event: WebhookEvent) -> str:
        begun.append(event.pk)
        time.sleep(SLOW_SECONDS)
        return "It was looked at."

    for keeper in (leases, process):
        monkeypatch.setattr(keeper, "LEASE_SECONDS", LEASE_SECONDS)
    monkeypatch.setitem(sockets._handlers, TOPIC, slowly)
    return begun


@pytest.fixture
def three(transactional_db: None) -> list[int]:
    events = [
        WebhookEvent(
            gateway="sandbox", gateway_account="sandbox", event_id=f"e{n}", kind=TOPIC, topic=TOPIC, body=b"{}"
        )
        for n in range(3)
    ]
    return [event.pk for event in WebhookEvent.objects.bulk_create(events)]


def test_nobody_else_begins_with_what_a_slow_worker_still_has(three, begun):
    with another_worker():
        assert process_due_webhooks() == 3
    assert begun == three
    assert set(WebhookEvent.objects.values_list("state", "tries")) == {("processed", 1)}


def test_what_a_dead_worker_had_is_taken_once_its_lease_is_over(three, begun):
    leases.lease("sandbox", 3)  # and then it is gone
    assert process_due_webhooks() == 0 and begun == []
    time.sleep(LEASE_SECONDS)
    assert process_due_webhooks() == 3 and begun == three


def test_one_gateways_events_wait_for_no_others_and_those_that_need_no_question_come_first(transactional_db, begun):
    told = [
        WebhookEvent(
            gateway=code, gateway_account=code, event_id=f"{code}{n}", kind=TOPIC, topic=TOPIC, body=b"{}",
            due_at=timezone.now() - timedelta(minutes=older),
        )
        for code, older in (("sandbox", 9), ("adyen", 1))
        for n in range(2)
    ]  # fmt: skip
    waiting = WebhookEvent.objects.bulk_create(told)
    assert process_due_webhooks(limit=1) == 2
    assert begun == [waiting[2].pk, waiting[0].pk]


class another_worker:
    """Looks for due events again and again, on a line of its own, until the block ends."""

    def __enter__(self) -> None:
        self._ended = Event()
        self._worker = Thread(target=self._look)
        self._worker.start()

    def __exit__(self, *trouble: object) -> None:
        self._ended.set()
        self._worker.join()

    def _look(self) -> None:
        try:
            while not self._ended.wait(0.1):
                process_due_webhooks()
        finally:
            connection.close()
