"""What staff decide on a refund's page, and what the page keeps them from."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from customers.models import Message
from refunds.fingerprint import seen_hash
from refunds.models import Refund, WorkOrder
from tests.desk import again, approve, ask, bookings, kinds, known_to_sandbox, letters, worker_runs

pytestmark = pytest.mark.django_db
State = Refund.State


def text_of(response) -> str:
    return response.content.decode()


def test_boris_approves_and_the_worker_sends_the_money(make_payment, mila, boris, sign_in, press):
    refund = ask(known_to_sandbox(make_payment(mila, total_minor=45_000)))
    response = press(sign_in(boris), refund, "approval")
    assert response.status_code == 302
    refund = again(refund)
    assert refund.state == State.APPROVED
    assert refund.approvals.get().approver == boris
    assert bookings(refund) == [("reserve", 1)]
    assert WorkOrder.objects.get(topic="refund.submit").payload == {"refund": refund.pk, "round": 1}

    worker_runs()
    assert again(refund).state == State.COMPLETED
    page = text_of(sign_in(boris).get(reverse("refunds:refund", args=[refund.reference]) + "?part=money"))
    assert "Completed" in page and refund.attempts.get().gateway_reference in page


def test_boris_rejects_and_mila_reads_his_words(waiting, boris, sign_in, press):
    press(sign_in(boris), waiting, "rejection", rule="other", explanation="The lamp was <b>used</b> for a year.")
    assert again(waiting).state == State.REJECTED
    assert bookings(waiting) == []
    letter = Message.objects.get(about=waiting.reference, kind="refund_rejected")
    assert "The lamp was <b>used</b> for a year." in letter.body_text
    assert "<b>used</b>" not in letter.body_html
    page = text_of(sign_in(boris).get(reverse("refunds:refund", args=[waiting.reference])))
    assert "<b>used</b>" not in page and "&lt;b&gt;used&lt;/b&gt;" in page


def test_a_rejection_without_words_is_refused_at_the_field(waiting, boris, sign_in, press):
    response = press(sign_in(boris), waiting, "rejection", rule="other", explanation="   ")
    assert response.status_code == 400
    assert 'id="rejection-explanation_error"' in text_of(response)
    assert again(waiting).state == State.UNDER_REVIEW


def test_ana_asks_and_writes_down_the_answer(waiting, ana, sign_in, press):
    press(sign_in(ana), waiting, "question", question="Which lamp is broken?")
    assert again(waiting).state == State.NEEDS_INFO
    assert letters(waiting)[-1] == "needs_info"
    press(sign_in(ana), waiting, "answer", answer="The left one.")
    assert again(waiting).state == State.UNDER_REVIEW
    assert kinds(waiting)[-2:] == ["refund.asked", "refund.answered"]


def test_ana_cancels_and_nothing_is_left_reserved(waiting, ana, boris, sign_in, press):
    approve(waiting, boris)
    press(sign_in(ana), waiting, "cancellation")
    refund = again(waiting)
    assert refund.state == State.CANCELED
    assert refund.payment.reserved_minor == 0
    assert bookings(refund) == [("reserve", 1), ("release", 1)]


def test_fatima_records_a_bank_transfer(make_payment, mila, boris, fatima, sign_in, press):
    refund = approve(ask(make_payment(mila, total_minor=45_000), rail="bank_transfer"), boris)
    press(sign_in(fatima), refund, "transfer", bank_reference="SEPA 4711")
    refund = again(refund)
    assert refund.state == State.COMPLETED
    assert refund.payment.refunded_minor == 45_000
    assert bookings(refund) == [("reserve", 1), ("settle", 1)]


def test_boris_sends_a_failed_refund_again_and_no_other_way_without_milas_yes(
    make_payment, mila, boris, sign_in, press
):
    refund = approve(ask(known_to_sandbox(make_payment(mila, total_minor=45_000), "decline")), boris)
    worker_runs()
    assert again(refund).state == State.FAILED
    press(sign_in(boris), refund, "retry", rail="bank_transfer")
    refund = again(refund)
    assert (refund.state, refund.rail, refund.round) == (State.APPROVED, "original", 2)


# --- four eyes -----------------------------------------------------------------------------------


@pytest.mark.four_eyes
def test_boris_may_not_approve_his_own_request_and_the_page_says_why(asked_by, boris, sign_in, press):
    refund = asked_by(boris)
    page = text_of(sign_in(boris).get(reverse("refunds:refund", args=[refund.reference])))
    assert "You asked for this refund, so somebody else must decide it." in page
    assert reverse("refunds:approval", args=[refund.reference]) not in page

    forced = sign_in(boris).post(reverse("refunds:approval", args=[refund.reference]), {"seen": seen_hash(refund)})
    assert forced.status_code == 403
    assert "Nothing was changed" in text_of(forced)
    assert again(refund).state == State.UNDER_REVIEW
    assert not refund.approvals.exists()


@pytest.mark.four_eyes
def test_a_superuser_with_every_role_is_not_exempt(asked_by, ida, limits, sign_in):
    ida.groups.set(Group.objects.all())
    refund = asked_by(ida)
    for move, typed in (("approval", {}), ("rejection", {"rule": "other", "explanation": "no"})):
        forced = sign_in(ida).post(
            reverse(f"refunds:{move}", args=[refund.reference]), {"seen": seen_hash(refund), **typed}
        )
        assert forced.status_code == 403
    assert again(refund).state == State.UNDER_REVIEW


@pytest.mark.four_eyes
def test_a_large_refund_needs_both_approvers_and_the_typed_number(large, boris, chidi, sign_in, press):
    unsure = press(sign_in(boris), large, "approval", confirm="RF-1")
    assert unsure.status_code == 400 and 'id="approval-confirm_error"' in text_of(unsure)
    assert not large.approvals.exists()

    press(sign_in(boris), large, "approval", confirm=large.reference)
    assert again(large).state == State.UNDER_REVIEW
    assert not WorkOrder.objects.filter(topic="refund.submit").exists()
    page = text_of(sign_in(boris).get(reverse("refunds:refund", args=[large.reference])))
    assert "You have already approved this; a second person must." in page

    twice = sign_in(boris).post(
        reverse("refunds:approval", args=[large.reference]), {"seen": seen_hash(large), "confirm": large.reference}
    )
    assert twice.status_code == 409
    press(sign_in(chidi), large, "approval", confirm=large.reference)
    assert again(large).state == State.APPROVED
    assert WorkOrder.objects.filter(topic="refund.submit").count() == 1


def test_nobody_approves_above_their_limit(make_payment, mila, boris, sign_in, press):
    refund = ask(make_payment(mila, total_minor=250_000))
    page = text_of(sign_in(boris).get(reverse("refunds:refund", args=[refund.reference])))
    assert "This is above what you may approve in EUR." in page
    forced = sign_in(boris).post(reverse("refunds:approval", args=[refund.reference]), {"seen": seen_hash(refund)})
    assert forced.status_code == 403
    assert again(refund).state == State.UNDER_REVIEW


def test_an_approval_of_something_else_than_was_seen_is_refused(waiting, boris, sign_in):
    response = sign_in(boris).post(reverse("refunds:approval", args=[waiting.reference]), {"seen": "0" * 64})
    assert response.status_code == 409
    assert "The refund changed since you looked at it." in text_of(response)
    assert again(waiting).state == State.UNDER_REVIEW


def test_the_second_of_two_decisions_is_told_that_it_came_too_late(waiting, boris, chidi, sign_in, press):
    seen = seen_hash(waiting)
    press(sign_in(boris), waiting, "approval")
    no = {"seen": seen, "rule": "other", "explanation": "Too old."}
    late = sign_in(chidi).post(reverse("refunds:rejection", args=[waiting.reference]), no)
    assert late.status_code == 409
    assert "is already “Approved”" in text_of(late)
    assert again(waiting).state == State.APPROVED


# --- who gets in ---------------------------------------------------------------------------------


@pytest.mark.parametrize("move", ["approval", "rejection", "question", "answer", "cancellation", "retry", "transfer"])
def test_ayaka_reads_and_moves_nothing(waiting, ayaka, sign_in, move):
    typed = {
        "seen": seen_hash(waiting),
        "rule": "other",
        "explanation": "no",
        "question": "?",
        "answer": "!",
        "rail": "original",
        "bank_reference": "1",
    }
    response = sign_in(ayaka).post(reverse(f"refunds:{move}", args=[waiting.reference]), typed)
    assert response.status_code == 403
    assert "Your role does not allow this." in text_of(response)
    assert again(waiting).state == State.UNDER_REVIEW
    assert kinds(waiting)[-1] == "refund.sent_to_review"


def test_a_move_is_never_a_get(waiting, boris, sign_in):
    assert sign_in(boris).get(reverse("refunds:approval", args=[waiting.reference])).status_code == 405
    assert again(waiting).state == State.UNDER_REVIEW


def test_a_refund_that_does_not_exist_is_not_found(boris, sign_in):
    assert sign_in(boris).get(reverse("refunds:refund", args=["RF-1999-1"])).status_code == 404
    assert sign_in(boris).post(reverse("refunds:approval", args=["RF-1999-1"])).status_code == 404
