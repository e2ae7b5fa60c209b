"""Gateways knock: what is proven is stored and answered, everything else is a 4xx and leaves no trace."""

from __future__ import annotations

import json
import time

import pytest
from django.test import Client

from refunds.gateways.signed_header import sign
from refunds.models import RefundAttempt, WebhookEvent
from refunds.tasks import process_webhooks
from tests.desk import again, approve, ask, known_to_sandbox, sandbox, worker_runs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_sandbox")]

SECRET = "sandbox-webhook-secret"
SIGNATURE = "Sandbox-Signature"


def event(event_id="sbe_1", **data):
    refund = {
        "id": "sbr_1", "reference": "", "payment": "pay_1", "status": "succeeded", "amount": 45_000, "currency": "EUR",
        **data,
    }  # fmt: skip
    body = {"id": event_id, "type": "refund.succeeded", "created": "2026-01-01T00:00:00+00:00", "account": "sandbox"}
    return json.dumps({**body, "data": refund}).encode()


def knock(body, header=None, account="sandbox", **headers):
    given = {SIGNATURE: signed(body) if header is None else header, **headers}
    return Client(enforce_csrf_checks=True).post(
        f"/webhooks/{account}/", body, content_type="application/json", headers=given
    )


def signed(body, secret=SECRET, at=0):
    return sign(body, secret, int(time.time()) + at)


def test_a_proven_event_is_stored_as_it_came_and_answered():
    answer = knock(event())
    assert (answer.status_code, answer.json()) == (200, {"received": 1})
    stored = WebhookEvent.objects.get()
    assert (bytes(stored.body), stored.state, stored.gateway_reference) == (event(), "received", "sbr_1")


def test_the_same_event_again_is_answered_and_dropped():
    knock(event())
    assert knock(event()).json() == {"received": 0}
    assert WebhookEvent.objects.count() == 1


def test_the_same_event_with_another_body_goes_before_a_person():
    knock(event())
    assert knock(event(payment="pay_2")).status_code == 200
    assert sorted(WebhookEvent.objects.values_list("state", flat=True)) == ["quarantined", "received"]


def _forgeries():
    body, other = event(), event("sbe_2")
    good = signed(body)
    moment, digest = good.split(",")
    yield "no signature", body, ""
    yield "nonsense", body, "nonsense"
    yield "no time", body, digest
    yield "no digest", body, moment
    yield "another secret", body, signed(body, "guess")
    yield "empty secret", body, signed(body, "")
    yield "another body", body, signed(other)
    yield "one byte more", body + b" ", good
    yield "old", body, signed(body, at=-301)
    yield "from the future", body, signed(body, at=3_600)
    yield "cut short", body, good[:-2]
    yield "two times", body, f"{moment},{good}"
    yield "other scheme", body, good.replace("v1=", "v0=")
    yield "not ASCII", body, f"{moment},v1=é"
    yield "huge header", body, good + ",v1=" + "0" * 10_000
    for name, raw in {
        "not JSON": b"{",
        "not UTF-8": b"\xff\xfe",
        "a list": b"[]",
        "empty": b"",
        "abyss": b"[" * 50_000,
        "no data": json.dumps({"id": "x"}).encode(),
        "another account": body.replace(b'"account": "sandbox"', b'"account": "other"'),
        "a NUL": event("sbe_\x00"),
        "an endless id": event("x" * 300),
        "half a character": event("sbe_\ud800"),
    }.items():
        yield name, raw, signed(raw)


FORGERIES = list(_forgeries())


@pytest.mark.parametrize(("body", "header"), [f[1:] for f in FORGERIES], ids=[f[0] for f in FORGERIES])
def test_what_cannot_be_proven_is_refused_without_a_hint(body, header):
    answer = knock(body, header)
    assert answer.status_code == 400, answer.content
    assert answer.json()["error"]["code"] == "forged_webhook"
    assert answer.json()["error"]["message"] == "This message could not be verified."
    assert not WebhookEvent.objects.exists()


def test_a_huge_body_is_refused_before_it_is_looked_at():
    body = b"x" * (256 * 1024 + 1)
    answer = knock(body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "body_too_large")


@pytest.mark.parametrize("account", ["nowhere", "stripe", "sandbox%00", "..%2fsandbox"])
def test_an_account_that_is_not_ours_is_not_found(account):
    answer = knock(event(), account=account)
    assert answer.status_code == 404
    assert answer.json()["error"]["code"]


def test_the_door_is_only_for_posts():
    answer = Client().get("/webhooks/sandbox/")
    assert (answer.status_code, answer.json()["error"]["code"]) == (405, "method_not_allowed")


def test_an_event_through_the_door_ends_the_refund_it_is_about(make_payment, mila, boris):
    refund = approve(ask(known_to_sandbox(make_payment(mila, total_minor=45_000), "pending")), boris)
    worker_runs()
    attempt = RefundAttempt.objects.get(refund=refund)
    sandbox().console.advance(attempt.gateway_reference, "succeeded")
    body = event(id=attempt.gateway_reference, reference=attempt.reference,
                 payment=refund.payment.gateway_reference)  # fmt: skip
    assert knock(body).status_code == 200
    process_webhooks()
    assert again(refund).state == "completed"
    assert again(refund).payment.refunded_minor == 45_000
