"""Before anybody disputes a payment: what there is, and what to start collecting."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.disputes.desk import delivered

pytestmark = pytest.mark.django_db


def test_the_payments_page_leads_to_what_to_collect(payment, ana, sign_in):
    client = sign_in(ana)
    address = f"/staff/disputes/readiness/{payment.reference}/"
    assert address in client.get(f"/staff/payments/{payment.reference}/").content.decode()
    page = client.get(address)
    ready = page.context["ready"]
    scores = [one.checklist.readiness for one in ready.reasons]
    assert scores == sorted(scores) and len(scores) == 9
    assert ready.missing[0].item.ask, "the first is what helps most, with whom to ask"
    words = page.content.decode()
    assert "Start collecting" in words and "Ask the warehouse or the carrier." in words
    assert "withdrawn" not in {one.item.piece.code for one in ready.missing}


def test_what_was_collected_is_not_asked_for_again(payment, ana, sign_in, program_of):
    address = f"/staff/disputes/readiness/{payment.reference}/"
    before = {one.item.piece.code for one in sign_in(ana).get(address).context["ready"].missing}
    delivered(payment)
    after = {one.item.piece.code for one in sign_in(ana).get(address).context["ready"].missing}
    assert before - after >= {"delivery_confirmed", "delivery_address", "signature"}
    told = program_of(ana).get(f"payments/{payment.reference}/readiness/").json()["results"]
    shown = sign_in(ana).get(address).context["ready"].reasons
    assert [(one["category"], one["readiness"]) for one in told] == [
        (one.reason.category, one.checklist.readiness) for one in shown
    ]


def test_earlier_payments_and_a_second_one_count_for_the_reasons_that_they_win(make_payment, mila, ana, sign_in):
    payment = make_payment(mila)
    address = f"/staff/disputes/readiness/{payment.reference}/"

    def missing(category: str) -> set[str]:
        (one,) = (one for one in sign_in(ana).get(address).context["ready"].reasons if one.reason.category == category)
        return {item.piece.code for item in one.checklist.gaps}

    assert "earlier_payments" in missing("fraudulent") and "second_purchase" in missing("duplicate")
    for days in (150, 240):
        make_payment(mila, captured_at=timezone.now() - timedelta(days=days))
    make_payment(mila)
    assert "earlier_payments" not in missing("fraudulent") and "second_purchase" not in missing("duplicate")


def test_there_is_none_for_a_payment_that_is_not_there(ana, sign_in):
    assert sign_in(ana).get("/staff/disputes/readiness/PM-2026-999999/").status_code == 404


def test_it_asks_a_fixed_few_questions(payment, ana, sign_in, django_assert_max_num_queries):
    client = sign_in(ana)
    with django_assert_max_num_queries(25):
        client.get(f"/staff/disputes/readiness/{payment.reference}/")
