"""What gateways told us, on its pages: to be read, worked off again, matched, or set aside."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from refunds.models import OperationEvent, Refund, WebhookEvent
from refunds.tasks import process_webhooks
from tests.desk import again, approve, ask, bookings, known_to_sandbox, sandbox, worker_runs
from tests.refunds.test_webhook_order import comes_in, deliveries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_sandbox")]


def all_come_in() -> WebhookEvent:
    """Everything that the sandbox has to tell comes in, and the worker works it off; the newest event."""
    for delivery in deliveries():
        comes_in(delivery)
        sandbox().console.mark_delivered(delivery)
    process_webhooks()
    return WebhookEvent.objects.order_by("-id")[0]


@pytest.fixture
def stranger(db) -> WebhookEvent:
    """A refund of a payment that nobody here knows."""
    sandbox().console.register_payment("pay_elsewhere", 5_000, "EUR")
    sandbox().console.refund_by_hand("pay_elsewhere", 1_000)
    event = all_come_in()
    assert event.state == "parked"
    return event


def test_fatima_reads_what_it_said_what_it_did_and_whose_case_it_is(make_payment, mila, boris, fatima, sign_in):
    refund = approve(ask(known_to_sandbox(make_payment(mila, total_minor=45_000))), boris)
    worker_runs()
    event = all_come_in()
    desk = sign_in(fatima)
    listed = desk.get(reverse("refunds:webhooks")).content.decode()
    assert refund.reference in listed and "refund.succeeded" in listed
    shown = desk.get(reverse("refunds:webhook", args=[event.pk])).content.decode()
    for said in ("Already known.", refund.reference, refund.payment.reference, event.correlation_id, "450.00"):
        assert said in shown


def test_secrets_and_card_numbers_are_not_shown(fatima, sign_in):
    said = {
        "note": "my card 4242 4242 4242 4242", "secret": "whsec_abcdefgh12345", "api_key": "zzz-top-secret",
        "who": "mila@home.example", "deep": [{"password": "hunter2hunter2"}],
    }  # fmt: skip
    for n, body in enumerate(
        (json.dumps(said).encode(), b"card=4242424242424242&api_key=zzz-top-secret", b"\xff\x00{")
    ):
        event = WebhookEvent.objects.create(
            gateway="sandbox", gateway_account="sandbox", event_id=f"e{n}", kind="x", topic="other", body=body,
            body_hash=hashlib.sha256(body).hexdigest(), state="ignored", due_at=None,
        )  # fmt: skip
        response = sign_in(fatima).get(reverse("refunds:webhook", args=[event.pk]))
        shown = response.content.decode()
        assert response.status_code == 200
        for secret in ("4242 4242 4242", "424242424242", "whsec_abc", "zzz-top", "hunter2", "mila@"):
            assert secret not in shown
    assert bytes(WebhookEvent.objects.get(event_id="e0").body) == json.dumps(said).encode()


def test_replaying_does_nothing_twice(make_payment, mila, boris, fatima, sign_in):
    payment = known_to_sandbox(make_payment(mila, total_minor=45_000), "succeed_then_silence+webhook_soon")
    refund = approve(ask(payment), boris)
    worker_runs()
    event = all_come_in()
    assert again(refund).state == Refund.State.COMPLETED
    before = bookings(refund)
    desk = sign_in(fatima)
    for _ in range(2):
        assert desk.post(reverse("refunds:webhook_replay", args=[event.pk])).status_code == 302
        assert desk.post(reverse("refunds:webhook_replay", args=[event.pk])).status_code == 409
        process_webhooks()
    event.refresh_from_db()
    assert (event.state, event.result) == ("processed", "Already known.")
    assert bookings(refund) == before
    assert OperationEvent.objects.filter(kind="webhook.retried").count() == 2


def test_a_replay_after_the_payment_is_known_adopts_it(stranger, make_payment, mila, ida, sign_in):
    make_payment(mila, total_minor=5_000, gateway_reference="pay_elsewhere")
    sign_in(ida).post(reverse("refunds:webhook_replay", args=[stranger.pk]))
    process_webhooks()
    stranger.refresh_from_db()
    assert stranger.state == "processed"
    assert Refund.objects.get().amount_minor == 1_000


def test_two_bodies_under_one_id_are_compared_and_not_repeated(stranger, fatima, sign_in):
    twin = WebhookEvent.objects.create(
        gateway="sandbox", gateway_account="sandbox", event_id=stranger.event_id, kind="refund.failed",
        topic="refund", body=b"{}", body_hash="y", state="quarantined", due_at=None,
    )  # fmt: skip
    desk = sign_in(fatima)
    assert desk.post(reverse("refunds:webhook_replay", args=[twin.pk])).status_code == 409
    assert (
        reverse("refunds:webhook", args=[stranger.pk])
        in desk.get(reverse("refunds:webhook", args=[twin.pk])).content.decode()
    )


def test_fatima_matches_it_by_hand(make_payment, mila, fatima, sign_in):
    payment = known_to_sandbox(make_payment(mila, total_minor=45_000, refunded_before_minor=5_000))
    sandbox().console.refund_by_hand(payment.gateway_reference, 10_000)
    event = all_come_in()
    assert event.state == "parked"
    desk = sign_in(fatima)
    assert payment.reference in desk.get(reverse("refunds:webhook", args=[event.pk])).content.decode()
    address = reverse("refunds:webhook_matching", args=[event.pk])
    assert desk.post(address, {"to": payment.reference, "words": "A second one."}).status_code == 302
    assert desk.post(address, {"to": payment.reference}).status_code == 409

    refund = Refund.objects.get()
    assert (refund.state, refund.amount_minor, refund.origin) == ("completed", 10_000, "gateway")
    assert refund.events.get(kind="refund.adopted").data["words"] == "A second one."
    assert refund.events.get(kind="refund.adopted").actor == f"user:{fatima.pk}"
    event.refresh_from_db()
    assert (event.state, event.result) == ("processed", f"Adopted as {refund.reference}.")


def test_setting_aside_needs_a_word(stranger, fatima, sign_in):
    desk, address = sign_in(fatima), reverse("refunds:webhook_setting_aside", args=[stranger.pk])
    for words in ("", " ", "x" * 301, "a\x00b"):
        assert desk.post(address, {"words": words}).status_code == 400
    assert desk.post(address, {"words": "Of our other shop."}).status_code == 302
    assert desk.post(address, {"words": "Again."}).status_code == 409
    stranger.refresh_from_db()
    assert stranger.state == "set_aside" and "Of our other shop." in stranger.result
    assert "No webhook waits" in desk.get(reverse("refunds:webhooks"), {"tab": "stuck"}).content.decode()


def test_lists_are_filtered_and_ask_few_questions(fatima, ana, sign_in, django_assert_max_num_queries):
    now = timezone.now()
    WebhookEvent.objects.bulk_create(
        WebhookEvent(
            gateway="sandbox", gateway_account="sandbox", event_id=f"e{n}", kind="refund.succeeded",
            topic="dispute" if n % 10 == 0 else "refund", body=b"{}", body_hash=str(n), due_at=None,
            state="parked" if n % 50 == 0 else "processed", received_at=now - timedelta(minutes=n),
        )
        for n in range(120)
    )  # fmt: skip
    desk, address = sign_in(fatima), reverse("refunds:webhooks")
    for query, rows in (({}, 50), ({"tab": "stuck"}, 3), ({"topic": "dispute"}, 12), ({"state": "parked"}, 3)):
        with django_assert_max_num_queries(14):
            assert len(desk.get(address, query).context["rows"]) == rows
    assert desk.get(address, {"state": "nonsense", "account": "\x00"}).status_code == 400
    assert sign_in(ana).get(address).status_code == 403


def test_a_program_does_the_same(stranger, fatima, program_of):
    program = program_of(fatima, "operations:read", "operations:write")
    assert [row["id"] for row in program.get("webhook-events/?stuck=true").json()["results"]] == [stranger.pk]
    address = f"webhook-events/{stranger.pk}/"
    read = program.get(address).json()
    assert (read["refund"], "pay_elsewhere" in read["body"], read["amount_minor"]) == (None, True, 1_000)
    assert program.post(f"{address}replay/", {}).json()["state"] == "received"
    process_webhooks()
    assert program.post(f"{address}matching/", {"to": "RF-1999-000001"}).status_code == 404
    assert program.post(f"{address}setting-aside/", {"words": "Not ours."}).json()["state"] == "set_aside"
    assert program_of(fatima, "operations:read").post(f"{address}replay/", {}).status_code == 403
