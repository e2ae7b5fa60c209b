"""What Prometheus reads: the state of the house and its requests, for whom it is meant."""

from __future__ import annotations

from datetime import timedelta
from subprocess import run
from sys import executable

import pytest
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings

from customers.models import Customer, Message, User
from refunds.models import WorkOrder
from tests.cast import PaymentFactory
from tests.desk import approve, ask, known_to_sandbox, worker_runs

pytestmark = pytest.mark.django_db


def read(client: Client) -> dict[tuple[str, tuple[str, ...]], float]:
    """Every sample by its name and the values of its labels."""
    answer = client.get("/metrics")
    assert answer.status_code == 200
    families = text_string_to_metric_families(answer.content.decode())
    return {
        (sample.name, tuple(value for name, value in sorted(sample.labels.items()) if name != "le")): sample.value
        for family in families
        for sample in family.samples
    }


@pytest.mark.usefixtures("fresh_sandbox")
def test_the_state_of_the_house_is_told(
    client: Client, mila: Customer, boris: User, make_payment: PaymentFactory
) -> None:
    ask(make_payment(mila, total_minor=30_000), reason="damaged")
    approve(ask(known_to_sandbox(make_payment(mila, total_minor=30_000)), reason="damaged"), boris)
    worker_runs()
    an_hour_ago = timezone.now() - timedelta(hours=1)
    WorkOrder.objects.create(topic="refund.submit", key="1", due_at=an_hour_ago)
    WorkOrder.objects.create(topic="refund.submit", key="2", state="parked", created_at=an_hour_ago)
    Message.objects.create(customer=mila, kind="x", to_address="m@home.example", subject="Lost", state="failed")

    seen = read(client)
    assert seen["recourse_refunds", ("under_review",)] == 1
    assert seen["recourse_refunds_finished_last_day", ("completed",)] == 1
    assert seen["recourse_work_orders", ("due", "refund.submit")] == 1
    assert seen["recourse_work_orders", ("parked", "refund.submit")] == 1
    assert seen["recourse_work_order_oldest_due_seconds", ()] >= 3500  # the database's now is when the test began
    assert seen["recourse_work_order_oldest_parked_seconds", ()] >= 3500
    assert seen["recourse_letters", ("failed",)] == 1
    assert seen["recourse_letters", ("queued",)] >= 1
    assert seen["recourse_attempts_sent", ("sandbox", "sent", "hour")] == 1
    assert seen["recourse_attempts_sent", ("sandbox", "refused", "hour")] == 0
    assert seen["recourse_gateway_answer_seconds", ("sandbox",)] >= 0
    assert seen["recourse_webhooks", ("received",)] == 0


def test_requests_are_counted_by_route_and_never_by_address(client: Client) -> None:
    before = read(client).get(("recourse_request_seconds_count", ("GET", "portal/link/<str:token>/", "404")), 0)
    client.get("/portal/link/canary-token/")
    client.get("/no/such/address/")
    client.generic("BREW", "/portal/")
    answer = client.get("/metrics").content.decode()
    assert "canary" not in answer and "no/such" not in answer and "BREW" not in answer
    counted = [key for key in read(client) if key[0] == "recourse_request_seconds_count"]
    assert any("portal/link/<str:token>/" in labels for _name, labels in counted)
    assert any("(none)" in labels and "404" in labels for _name, labels in counted)
    assert before >= 0


def test_a_token_opens_and_nothing_else_does(client: Client, settings: Settings) -> None:
    settings.METRICS_TOKEN = "let-me-in-please"
    assert client.get("/metrics").status_code == 403
    assert client.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 403
    assert client.get("/metrics", headers={"Authorization": "Bearer lët"}).status_code == 403
    assert client.get("/metrics", headers={"Authorization": "Bearer let-me-in-please"}).status_code == 200


def test_a_known_network_is_let_in(client: Client, settings: Settings) -> None:
    settings.METRICS_ADDRESSES = ["127.0.0.0/8"]
    assert client.get("/metrics").status_code == 200
    settings.METRICS_ADDRESSES = ["10.0.0.0/8"]
    assert client.get("/metrics").status_code == 403


def test_production_without_a_token_is_closed(client: Client, settings: Settings) -> None:
    settings.PRODUCTION = True
    assert client.get("/metrics").status_code == 403


def test_nothing_is_counted_row_by_row(client: Client, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    with django_assert_max_num_queries(15):
        client.get("/metrics")


@pytest.mark.slow
def test_several_processes_are_put_together(tmp_path, process_environment: dict[str, str]) -> None:  # type: ignore[no-untyped-def]
    """Two web processes count one request each; a third one tells of both."""
    environment = {**process_environment, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path), "RECOURSE_ENV": "test"}
    script = (
        "import django; django.setup()\n"
        "from django.test import Client\n"
        "Client().get('/healthz')\n"
        "print(Client().get('/metrics').content.decode())\n"
    )
    for _ in range(2):
        told = run([executable, "-c", script], env=environment, capture_output=True, text=True, check=True).stdout
    line = next(x for x in told.splitlines() if x.startswith("recourse_request_seconds_count") and "healthz" in x)
    assert float(line.split()[-1]) == 2
