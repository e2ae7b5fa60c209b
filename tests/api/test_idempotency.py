"""The same POST twice acts once, whatever happens in between."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from customers.models import IdempotentAnswer
from refunds.models import Refund
from tests.desk import approve, ask, kinds, known_to_sandbox, worker_runs


def wish(payment, **more):
    return {"payment": payment.reference, "amount_minor": 1_000, "currency": "EUR", "reason": "damaged", **more}


@pytest.mark.django_db
def test_a_repeated_request_gets_the_first_answer_again(program_of, ana, mila, make_payment):
    program, payment = program_of(ana), make_payment(mila)
    first = program.post("refunds/", wish(payment), key="k-1")
    second = program.post("refunds/", wish(payment), key="k-1")
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert "Idempotency-Replayed" not in first
    assert second["Idempotency-Replayed"] == "true"
    assert Refund.objects.count() == 1


@pytest.mark.django_db
def test_the_order_of_the_fields_does_not_make_another_request(program_of, ana, mila, make_payment):
    program, payment = program_of(ana), make_payment(mila)
    body = wish(payment)
    first = program.post("refunds/", body, key="k-1")
    second = program.post("refunds/", dict(reversed(body.items())), key="k-1")
    assert first.json() == second.json()
    assert Refund.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["refunds/", "quotes/"])
def test_a_key_with_another_body_or_address_is_refused(path, program_of, ana, mila, make_payment):
    program, payment = program_of(ana), make_payment(mila)
    program.post("refunds/", wish(payment), key="k-1")
    other = program.post(path, wish(payment, amount_minor=2_000), key="k-1")
    assert (other.status_code, other.json()["error"]["code"]) == (422, "idempotency_key_reused")
    assert Refund.objects.count() == 1


@pytest.mark.django_db
def test_two_programs_may_choose_the_same_key(program_of, ana, boris, mila, make_payment):
    payment = make_payment(mila)
    program_of(ana).post("refunds/", wish(payment), key="k-1")
    answer = program_of(boris).post("refunds/", wish(payment, amount_minor=2_000), key="k-1")
    assert answer.status_code == 201
    assert Refund.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "x" * 256, "two words", "tab\there", "ümlaut"])
def test_a_post_without_a_sound_key_is_refused(key, program_of, ana, mila, make_payment):
    answer = program_of(ana).post("refunds/", wish(make_payment(mila)), key=key)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] in ("idempotency_key_missing", "bad_idempotency_key")
    assert not Refund.objects.exists()


@pytest.mark.django_db
def test_a_refused_request_may_be_corrected_under_its_key(program_of, ana, mila, make_payment):
    program, payment = program_of(ana), make_payment(mila)
    wrong = program.post("refunds/", wish(payment, amount_minor=1_000_000), key="k-1")
    assert wrong.status_code == 400
    assert not IdempotentAnswer.objects.exists()
    right = program.post("refunds/", wish(payment), key="k-1")
    assert right.status_code == 201


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_twins_at_the_same_instant_act_once(program_of, ana, mila, make_payment):
    program, payment = program_of(ana), make_payment(mila)

    def send(_number):
        try:
            answer = program.post("refunds/", wish(payment), key="twin")
            return answer.status_code, answer.json()["reference"]
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=8) as pool:
        answers = set(pool.map(send, range(8)))
    assert answers == {(201, Refund.objects.get().reference)}


@pytest.mark.django_db
def test_an_act_that_a_gateway_is_asked_for_is_not_begun_twice_and_a_crash_leaves_its_key_free(
    program_of, boris, mila, make_payment, fresh_sandbox
):
    refund = approve(ask(known_to_sandbox(make_payment(mila), "pending")), boris)
    worker_runs()
    program = program_of(boris)
    path = f"refunds/{refund.reference}/recall/"
    assert program.post(path, {}, key="k-1").status_code == 200
    IdempotentAnswer.objects.update(status=None, body=None)  # as if its process had died before the answer

    still = program.post(path, {}, key="k-1")
    assert (still.status_code, still.json()["error"]["code"]) == (409, "in_progress")
    assert program.post(path, {"more": 1}, key="k-1").json()["error"]["code"] == "idempotency_key_reused"

    IdempotentAnswer.objects.update(created_at=timezone.now() - timedelta(minutes=3))
    begun_again = program.post(path, {}, key="k-1")
    assert (begun_again.status_code, begun_again.json()["error"]["code"]) == (409, "already_moved")
    assert kinds(refund).count("refund.recalled") == 1
