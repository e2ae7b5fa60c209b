"""One worker that carries money and letters carries the money first."""

from __future__ import annotations

import uuid

import pytest
from kombu import Consumer, Queue

from config.celery import app


@pytest.fixture
def queues() -> list[Queue]:
    run = uuid.uuid4().hex[:8]
    return [Queue(f"{name}-{run}", routing_key=f"{name}-{run}") for name in ("money", "mail", "default")]


def test_what_came_first_waits_for_what_matters_more(queues):
    taken: list[str] = []
    with app.connection_for_read() as line, line.channel() as channel:
        producer = line.Producer(channel)
        for queue in reversed(queues):
            for number in range(3):
                producer.publish(f"{queue.name} {number}", routing_key=queue.name, declare=[queue])
        with Consumer(channel, queues, callbacks=[lambda body, message: (taken.append(body), message.ack())]):
            while len(taken) < 9:
                line.drain_events(timeout=5)
        for queue in queues:
            queue(channel).delete()
    assert taken == [f"{queue.name} {number}" for queue in queues for number in range(3)]
