"""Mila looks at her store credit: what she can use, until when, and every movement."""

from __future__ import annotations

import re

import pytest
from django.utils.html import strip_tags

from customers.actors import Actor
from customers.models import CreditAccount
from refunds.actions.credit_holds import capture_hold, give_back_credit, hold_credit
from tests.desk import approve, ask, worker_runs

pytestmark = pytest.mark.django_db


@pytest.fixture
def credited(make_payment, mila, boris) -> str:
    """Mila has 89.00 EUR of credit; the number of the refund that it came from."""
    refund = approve(ask(make_payment(mila), rail="store_credit"), boris)
    worker_runs()
    return refund.reference


def words_of(response) -> str:
    return re.sub(r"\s+", " ", strip_tags(response.content.decode()).replace("\u00a0", " "))


def test_mila_sees_every_movement_and_what_is_set_aside(phone, credited, mila, fatima, django_assert_max_num_queries):
    checkout, wish = Actor.user(fatima), {"customer_reference": mila.reference, "currency": "EUR"}
    spent = hold_credit(actor=checkout, amount_minor=2500, order_reference="ORDER-77", **wish)
    capture_hold(actor=checkout, reference=spent.reference)
    give_back_credit(actor=checkout, reference=spent.reference, amount_minor=500)
    hold_credit(actor=checkout, amount_minor=900, order_reference="ORDER-78", **wish)

    browser = phone(mila)
    assert "/portal/credit/" in browser.get("/portal/payments/").content.decode()
    with django_assert_max_num_queries(9):
        page = browser.get("/portal/credit/")

    words = words_of(page)
    assert "You can use 60.00 EUR" in words
    assert "set aside for order ORDER-78 until" in words
    assert f"Granted for refund {credited}" in words
    assert "Spent on order ORDER-77" in words
    assert "Given back for a return of order ORDER-77" in words
    assert CreditAccount.objects.get().lots.get().last_day.strftime("%Y") in words


def test_tom_sees_nothing_of_it(phone, credited, tom):
    words = words_of(phone(tom).get("/portal/credit/"))
    assert "You have no store credit" in words
    assert credited not in words
