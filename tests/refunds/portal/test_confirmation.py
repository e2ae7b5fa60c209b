"""The paper that says what came back: for Mila in her language, for the desk in hers, and for nobody else."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pikepdf
import pytest
from django.test import Client
from pypdf import PdfReader

from customers.models import Customer, Payment
from refunds.models import Refund, RefundAttempt
from tests.cast import PaymentFactory
from tests.desk import again, ask, known_to_sandbox, worker_runs
from tests.hostile.reading import what_a_paper_could_do
from tests.hostile.strings import HOSTILE

pytestmark = pytest.mark.django_db
Phone = Callable[[Customer], Client]
ARN = "74537604221222132710572"


@pytest.fixture
def paid(make_payment: PaymentFactory, mila: Customer) -> Refund:
    return paid_back(make_payment(mila, lines=[("Lampe Solveig", 1, 4310)], order_reference="R-1001"))


def paid_back(payment: Payment) -> Refund:
    """Small enough to go out at once, and found by her bank."""
    refund = ask(known_to_sandbox(payment))
    worker_runs(2)
    told = {"destination_details": {"type": "card", "card": {"type": "refund", "reference": ARN}}}
    RefundAttempt.objects.filter(refund=refund).update(answer=told)
    assert again(refund).state == "completed"
    return again(refund)


def words_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def test_mila_has_it_in_her_language_with_amount_place_moment_and_number(phone, mila, paid, sign_in, boris, program_of):
    mila.language = "de"
    mila.save()
    page = phone(mila).get(f"/portal/refunds/{paid.reference}/").content.decode()
    assert f'href="/portal/refunds/{paid.reference}/confirmation/"' in page
    answer = phone(mila).get(f"/portal/refunds/{paid.reference}/confirmation/")
    assert answer["Content-Type"] == "application/pdf" and "no-store" in answer["Cache-Control"]
    told = words_of(answer.content)
    for wanted in (paid.reference, "R-1001", "43,10", "4242", ARN, "Mila Novak", "Lampe"):
        assert wanted in told, told
    with pikepdf.open(BytesIO(answer.content)) as opened:
        assert opened.Root.Lang == "de"

    assert sign_in(boris).get(f"/staff/refunds/{paid.reference}/confirmation/").content == answer.content
    assert program_of(boris).get(f"refunds/{paid.reference}/confirmation/").content == answer.content


def test_hostile_names_do_nothing_on_it(phone, mila, make_payment):
    lines = [(word[:300], 1, 60) for word in HOSTILE[:60]]
    refund = paid_back(make_payment(mila, lines=lines, order_reference=HOSTILE[3][:120]))
    answer = phone(mila).get(f"/portal/refunds/{refund.reference}/confirmation/")
    assert answer.status_code == 200 and what_a_paper_could_do(answer.content) == []


def test_there_is_none_before_the_money_was_paid_back_and_none_for_tom(phone, mila, tom, paid, make_payment):
    waits = ask(make_payment(mila), reason="other")
    assert phone(mila).get(f"/portal/refunds/{waits.reference}/confirmation/").status_code == 409
    assert "confirmation/" not in phone(mila).get(f"/portal/refunds/{waits.reference}/").content.decode()
    assert phone(tom).get(f"/portal/refunds/{paid.reference}/confirmation/").status_code == 404
