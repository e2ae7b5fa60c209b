"""A refund through Adyen: it answers "received", and how it ended comes by webhook, whose word is then the truth."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from refunds.models import Refund, RefundAttempt, WebhookEvent
from refunds.tasks import process_webhooks
from tests.adyen_stand_in import HMAC_KEY, MERCHANT, signed
from tests.desk import again, approve, ask, bookings, kinds, letters, time_to_ask, worker_runs

pytestmark = pytest.mark.django_db

OLD_KEY = "00" * 32


@pytest.fixture(autouse=True)
def account(settings, adyen):
    config = {**adyen.config, "webhook_secrets": [HMAC_KEY, OLD_KEY]}
    settings.GATEWAY_ACCOUNTS = {**settings.GATEWAY_ACCOUNTS, "adyen": config}


@pytest.fixture
def approved(make_payment, mila, boris, adyen):
    """Mila's 450.00 EUR were paid through Adyen, and Boris approved to give them back."""
    payment = make_payment(
        mila, total_minor=45_000, gateway="adyen", gateway_account="adyen", gateway_reference=adyen.pay(45_000)
    )
    return approve(ask(payment), boris)


@pytest.fixture
def sent(approved):
    worker_runs()
    assert attempt_of(approved).state == "pending"
    return approved


def attempt_of(refund) -> RefundAttempt:
    return RefundAttempt.objects.get(refund=refund)


def knock(body: bytes):
    answer = Client().post("/webhooks/adyen/", body, content_type="application/json")
    assert answer.status_code == 200, answer.content
    return answer.json()


def arrives(body: bytes) -> WebhookEvent:
    knock(body)
    process_webhooks()
    return WebhookEvent.objects.latest("id")


def test_it_is_done_when_adyen_says_so_and_the_door_answers_in_adyens_word(sent, adyen):
    (psp,) = adyen.refunds
    assert (attempt_of(sent).gateway_reference, again(sent).state) == (psp, "processing")
    assert knock(adyen.tells(psp)) == {"received": 1, "notificationResponse": "[accepted]"}
    process_webhooks()
    assert again(sent).state == "completed"
    assert again(sent).payment.refunded_minor == 45_000
    assert bookings(sent) == [("reserve", 1), ("settle", 1)]
    assert letters(sent)[-1] == "confirmed"


def test_a_refusal_gives_the_reserve_back_and_says_what_to_do_next(sent, adyen):
    (psp,) = adyen.refunds
    arrives(adyen.tells(psp, success="false", reason="Insufficient balance on payment"))
    assert again(sent).state == "failed"
    assert again(sent).payment.reserved_minor == 0
    assert "Customer Area" in again(sent).attention
    assert attempt_of(sent).failure_code == "REFUND"


@pytest.mark.parametrize("late", ["REFUND_FAILED", "REFUNDED_REVERSED"])
def test_in_whatever_order_and_however_often_the_end_is_the_same(sent, adyen, late):
    (psp,) = adyen.refunds
    told = [adyen.tells(psp), adyen.tells(psp, late), adyen.tells(psp, "POSTPONED_REFUND")]
    for body in (told[1], told[0], told[2], told[1], told[0]):
        arrives(body)
    assert (attempt_of(sent).state, again(sent).state) == ("reversed", "failed")
    assert bookings(sent) == [("reserve", 1), ("settle", 1), ("reverse", 1)]
    assert again(sent).payment.refunded_minor == 0
    assert kinds(sent).count("refund.came_back") == 1
    assert WebhookEvent.objects.count() == 3


def test_a_replay_is_dropped_also_with_other_words_around_what_is_signed(sent, adyen):
    (psp,) = adyen.refunds
    arrives(adyen.tells(psp))
    assert knock(adyen.tells(psp))["received"] == 0
    assert knock(adyen.tells(psp, reason="Refused", eventDate="2030-01-01T00:00:00Z"))["received"] == 0
    assert WebhookEvent.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": {"currency": "EUR", "value": 44_999}},
        {"amount": {"currency": "USD", "value": 45_000}},
        {"amount": {"currency": "ISK", "value": 45_001}},
        {"amount": None},
        {"originalReference": "PAYOFSOMEBODY"},
        {"originalReference": ""},
        {"merchantReference": "RF-2026-999999-1"},
        {"merchantReference": ""},
    ],
)
def test_a_signed_event_that_does_not_fit_what_we_sent_changes_nothing(sent, adyen, changes):
    """I20: amount, currency, payment and reference are ours, or a person looks."""
    (psp,) = adyen.refunds
    event = arrives(adyen.tells(psp, **changes))
    assert event.state == "quarantined"
    assert "names another" in event.result
    assert (attempt_of(sent).state, again(sent).state) == ("pending", "processing")


def test_our_reference_with_another_payment_is_not_believed(sent, adyen):
    (psp,) = adyen.refunds
    event = arrives(adyen.tells(psp, pspReference="REFOTHER", originalReference="PAYOTHER"))
    assert event.state == "quarantined"
    assert again(sent).state == "processing"


def test_the_same_event_with_another_amount_goes_before_a_person(sent, adyen):
    (psp,) = adyen.refunds
    arrives(adyen.tells(psp))
    assert arrives(adyen.tells(psp, amount={"currency": "EUR", "value": 1})).state == "quarantined"
    assert again(sent).state == "completed"


def test_adyens_own_number_of_the_order_is_as_good_as_ours(sent, adyen):
    (psp,) = adyen.refunds
    arrives(adyen.tells(psp, merchantReference=again(sent).payment.order_reference))
    assert again(sent).state == "completed"


@pytest.mark.parametrize(
    ("code", "success"), [("REFUND_FAILED", "false"), ("VOID_PENDING_REFUND", "true"), ("POSTPONED_REFUND", "false")]
)
def test_a_word_we_do_not_know_goes_before_a_person(sent, adyen, code, success):
    (psp,) = adyen.refunds
    assert arrives(adyen.tells(psp, code, success)).state == "parked"
    assert again(sent).state == "processing"


def test_a_lost_answer_is_asked_for_with_the_same_key_and_the_same_bytes(approved, adyen):
    adyen.loses = 1
    worker_runs()
    assert attempt_of(approved).state == "unknown"
    time_to_ask(approved)
    worker_runs()
    (psp,) = adyen.refunds
    (first, second) = adyen.asked
    assert first == second
    assert (attempt_of(approved).state, attempt_of(approved).gateway_reference) == ("pending", psp)
    assert attempt_of(approved).sends == 2


def test_after_the_life_of_the_key_a_person_is_called_and_nothing_is_sent(approved, adyen):
    adyen.loses = 1
    worker_runs()
    RefundAttempt.objects.update(key_expires_at=timezone.now() - timedelta(seconds=1))
    for _ in range(2):
        time_to_ask(approved)
        worker_runs()
    assert len(adyen.asked) == 1
    assert attempt_of(approved).reference in again(approved).attention
    assert kinds(approved).count("refund.needs_attention") == 1
    assert attempt_of(approved).next_check_at > timezone.now() + timedelta(minutes=50)
    (psp,) = adyen.refunds
    arrives(adyen.tells(psp))
    assert again(approved).state == "completed"


def test_what_adyen_has_is_waited_for_and_a_person_called_after_days_only(sent, adyen):
    time_to_ask(sent)
    worker_runs()
    assert len(adyen.asked) == 1
    assert attempt_of(sent).next_check_at > timezone.now() + timedelta(hours=5)
    RefundAttempt.objects.update(checks=11)
    time_to_ask(sent)
    worker_runs()
    assert "has not said how this ended" in again(sent).attention


def test_a_webhook_before_the_answer_finds_its_attempt_by_our_reference(approved, adyen):
    adyen.loses = 1
    worker_runs()
    (psp,) = adyen.refunds
    arrives(adyen.tells(psp))
    assert again(approved).state == "completed"
    assert attempt_of(approved).gateway_reference == psp


def test_what_may_be_ours_is_not_adopted_while_an_answer_is_missing(approved, adyen):
    adyen.loses = 1
    worker_runs()
    (psp,) = adyen.refunds
    order = again(approved).payment.order_reference
    assert arrives(adyen.tells(psp, merchantReference=order)).state == "received"
    time_to_ask(approved)
    worker_runs()
    WebhookEvent.objects.update(due_at=timezone.now())
    process_webhooks()
    assert again(approved).state == "completed"
    assert Refund.objects.count() == 1


def by_hand(payment, code="REFUND", **changes):
    """A refund that somebody made in Adyen's own console."""
    fields = {
        "amount": {"currency": "EUR", "value": 2000}, "eventCode": code, "merchantAccountCode": MERCHANT,
        "merchantReference": payment.order_reference, "originalReference": payment.gateway_reference,
        "pspReference": "REFBYHAND", "success": "true",
    }  # fmt: skip
    return signed(fields | changes)


def test_a_refund_made_in_adyens_console_is_adopted_and_its_return_too(make_payment, mila):
    payment = make_payment(mila, gateway="adyen", gateway_account="adyen", gateway_reference="PAYMILA")
    arrives(by_hand(payment))
    adopted = Refund.objects.get()
    assert (adopted.origin, adopted.state, adopted.amount_minor) == ("gateway", "completed", 2000)
    arrives(by_hand(payment, "REFUND_FAILED"))
    assert again(adopted).state == "failed"


def test_the_return_of_a_refund_that_is_not_known_yet_waits_for_it(make_payment, mila):
    payment = make_payment(mila, gateway="adyen", gateway_account="adyen", gateway_reference="PAYMILA")
    assert arrives(by_hand(payment, "REFUND_FAILED")).state == "received"
    arrives(by_hand(payment))
    WebhookEvent.objects.filter(state="received").update(due_at=timezone.now())
    process_webhooks()
    assert Refund.objects.get().state == "failed"


def test_a_batch_is_stored_item_by_item(sent, adyen, make_payment, mila):
    (psp,) = adyen.refunds
    fields = {"amount": {"currency": "EUR", "value": 1}, "merchantAccountCode": MERCHANT, "success": "true"}
    others = [
        {**fields, "eventCode": "AUTHORISATION", "pspReference": "PAYNEW", "merchantReference": "A:77\\b"},
        {**fields, "eventCode": "REPORT_AVAILABLE", "pspReference": "settlement_detail_report_batch_4.csv"},
        {**fields, "eventCode": "CHARGEBACK", "pspReference": "DISPUTE", "originalReference": "PAYNEW"},
    ]
    made = adyen.refunds[psp]
    ours = {**fields, "eventCode": "REFUND", "pspReference": psp, "amount": made["amount"]}
    ours |= {"originalReference": made["paymentPspReference"], "merchantReference": made["reference"]}
    assert knock(signed(*others, ours))["received"] == 4
    process_webhooks()
    told = list(WebhookEvent.objects.order_by("id").values_list("kind", "topic", "state"))
    assert told == [
        ("AUTHORISATION", "payment", "ignored"),
        ("REPORT_AVAILABLE", "other", "ignored"),
        ("CHARGEBACK", "dispute", "parked"),
        ("REFUND", "refund", "processed"),
    ]
    assert again(sent).state == "completed"


def test_the_earlier_key_is_good_while_the_keys_are_changed(sent, adyen):
    (psp,) = adyen.refunds
    item = {
        "amount": {"currency": "EUR", "value": 45_000}, "eventCode": "REFUND", "merchantAccountCode": MERCHANT,
        "merchantReference": attempt_of(sent).reference, "originalReference": again(sent).payment.gateway_reference,
        "pspReference": psp, "success": "true",
    }  # fmt: skip
    arrives(signed(item, key=OLD_KEY))
    assert again(sent).state == "completed"
