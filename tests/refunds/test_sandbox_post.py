"""The sandbox's webhooks come through the same door as a real gateway's: over HTTP."""

from __future__ import annotations

import pytest

from refunds.models import WebhookEvent
from refunds.tasks import deliver_sandbox_webhooks, process_webhooks
from tests.desk import again, approve, ask, known_to_sandbox, worker_runs

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("fresh_sandbox")]


@pytest.fixture
def pending(make_payment, mila, boris):
    """A refund that the sandbox has accepted and announces at once."""
    refund = approve(ask(known_to_sandbox(make_payment(mila, total_minor=45_000), "accept+webhook_first")), boris)
    worker_runs()
    return refund


def test_a_due_webhook_is_carried_to_the_door_once(pending, live_server, settings):
    settings.INTERNAL_URL = live_server.url
    assert deliver_sandbox_webhooks() == 1
    assert deliver_sandbox_webhooks() == 0
    assert WebhookEvent.objects.get().state == "received"
    process_webhooks()
    assert again(pending).state == "completed"


def test_a_webhook_that_nobody_takes_is_not_given_up(pending, settings):
    settings.INTERNAL_URL = "http://127.0.0.1:9"
    assert deliver_sandbox_webhooks() == 0
    assert not WebhookEvent.objects.exists()
    from tests.desk import sandbox

    (row,) = sandbox().console.dump()["webhook"]
    assert row["delivered_at"] is None
