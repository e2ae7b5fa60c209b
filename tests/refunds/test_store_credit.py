"""Store credit is the customer's money: granted by a refund, spent on an order, gone only by the calendar."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from customers import clock
from customers.actors import Actor
from customers.clock import clock_at
from customers.errors import BadInput, Conflict, NotAllowed
from customers.models import CreditHold, Message
from customers.shop_days import day_start, shop_day
from refunds.actions.correct_credit import agree_to_correction, correct_credit, refuse_correction
from refunds.actions.credit_holds import capture_hold, give_back_credit, hold_credit, release_hold
from refunds.actions.credit_terms import set_terms
from refunds.ledger.balances import balance
from refunds.models import GoodwillLimit, JournalEntry
from refunds.tasks import end_credit_holds, expire_store_credit, tell_of_expiring_credit
from reporting.checks import find_faults
from tests.desk import approve, ask, worker_runs

pytestmark = pytest.mark.django_db


@pytest.fixture
def credited(make_payment, mila, boris):
    """Mila has 89.00 EUR of credit."""
    approve(ask(make_payment(mila), rail="store_credit"), boris)
    worker_runs()
    return mila.credit_accounts.get()


@pytest.fixture
def checkout(fatima):
    """The shop's checkout, which acts in Fatima's name."""
    return Actor.user(fatima)


def hold(checkout, mila, amount_minor: int = 2500, order: str = "ORDER-77", **more) -> CreditHold:
    wish = {"customer_reference": mila.reference, "currency": "EUR", "order_reference": order, **more}
    return hold_credit(actor=checkout, amount_minor=amount_minor, **wish)


def spend(checkout, mila, amount_minor: int = 2500, order: str = "ORDER-77") -> CreditHold:
    return capture_hold(actor=checkout, reference=hold(checkout, mila, amount_minor, order).reference)


def movements(account) -> list[tuple[str, int]]:
    return list(account.entries.order_by("id").values_list("kind", "amount_minor"))


def in_days(days: int):
    return clock_at(timezone.now() + timedelta(days=days))


def test_mila_pays_a_part_of_an_order_and_the_ledger_owes_the_rest(credited, checkout, mila):
    held = hold(checkout, mila, 3000)
    credited.refresh_from_db()
    assert (credited.balance_minor, credited.free_minor) == (8900, 5900)

    spent = capture_hold(actor=checkout, reference=held.reference, amount_minor=2500)

    credited.refresh_from_db()
    assert (spent.state, spent.captured_minor) == ("captured", 2500)
    assert (credited.balance_minor, credited.free_minor) == (6400, 6400)
    assert movements(credited) == [("issue", 8900), ("spend", -2500)]
    assert balance("store_credit", "EUR") == -6400
    assert JournalEntry.objects.get(kind="credit_spend").source == held.reference
    assert not find_faults()


def test_what_is_set_aside_is_nobody_elses_until_its_time_is_over(credited, checkout, mila):
    first = hold(checkout, mila, 8000, minutes=30)
    with pytest.raises(Conflict, match=r"9\.00"):
        hold(checkout, mila, 1000)

    with clock_at(clock.now() + timedelta(minutes=31)):
        with pytest.raises(Conflict):
            capture_hold(actor=checkout, reference=first.reference)
        assert [end_credit_holds(), end_credit_holds()] == [1, 0]
        spend(checkout, mila, 8900)

    first.refresh_from_db()
    assert (first.state, first.captured_minor) == ("expired", 0)
    assert not find_faults()


def test_an_order_that_is_given_up_lets_go(credited, checkout, mila):
    held = hold(checkout, mila, 8900)
    assert release_hold(actor=checkout, reference=held.reference).state == "released"
    with pytest.raises(Conflict):
        capture_hold(actor=checkout, reference=held.reference)
    credited.refresh_from_db()
    assert credited.free_minor == 8900


@pytest.mark.parametrize(("amount", "refusal"), [(8901, Conflict), (0, BadInput), (-1, BadInput), (True, BadInput)])
def test_more_than_there_is_or_nothing_cannot_be_set_aside(credited, checkout, mila, amount, refusal):
    with pytest.raises(refusal):
        hold(checkout, mila, amount)
    credited.refresh_from_db()
    assert (credited.balance_minor, credited.held_minor) == (8900, 0)
    assert not CreditHold.objects.exists()


def test_a_return_gives_back_what_was_spent_and_never_more(credited, checkout, mila):
    spent = spend(checkout, mila, 2500)
    give_back_credit(actor=checkout, reference=spent.reference, amount_minor=2000)
    with pytest.raises(Conflict, match="spent"):
        give_back_credit(actor=checkout, reference=spent.reference, amount_minor=501)
    give_back_credit(actor=checkout, reference=spent.reference, amount_minor=500)

    credited.refresh_from_db()
    assert credited.balance_minor == 8900
    assert [lot.left_minor for lot in credited.lots.all()] == [8900]
    assert balance("store_credit_sales", "EUR") == 0
    assert not find_faults()


def test_what_expires_first_is_spent_first_and_a_return_goes_back_there(
    credited, checkout, mila, marta, make_payment, boris
):
    """Two lots: 89.00 for three years, then 89.00 for ten days."""
    set_terms(actor=Actor.user(marta), days=10, notice_days=3, grace_days=30)
    approve(ask(make_payment(mila), rail="store_credit"), boris)
    worker_runs()
    long, short = credited.lots.order_by("id")

    spent = spend(checkout, mila, 10_000)
    assert [lot.left_minor for lot in credited.lots.order_by("id")] == [7800, 0]

    with in_days(9):
        give_back_credit(actor=checkout, reference=spent.reference, amount_minor=10_000)
        today = shop_day(clock.now())
    now_long, now_short = credited.lots.order_by("id")
    assert (now_long.left_minor, now_short.left_minor) == (8900, 8900)
    assert now_long.expires_at == long.expires_at
    assert now_short.expires_at == day_start(today + timedelta(days=31)) > short.expires_at
    assert not find_faults()


def test_what_was_not_spent_ends_with_its_last_day_and_only_once(credited, checkout, mila, settings):
    spend(checkout, mila)
    lot = credited.lots.get()
    assert lot.last_day == shop_day(timezone.now()) + timedelta(days=settings.STORE_CREDIT_DAYS)
    with clock_at(lot.expires_at - timedelta(seconds=1)):
        assert expire_store_credit() == 0
    with clock_at(lot.expires_at):
        assert [expire_store_credit(), expire_store_credit()] == [1, 0]

    credited.refresh_from_db()
    assert credited.balance_minor == 0
    assert credited.entries.get(kind="expiry").amount_minor == -6400
    assert balance("store_credit", "EUR") == 0
    assert balance("store_credit_expired", "EUR") == -6400
    assert not find_faults()


def test_the_calendar_leaves_an_order_what_it_has_set_aside(credited, checkout, mila):
    with clock_at(credited.lots.get().expires_at - timedelta(minutes=5)):
        held = hold(checkout, mila, 4000)
    with clock_at(credited.lots.get().expires_at + timedelta(minutes=5)):
        expire_store_credit()
        with pytest.raises(Conflict):
            hold(checkout, mila, 1)
        capture_hold(actor=checkout, reference=held.reference, amount_minor=1500)
        expire_store_credit()

    credited.refresh_from_db()
    assert credited.balance_minor == 0
    assert [amount for _kind, amount in movements(credited)] == [8900, -4900, -1500, -2500]
    assert not find_faults()


def test_mila_is_told_once_before_her_credit_expires(credited, mila, marta):
    set_terms(actor=Actor.user(marta), days=900, notice_days=14, grace_days=0)
    end = credited.lots.get().expires_at
    with clock_at(end - timedelta(days=15)):
        assert tell_of_expiring_credit() == 0
    with clock_at(end - timedelta(days=13)):
        assert [tell_of_expiring_credit(), tell_of_expiring_credit()] == [1, 0]

    letter = Message.objects.get(kind="credit_expiring")
    assert letter.customer == mila
    assert "89.00\u00a0EUR" in letter.body_text
    assert "/portal/door/credit/" in letter.body_text


def test_where_the_law_lets_no_credit_expire_it_does_not(make_payment, mila, boris):
    mila.country = "CA"
    mila.save()
    approve(ask(make_payment(mila), rail="store_credit"), boris)
    worker_runs()
    assert mila.credit_accounts.get().lots.get().expires_at is None
    with in_days(20_000):
        assert [tell_of_expiring_credit(), expire_store_credit()] == [0, 0]


def test_lena_puts_credit_right_within_her_limit(credited, mila, lena):
    GoodwillLimit.objects.update_or_create(
        role="lead", currency="EUR", defaults={"up_to_minor": 2000, "per_day_minor": 3000}
    )
    done = _correct(mila, lena, 1500)
    below = _correct(mila, lena, -500)
    above_the_day = _correct(mila, lena, 1500)

    assert [done.state, below.state, above_the_day.state] == ["done", "done", "waiting"]
    credited.refresh_from_db()
    assert credited.balance_minor == 9900
    assert balance("store_credit_corrected", "EUR") == 1000
    assert not find_faults()


def test_above_it_somebody_else_must_agree(credited, mila, lena, fatima, limits):
    waiting = _correct(mila, fatima, 5000)
    credited.refresh_from_db()
    assert (waiting.state, credited.balance_minor) == ("waiting", 8900)

    with pytest.raises(NotAllowed, match="somebody else"):
        agree_to_correction(actor=Actor.user(fatima), reference=waiting.reference)
    agreed = agree_to_correction(actor=Actor.user(lena), reference=waiting.reference)

    credited.refresh_from_db()
    assert (agreed.state, agreed.decider, credited.balance_minor) == ("done", lena, 13_900)
    assert credited.entries.get(kind="correction").reason == "You called us about this."
    with pytest.raises(Conflict):
        refuse_correction(actor=Actor.user(lena), reference=waiting.reference)


def test_more_than_there_is_cannot_be_taken_and_an_agent_takes_nothing(credited, mila, fatima, ana):
    with pytest.raises(Conflict):
        _correct(mila, fatima, -8901)
    with pytest.raises(NotAllowed):
        _correct(mila, ana, 100)


def _correct(mila, person, amount_minor: int):
    return correct_credit(
        actor=Actor.user(person),
        customer_reference=mila.reference,
        currency="EUR",
        amount_minor=amount_minor,
        reason="You called us about this.",
    )
