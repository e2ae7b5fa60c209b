"""Store credit is the customer's money: issued by a refund, spent on an order, gone only by the calendar."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from customers.actors import Actor
from customers.clock import clock_at
from customers.errors import BadInput, Conflict
from refunds.actions.store_credit import spend_credit
from refunds.ledger.balances import balance
from refunds.models import JournalEntry
from refunds.tasks import expire_store_credit
from tests.desk import approve, ask, worker_runs

pytestmark = pytest.mark.django_db

SHOP = Actor.system("shop")


@pytest.fixture
def credited(make_payment, mila, boris):
    """Mila has 89.00 EUR of credit."""
    approve(ask(make_payment(mila), rail="store_credit"), boris)
    worker_runs()
    return mila.credit_accounts.get()


def spend(mila, amount_minor: int, order: str):
    return spend_credit(actor=SHOP, customer=mila, currency="EUR", amount_minor=amount_minor, source=order)


def test_mila_spends_a_part_and_the_ledger_owes_the_rest(credited, mila):
    spend(mila, 2500, "ORDER-77")

    credited.refresh_from_db()
    assert credited.balance_minor == 6400
    assert list(credited.entries.order_by("id").values_list("kind", "amount_minor")) == [
        ("issue", 8900),
        ("spend", -2500),
    ]
    assert balance("store_credit", "EUR") == -6400
    assert JournalEntry.objects.get(kind="credit_spend").source == "ORDER-77"


@pytest.mark.parametrize(("amount", "refusal"), [(8901, Conflict), (0, BadInput), (-1, BadInput)])
def test_more_than_there_is_or_nothing_cannot_be_spent(credited, mila, amount, refusal):
    with pytest.raises(refusal):
        spend(mila, amount, "ORDER-77")
    credited.refresh_from_db()
    assert credited.balance_minor == 8900
    assert not JournalEntry.objects.filter(kind="credit_spend").exists()


def test_what_was_not_spent_ends_when_its_time_has_passed_and_only_once(credited, mila, settings):
    spend(mila, 2500, "ORDER-77")
    before_the_end = timezone.now() + timedelta(days=settings.STORE_CREDIT_DAYS - 1)
    with clock_at(before_the_end):
        assert expire_store_credit() == 0
    with clock_at(before_the_end + timedelta(days=2)):
        assert [expire_store_credit(), expire_store_credit()] == [1, 0]

    credited.refresh_from_db()
    assert credited.balance_minor == 0
    assert credited.entries.get(kind="expiry").amount_minor == -6400
    assert balance("store_credit", "EUR") == 0
    assert balance("store_credit_expired", "EUR") == -6400
