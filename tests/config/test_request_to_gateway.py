"""One id leads from the request over work order, attempt, letter and timeline to the gateway, and back by webhook."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from customers.correlation import correlation_id
from customers.models import Customer, Message, User
from refunds.fingerprint import seen_hash
from refunds.gateways.sandbox.behaviour import Announcing
from refunds.models import RefundEvent, WebhookEvent, WorkOrder
from refunds.tasks import process_webhooks
from tests.cast import PaymentFactory
from tests.desk import again, ask, known_to_sandbox, sandbox, worker_runs

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("fresh_sandbox")]


def test_the_approvals_id_arrives_at_the_gateway(
    mila: Customer, boris: User, make_payment: PaymentFactory, sign_in: Callable[[User], Client]
) -> None:
    refund = ask(known_to_sandbox(make_payment(mila, total_minor=30_000), "pending"), reason="damaged")
    approving = {"seen": seen_hash(again(refund))}

    answer = sign_in(boris).post(
        f"/staff/refunds/{refund.reference}/approval/", approving, headers={"X-Request-ID": "approval-by-boris"}
    )
    assert answer.status_code == 302, answer.content
    worker_runs()

    refund = again(refund)
    attempt = refund.attempts.get()
    assert WorkOrder.objects.get().correlation_id == "approval-by-boris"
    assert attempt.correlation_id == "approval-by-boris"
    assert attempt.answered_at is not None
    assert [row["correlation_id"] for row in sandbox().console.dump()["request"]] == ["approval-by-boris"]
    happened = RefundEvent.objects.filter(refund=refund, kind__in=("refund.approved", "refund.processing"))
    assert set(happened.values_list("correlation_id", flat=True)) == {"approval-by-boris"}
    letters = Message.objects.filter(about=refund.reference, kind="refund_on_its_way")
    assert set(letters.values_list("correlation_id", flat=True)) == {"approval-by-boris"}
    assert correlation_id() == ""


def test_a_webhook_keeps_its_own_id_and_the_story_keeps_the_requests(
    mila: Customer, boris: User, make_payment: PaymentFactory, sign_in: Callable[[User], Client], client: Client
) -> None:
    refund = ask(known_to_sandbox(make_payment(mila, total_minor=30_000), "pending"), reason="damaged")
    sign_in(boris).post(
        f"/staff/refunds/{refund.reference}/approval/",
        {"seen": seen_hash(again(refund))},
        headers={"X-Request-ID": "approval-by-boris"},
    )
    worker_runs()
    sandbox().console.advance(again(refund).attempts.get().gateway_reference, "succeeded", Announcing.FIRST)
    for delivery in sandbox().console.due_webhooks():
        headers = {**delivery.headers, "X-Request-ID": "delivery-one"}
        client.post("/webhooks/sandbox/", delivery.body, content_type="application/json", headers=headers)

    process_webhooks()
    assert set(WebhookEvent.objects.values_list("correlation_id", flat=True)) == {"delivery-one"}
    completed = RefundEvent.objects.get(refund=refund, kind="refund.completed")
    assert completed.correlation_id == "approval-by-boris"
