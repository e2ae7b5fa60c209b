"""Stopping a payment by hand, and reading and resending letters."""

from __future__ import annotations

import pytest
from django.urls import reverse

from customers.actions.hold_payment import hold_payment
from customers.actors import Actor
from customers.models import Message, PaymentHold
from tests.desk import again, kinds

pytestmark = pytest.mark.django_db


@pytest.fixture
def holds_of(waiting):
    return reverse("refunds:holds", args=[waiting.payment.reference])


def test_ana_stops_a_payment_and_boris_cannot_release_it(waiting, holds_of, ana, boris, sign_in, press):
    sign_in(ana).post(holds_of, {"reason": "The parcel came back empty."})
    response = press(sign_in(boris), waiting, "approval")
    assert response.status_code == 409
    assert "The parcel came back empty." in response.content.decode()
    assert again(waiting).state == "under_review"

    sign_in(ana).post(holds_of, {"lift": "1"})
    assert press(sign_in(boris), waiting, "approval").status_code == 302


def test_a_hold_needs_a_reason_and_stands_once(waiting, holds_of, ana, sign_in):
    assert sign_in(ana).post(holds_of, {"reason": " "}).status_code == 400
    sign_in(ana).post(holds_of, {"reason": "First"})
    assert sign_in(ana).post(holds_of, {"reason": "Second"}).status_code == 409
    assert [hold.reason for hold in PaymentHold.objects.all()] == ["First"]


def test_a_disputes_hold_is_not_lifted_by_hand(waiting, holds_of, ana, sign_in):
    hold_payment(
        actor=Actor.system("gateway"), payment=waiting.payment, kind="dispute", reason="Disputed", source="dispute/1"
    )
    assert sign_in(ana).post(holds_of, {"lift": "1"}).status_code == 409
    assert PaymentHold.objects.get().released_at is None


def test_ayaka_holds_nothing(holds_of, ayaka, sign_in):
    assert sign_in(ayaka).post(holds_of, {"reason": "Stop"}).status_code == 403
    assert not PaymentHold.objects.exists()


@pytest.fixture
def letter(waiting) -> Message:
    return Message.objects.get(about=waiting.reference, kind="refund_received")


def test_a_letter_is_shown_as_paper_that_runs_nothing(letter, ana, sign_in):
    paper = sign_in(ana).get(reverse("refunds:paper", args=[letter.pk]))
    policy = paper["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "sandbox allow-popups" in policy and "script" not in policy
    assert paper["X-Frame-Options"] == "SAMEORIGIN"
    page = sign_in(ana).get(reverse("refunds:letter", args=[letter.pk])).content.decode()
    assert 'sandbox="allow-popups' in page and letter.subject in page


def test_ana_sends_a_lost_letter_again_once(letter, waiting, ana, sign_in):
    Message.objects.filter(pk=letter.pk).update(state="failed", due_at=None)
    address = reverse("refunds:resending", args=[letter.pk])
    assert sign_in(ana).post(address).status_code == 302
    letter.refresh_from_db()
    assert letter.state == "queued" and letter.due_at is not None
    assert kinds(waiting)[-1] == "letter.resent"
    assert sign_in(ana).post(address).status_code == 409


def test_ayaka_sends_no_letters(letter, ayaka, sign_in):
    Message.objects.filter(pk=letter.pk).update(state="failed", due_at=None)
    assert sign_in(ayaka).post(reverse("refunds:resending", args=[letter.pk])).status_code == 403
    letter.refresh_from_db()
    assert letter.state == "failed"


def test_letters_are_found_by_case(letter, waiting, ana, sign_in):
    page = sign_in(ana).get(reverse("refunds:mail"), {"q": waiting.reference.lower()}).content.decode()
    assert letter.subject in page
    nothing = sign_in(ana).get(reverse("refunds:mail"), {"q": "RF-1999-000001"}).content.decode()
    assert letter.subject not in nothing
