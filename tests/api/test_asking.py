"""What a program reads in a quote, tells with a request and changes of it: ways, offers, questions, a wish."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from customers.models import Customer, Payment, User
from refunds.fingerprint import seen_hash
from refunds.models import PolicyVersion, Refund
from refunds.policy.parameters import DEFAULT_POLICY
from tests.cast import PaymentFactory
from tests.desk import again, ask
from tests.refunds.portal.test_telling import GENEROUS

Programs = Callable[..., Any]


@pytest.fixture
def lamp(make_payment: PaymentFactory, mila: Customer) -> Payment:
    """Bought under a policy that offers much."""
    document = {**DEFAULT_POLICY, **GENEROUS}
    PolicyVersion.objects.create(number=2, document=document, starts_at=timezone.now() - timedelta(days=300))
    return make_payment(mila, lines=[("Desk lamp", 2, 4310), ("Shelf", 1, 5001)])


def test_a_quote_names_ways_offers_and_questions_and_the_request_takes_them(
    lamp: Payment, ana: User, program_of: Programs
) -> None:
    program, asked = program_of(ana), {"payment": lamp.reference, "reason": "damaged"}
    quoted = program.post("quotes/", asked).json()
    assert [(way["rail"], way["bonus_minor"]) for way in quoted["rails"]] == [("original", 0), ("store_credit", 300)]
    assert date.fromisoformat(quoted["rails"][0]["arrives_on"])
    assert [offer["keeps_percent"] for offer in quoted["keep_offers"]] == [20, 40]
    assert [row["number"] for row in quoted["questions"]] == [1, 2] and quoted["needs_documents"]

    told = {"answers": [{"number": 2, "answer": "no"}], "exchange_wish": "Another one.", "keeps_percent": 20}
    opened = program.post("refunds/", {**asked, **told})
    assert opened.status_code == 201
    assert (opened.json()["keeps_percent"], opened.json()["exchange_wish"]) == (20, "Another one.")
    assert opened.json()["answers"] == [{"number": 2, "question": "Was the box open?", "answer": "no"}]


@pytest.mark.parametrize(
    "wrong",
    [
        {"answers": [{"number": 2, "answer": "perhaps"}]},
        {"answers": [{"number": 3, "answer": "no"}]},
        {"answers": [{"number": 1, "answer": "a"}, {"number": 1, "answer": "b"}]},
        {"answers": [{"number": 1, "answer": "a\ud800"}]},
        {"exchange_wish": "x" * 501},
        {"exchange_wish": "a\x00b"},
        {"keeps_percent": 50},
        {"keeps_percent": 20, "amount_minor": 100, "currency": "EUR"},
    ],
)
def test_what_cannot_be_meant_is_refused(lamp: Payment, ana: User, program_of: Programs, wrong: dict[str, Any]) -> None:
    answer = program_of(ana).post("refunds/", {"payment": lamp.reference, "reason": "damaged", **wrong})
    assert answer.status_code == 400
    assert not Refund.objects.exists()


def test_a_change_keeps_or_replaces_what_was_told_and_the_way_is_the_customers(
    lamp: Payment, lena: User, program_of: Programs
) -> None:
    refund, program = ask(lamp, reason="damaged", answers={1: "The foot"}), program_of(lena)
    path, seen = f"refunds/{refund.reference}/change/", {"seen": seen_hash(refund), "words": "She called."}
    assert program.post(path, {**seen, "rail": "store_credit"}).status_code == 400
    done = program.post(path, {**seen, "keeps_percent": 40, "everything": True})
    assert (done.status_code, done.json()["amount_minor"], done.json()["keeps_percent"]) == (200, 3724, 40)
    assert done.json()["answers"][0]["answer"] == "The foot"

    seen = {"seen": seen_hash(again(refund)), "words": "Not that."}
    back = program.post(path, {**seen, "reason": "other", "everything": True}).json()
    assert (back["amount_minor"], back["keeps_percent"], back["answers"]) == (9311, 0, [])
