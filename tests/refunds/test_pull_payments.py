"""Fatima pulls what the gateway captured, by days, and again without harm."""

from __future__ import annotations

from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from customers.models import Payment
from tests.desk import sandbox

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_sandbox")]


def captured(reference, *day, amount_minor=8_900, currency="EUR", **details):
    details = {"customer_email": "mila@home.example", "method_kind": "card", "card_last4": "4242", **details}
    sandbox().console.register_payment(
        reference, amount_minor, currency, captured_at=datetime(*day, tzinfo=UTC), **details
    )


def pull(*words, **options):
    out = StringIO()
    call_command("pull_payments", "sandbox", *words, stdout=out, **options)
    return out.getvalue().strip().splitlines()[-1]


def test_the_payments_of_some_days_come_in_once(mila):
    captured("p1", 2026, 1, 4, 22, 30)  # in Berlin still the 4th
    captured("p2", 2026, 1, 4, 23, 30)  # in Berlin already the 5th
    captured("p3", 2026, 1, 5, 12, currency="JPY", order_reference="ORDER-3", card_brand="visa")
    captured("p4", 2026, 1, 6, 23, 30)
    days = ("--since", "2026-01-05", "--until", "2026-01-06")
    assert pull(*days) == "2 payments: 2 new, 0 here already."
    assert pull(*days) == "2 payments: 0 new, 2 here already."
    assert set(Payment.objects.values_list("gateway_reference", flat=True)) == {"p2", "p3"}
    third = Payment.objects.get(gateway_reference="p3")
    assert (third.customer, third.currency, third.order_reference) == (mila, "JPY", "ORDER-3")
    assert third.history.get().history_actor == "system:pull_payments"


def test_what_went_back_before_is_not_there_to_refund():
    captured("p1", 2026, 1, 5)
    sandbox().console.refund_by_hand("p1", 3_000)
    pull("--since", "2026-01-01", "--until", "2026-01-31")
    assert Payment.objects.get().left_minor == 5_900


def test_a_payment_without_a_mail_address_is_told_and_the_others_come_in(tmp_path):
    captured("p1", 2026, 1, 5, customer_email="")
    captured("p2", 2026, 1, 5)
    with pytest.raises(SystemExit):
        pull("--since", "2026-01-01", "--until", "2026-01-31", errors=tmp_path / "e.csv")
    assert Payment.objects.get().gateway_reference == "p2"
    assert "customer_email" in (tmp_path / "e.csv").read_text()


def test_a_dry_run_writes_nothing():
    captured("p1", 2026, 1, 5)
    assert pull("--since", "2026-01-01", "--until", "2026-01-31", dry_run=True) == (
        "1 payments: 1 would be new, 0 here already."
    )
    assert not Payment.objects.exists()


@pytest.mark.parametrize("words", [["nowhere"], ["sandbox", "--since", "2026-02-01", "--until", "2026-01-01"]])
def test_what_cannot_be_pulled_is_said(words):
    with pytest.raises(CommandError):
        call_command("pull_payments", *words)
