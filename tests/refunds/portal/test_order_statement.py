"""Mila takes the statement of her order home: what she paid, what came back, what the shop keeps, what is left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from customers.models import Customer
from refunds.models import PolicyVersion
from refunds.policy.parameters import DEFAULT_POLICY
from tests.desk import again, ask, known_to_sandbox, worker_runs
from tests.hostile.reading import what_a_paper_could_do
from tests.hostile.strings import HOSTILE
from tests.refunds.portal.test_asking import text_of
from tests.refunds.portal.test_confirmation import words_of

pytestmark = pytest.mark.django_db
Phone = Callable[[Customer], Client]


@pytest.fixture
def fee_of_ten_percent(policy: PolicyVersion) -> None:
    document = {**DEFAULT_POLICY, "restocking_fee": {"fees": [{"product_kind": "physical", "percent": 10}]}}
    PolicyVersion.objects.create(number=2, document=document, starts_at=timezone.now() - timedelta(days=300))


def test_mila_has_it_in_her_language_and_the_desk_prints_the_same(
    phone: Phone, mila, tom, make_payment, sign_in, ana, program_of
):
    mila.language = "de"
    mila.save()
    lines = [("Lampe Solveig", 1, 4310), ("Tasse", 2, 3600)]
    payment = known_to_sandbox(make_payment(mila, lines=lines, order_reference="R-1001"))
    refund = ask(payment, amount_minor=1200)
    worker_runs(2)
    assert again(refund).state == "completed"
    path = f"/portal/payments/{payment.reference}/statement/"
    assert f'href="{path}"' in phone(mila).get(f"/portal/payments/{payment.reference}/").content.decode()
    answer = phone(mila).get(path)
    assert answer["Content-Type"] == "application/pdf" and "no-store" in answer["Cache-Control"]
    told = words_of(answer.content)
    for wanted in ("R-1001", "Mila Novak", "Lampe Solveig", "Tasse", refund.reference, "79,10", "12,00", "67,10"):
        assert wanted in told, told
    assert sign_in(ana).get(f"/staff/payments/{payment.reference}/statement/").content == answer.content
    assert program_of(ana).get(f"payments/{payment.reference}/statement/").content == answer.content
    assert phone(tom).get(path).status_code == 404


def test_a_fee_that_was_kept_is_told_and_not_counted_as_left(phone: Phone, mila, make_payment, fee_of_ten_percent):
    payment = known_to_sandbox(make_payment(mila, lines=[("Desk lamp", 1, 2000), ("Cup", 1, 1000)]))
    line = payment.lines.get(description="Desk lamp")
    form = {"scope": "lines", f"line_{line.pk}": "1", "reason": "changed_mind", "rail": "original"}
    browser, address = phone(mila), f"/portal/payments/{payment.reference}/"
    browser.post(f"{address}refund/", {**form, "request_key": "a-key-of-this-form-0001"})
    worker_runs(2)
    assert payment.refunds.get().fee_minor == 200
    for page in (text_of(browser.get(address)), words_of(browser.get(f"{address}statement/").content)):
        assert "Restocking fee that we keep" in page and "10.00" in page and "12.00" not in page
    assert "10.00" in text_of(browser.get(f"{address}refund/"))


def test_hostile_words_do_nothing_on_it(phone: Phone, mila, make_payment):
    lines = [(word[:300], 1, 60) for word in HOSTILE[:60]]
    payment = make_payment(mila, lines=lines, order_reference=HOSTILE[3][:120])
    answer = phone(mila).get(f"/portal/payments/{payment.reference}/statement/")
    assert answer.status_code == 200 and what_a_paper_could_do(answer.content) == []
