"""Events that tell what is known: closed together, nobody asked; what differs in one field is not among them."""

from __future__ import annotations

import pytest

from refunds.models import RefundAttempt, WebhookEvent
from refunds.webhooks.leases import lease
from refunds.webhooks.process import process_due_webhooks
from refunds.webhooks.refund_events import known_already
from tests.desk import approve, ask, known_to_sandbox, worker_runs

pytestmark = pytest.mark.django_db


@pytest.fixture
def paid(make_payment, mila, boris) -> list[RefundAttempt]:
    for _ in range(3):
        approve(ask(known_to_sandbox(make_payment(mila, total_minor=45_000))), boris)
    worker_runs()
    return list(RefundAttempt.objects.filter(state="succeeded").select_related("refund__payment").order_by("pk"))


def event_of(attempt: RefundAttempt, name: str, **said: object) -> WebhookEvent:
    refund = attempt.refund
    told = {
        "gateway_reference": attempt.gateway_reference,
        "refund_reference": attempt.reference,
        "payment_reference": refund.payment.gateway_reference,
        "amount_minor": refund.amount_minor,
        "currency": refund.currency,
        "says_paid": True,
        **said,
    }
    return WebhookEvent.objects.create(
        gateway="sandbox", gateway_account="sandbox", event_id=name, kind="refund.updated", topic="refund", body=b"{}",
        body_hash=name, **told,
    )  # fmt: skip


def test_three_who_say_what_is_known_are_closed_by_one_statement(paid, django_assert_max_num_queries) -> None:
    events = [event_of(attempt, f"e{n}") for n, attempt in enumerate(paid)]
    assert len(paid) == 3 and known_already(events) == events
    with django_assert_max_num_queries(13):
        assert process_due_webhooks() == 3
    assert set(WebhookEvent.objects.values_list("state", "result", "due_at")) == {("processed", "Already known.", None)}


@pytest.mark.parametrize(
    "said",
    [
        {"amount_minor": 1},
        {"currency": "USD"},
        {"payment_reference": "another"},
        {"refund_reference": "RF-2026-999999-1"},
        {"gateway_reference": "another"},
        {"gateway_reference": ""},
        {"says_paid": False},
        {"gateway_account": "another"},
        {"topic": "dispute"},
    ],
)
def test_what_differs_in_one_field_is_no_old_news(paid, said) -> None:
    alike, other = event_of(paid[0], "alike"), event_of(paid[1], "other")
    for name, value in said.items():
        setattr(other, name, value)
    assert known_already([alike, other]) == [alike]


def test_a_paid_refund_of_another_amount_is_put_before_a_person_beside_those_that_are_known(paid) -> None:
    event_of(paid[0], "alike"), event_of(paid[1], "other", amount_minor=1)
    assert process_due_webhooks() == 2
    assert dict(WebhookEvent.objects.values_list("event_id", "state")) == {"alike": "processed", "other": "quarantined"}


def test_who_closes_them_holds_them_and_nobody_else_does(paid) -> None:
    event_of(paid[0], "alike")
    held = lease("sandbox", 10)
    assert len(held) == 1 and process_due_webhooks() == 0
