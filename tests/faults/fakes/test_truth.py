"""One fault at a time through the desk itself: approved, sent, asked about, and what desk and gateway then both say."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from customers.models import Customer, Payment, User
from refunds.flow import gate
from refunds.models import Refund, RefundAttempt, WebhookEvent
from refunds.tasks import process_webhooks
from tests.cast import PaymentFactory
from tests.desk import again, approve, ask, bookings, kinds, letters, time_to_ask, worker_runs
from tests.faults.checker import Paid, paid_in
from tests.faults.crowd_of_refunds import judged
from tests.faults.fake_gateways.running import FakeGateways
from tests.faults.fakes.asking import (
    ALL,
    LISTING,
    PATIENT_SECONDS,
    WITH_EFFECT,
    WITHOUT_EFFECT,
    every_gateway,
    in_turn,
    known,
    paid,
    until,
)

pytestmark = pytest.mark.django_db

PAID_MINOR = 45_000
ASKED_MINOR = 15_000
ROUNDS = 6
"""Within so many looks everything is clear that can become clear without a person."""

Approved = Callable[[str], Refund]


@pytest.fixture
def desk(fakes: FakeGateways, settings: Any) -> Iterator[FakeGateways]:
    """The shop has an account at each of the fake gateways."""
    settings.GATEWAY_ACCOUNTS = {**settings.GATEWAY_ACCOUNTS, **fakes.accounts(read_seconds=PATIENT_SECONDS)}
    _forget_trouble()
    yield fakes
    _forget_trouble()


@pytest.fixture
def approved(desk: FakeGateways, make_payment: PaymentFactory, mila: Customer, boris: User) -> Approved:
    """approved("paypal") is a third of Mila's payment there, which Boris approved to give back."""

    def refund(code: str) -> Refund:
        reference = paid(desk, code, PAID_MINOR)
        account = {"gateway": code, "gateway_account": code, "gateway_reference": reference}
        payment = make_payment(mila, total_minor=PAID_MINOR, **account)
        return approve(ask(payment, amount_minor=ASKED_MINOR), boris)

    return refund


def _forget_trouble() -> None:
    for code in ALL:
        gate.forget(code)


def attempt_of(refund: Refund) -> RefundAttempt:
    return RefundAttempt.objects.filter(refund=refund).latest("id")


def post_arrives(fakes: FakeGateways, refund: Refund) -> int:
    """Bring what the gateway wrote about a refund to our door; return how many letters it believed."""
    reference = attempt_of(refund).reference
    rows = fakes.rows(
        "SELECT w.gateway, w.headers, w.body, w.fault FROM webhook w JOIN refund r ON r.id = w.refund"
        " WHERE r.reference = ? AND w.state = 'kept' ORDER BY w.id",
        reference,
    )
    believed = 0
    for gateway, headers, body, fault in rows:
        answer = Client().post(
            f"/webhooks/{gateway}/", body, content_type="application/json", headers=json.loads(headers)
        )
        assert answer.status_code == (400 if fault == "wrong_signature" else 200), answer.content
        believed += answer.status_code == 200
    process_webhooks()
    return believed


def all_becomes_clear(fakes: FakeGateways, refund: Refund) -> None:
    """The worker looks again and again, and the post comes, until nothing is open."""
    for _ in range(ROUNDS):
        _forget_trouble()
        time_to_ask(refund)
        worker_runs()
        if refund.payment.gateway == "adyen" and attempt_of(refund).gateway_reference:
            until(lambda: fakes.rows("SELECT 1 FROM webhook WHERE refund = ?", attempt_of(refund).gateway_reference))
        post_arrives(fakes, refund)
        if again(refund).state not in (Refund.State.APPROVED, Refund.State.PROCESSING):
            return


def paid_by_the_ledger(fakes: FakeGateways) -> list[Paid]:
    """What was paid for all refunds that the desk knows."""
    fakes.dump()
    ours = set(Refund.objects.values_list("reference", flat=True))
    return [one for one in paid_in(fakes.ledger) if one.reference.rsplit("-", 1)[0] in ours]


def assert_paid_once(fakes: FakeGateways, refund: Refund) -> None:
    """Case, ledger, customer and gateway tell one story: the money is with the customer."""
    now = again(refund)
    assert now.state == Refund.State.COMPLETED, (now.state, now.attention, attempt_of(refund).failure_code)
    assert known(fakes, attempt_of(refund).reference) == [(ASKED_MINOR, "EUR", "succeeded")]
    assert bookings(refund) == [("reserve", 1), ("settle", 1)]
    assert (now.payment.refunded_minor, now.payment.reserved_minor) == (ASKED_MINOR, 0)
    assert letters(refund)[-1] == "confirmed"
    _assert_sent_unchanged(fakes, refund)
    assert not judged(paid_by_the_ledger(fakes)), judged(paid_by_the_ledger(fakes))


def assert_not_paid(fakes: FakeGateways, refund: Refund) -> None:
    """One story as well: no money left, and the case says so."""
    now = again(refund)
    assert now.state == Refund.State.FAILED, (now.state, now.attention)
    assert {status for _, _, status in known(fakes, attempt_of(refund).reference)} <= {"failed"}
    assert (now.payment.refunded_minor, now.payment.reserved_minor) == (0, 0)
    assert now.attention
    assert not judged(paid_by_the_ledger(fakes)), judged(paid_by_the_ledger(fakes))


def _assert_sent_unchanged(fakes: FakeGateways, refund: Refund) -> None:
    """However often it left, it was one key and the stored bytes."""
    attempt = attempt_of(refund)
    asked = fakes.rows("SELECT DISTINCT key, body FROM request WHERE reference = ?", attempt.reference)
    assert asked == [(attempt.idempotency_key, bytes(attempt.body))]


@every_gateway
def test_without_a_fault_the_money_goes_back(desk: FakeGateways, approved: Approved, code: str) -> None:
    refund = approved(code)

    worker_runs()
    if code == "adyen":
        all_becomes_clear(desk, refund)

    assert_paid_once(desk, refund)
    assert len(desk.rows("SELECT 1 FROM request WHERE reference = ?", attempt_of(refund).reference)) == 1


@in_turn(*WITH_EFFECT, *WITHOUT_EFFECT)
def test_an_answer_that_goes_wrong_once(desk: FakeGateways, approved: Approved, code: str, fault: str) -> None:
    refund = approved(code)
    desk.set_faults(code, **{fault: 1})
    worker_runs()
    assert attempt_of(refund).state == RefundAttempt.State.UNKNOWN
    assert again(refund).state == Refund.State.PROCESSING
    assert bookings(refund) == [("reserve", 1)]

    desk.set_faults(code, **{fault: 0})
    all_becomes_clear(desk, refund)

    assert_paid_once(desk, refund)


@in_turn("timeouts", "unavailable", "storm", "silent")
def test_a_brown_out_ends_nothing_and_passes(desk: FakeGateways, approved: Approved, code: str, fault: str) -> None:
    refund = approved(code)
    desk.brown_out(code, fault)
    for _ in range(3):
        worker_runs()
        _forget_trouble()
        time_to_ask(refund)
    assert attempt_of(refund).state == RefundAttempt.State.UNKNOWN

    desk.brown_out(code, "")
    all_becomes_clear(desk, refund)

    assert_paid_once(desk, refund)


@pytest.mark.parametrize("code", LISTING)
def test_what_cannot_be_asked_about_stays_open_and_is_not_sent_again(
    desk: FakeGateways, approved: Approved, code: str
) -> None:
    refund = approved(code)
    desk.set_faults(code, timeout_after=1, read_error=1)
    for _ in range(4):
        worker_runs()
        _forget_trouble()
        time_to_ask(refund)
    sends = "SELECT 1 FROM request WHERE reference = ?"
    assert len(desk.rows(sends, attempt_of(refund).reference)) <= 1
    assert again(refund).state == Refund.State.PROCESSING

    desk.set_faults(code, timeout_after=0, read_error=0)
    all_becomes_clear(desk, refund)

    assert_paid_once(desk, refund)


@every_gateway
def test_a_refusal_gives_the_reserve_back(desk: FakeGateways, approved: Approved, code: str) -> None:
    refund = approved(code)
    desk.set_faults(code, decline=1)

    worker_runs()
    all_becomes_clear(desk, refund)

    assert_not_paid(desk, refund)
    assert bookings(refund) == [("reserve", 1), ("release", 1)]


@every_gateway
def test_a_refund_that_waits_is_done_when_the_gateway_says_so(
    desk: FakeGateways, approved: Approved, code: str
) -> None:
    refund = approved(code)
    desk.set_faults(code, pending=1, outcome_ms=60_000)
    worker_runs()
    assert attempt_of(refund).state == RefundAttempt.State.PENDING
    assert bookings(refund) == [("reserve", 1)]

    desk.end_refund(code, attempt_of(refund).gateway_reference, "succeeded")
    all_becomes_clear(desk, refund)

    assert_paid_once(desk, refund)


@every_gateway
def test_a_refund_that_waits_and_then_fails_was_never_paid(desk: FakeGateways, approved: Approved, code: str) -> None:
    refund = approved(code)
    desk.set_faults(code, pending=1, outcome_ms=60_000)
    worker_runs()

    desk.end_refund(code, attempt_of(refund).gateway_reference, "failed", "declined")
    all_becomes_clear(desk, refund)

    assert_not_paid(desk, refund)
    assert bookings(refund) == [("reserve", 1), ("release", 1)]


@every_gateway
def test_money_that_comes_back_later_reopens_the_case(desk: FakeGateways, approved: Approved, code: str) -> None:
    refund = approved(code)
    worker_runs()
    all_becomes_clear(desk, refund)
    assert again(refund).state == Refund.State.COMPLETED

    desk.end_refund(code, attempt_of(refund).gateway_reference, "failed", "declined")
    until(
        lambda: desk.rows(
            "SELECT 1 FROM refund WHERE id = ? AND status = 'failed'", attempt_of(refund).gateway_reference
        )
    )
    _wait_for_letters(desk, refund, 2)
    post_arrives(desk, refund)

    assert_not_paid(desk, refund)
    assert bookings(refund) == [("reserve", 1), ("settle", 1), ("reverse", 1)]
    assert "refund.came_back" in kinds(refund)


def _wait_for_letters(fakes: FakeGateways, refund: Refund, letter_count: int) -> None:
    kept = "SELECT 1 FROM webhook WHERE refund = ? AND state = 'kept'"
    until(lambda: fakes.rows(kept, attempt_of(refund).gateway_reference), is_there=letter_count)


@every_gateway
def test_letters_twice_forged_and_with_another_amount_change_nothing_more(
    desk: FakeGateways, approved: Approved, code: str
) -> None:
    refund = approved(code)
    desk.set_faults(code, webhook_twice=1, webhook_wrong_signature=1, webhook_changed_amount=1)
    worker_runs()
    _wait_for_letters(desk, refund, 4)

    assert post_arrives(desk, refund) == 3
    assert post_arrives(desk, refund) == 3

    assert_paid_once(desk, refund)
    stored = WebhookEvent.objects.filter(gateway=code)
    assert stored.count() == 2
    if code == "adyen":  # the only one whose letters carry the truth about amounts
        assert list(stored.order_by("id").values_list("state", flat=True)) == ["processed", "quarantined"]


@every_gateway
def test_a_letter_before_the_answer_is_lost_already_tells_the_truth(
    desk: FakeGateways, approved: Approved, code: str
) -> None:
    refund = approved(code)
    desk.set_faults(code, timeout_after=1)
    worker_runs()
    assert attempt_of(refund).gateway_reference == ""
    letters_about = (
        "SELECT 1 FROM webhook w JOIN refund r ON r.id = w.refund WHERE r.reference = ? AND w.state = 'kept'"
    )
    until(lambda: desk.rows(letters_about, attempt_of(refund).reference))

    post_arrives(desk, refund)

    assert_paid_once(desk, refund)
    assert len(desk.rows("SELECT 1 FROM request WHERE reference = ?", attempt_of(refund).reference)) == 1


@every_gateway
def test_a_refund_by_hand_leaves_less_for_ours(desk: FakeGateways, approved: Approved, code: str) -> None:
    refund = approved(code)
    desk.refund_by_hand(code, refund.payment.gateway_reference, PAID_MINOR - ASKED_MINOR + 1)

    worker_runs()
    all_becomes_clear(desk, refund)

    assert_not_paid(desk, refund)
    assert Payment.objects.get(pk=refund.payment_id).captured_minor == PAID_MINOR


def test_a_gateway_that_forgets_its_keys_pays_twice_and_the_judge_sees_it(
    desk: FakeGateways, approved: Approved
) -> None:
    """The control: what keeps Adyen from paying twice is its memory, and neither book can hide that it did."""
    refund = approved("adyen")
    desk.set_faults("adyen", key_life_seconds=0, timeout_after=1)
    worker_runs()
    desk.set_faults("adyen", timeout_after=0)

    _forget_trouble()
    time_to_ask(refund)
    worker_runs()

    twice = "SELECT times FROM paid_twice WHERE reference = ?"
    assert desk.rows(twice, attempt_of(refund).reference) == [(2,)]
    succeeded = "SELECT 1 FROM paid WHERE reference = ?"
    until(lambda: desk.rows(succeeded, attempt_of(refund).reference), is_there=2)
    assert judged(paid_by_the_ledger(desk)).doubled == [refund.reference]
