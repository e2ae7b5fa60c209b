"""A gateway that has not enough money: what fits goes out, the rest waits, and Fatima hears of it once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.urls import reverse

from customers.models import Message
from refunds.models import FundsShortage, Refund, StaffNotice, WorkOrder
from refunds.tasks import watch_funds, work_due_orders
from tests.desk import again, approve, ask, at_the_gateway, known_to_sandbox, sandbox, worker_runs
from tests.faults.fake_gateways.running import fake_gateways

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_sandbox", "fatima")]
State = Refund.State


@pytest.fixture(autouse=True)
def rich_again(fresh_sandbox: None) -> Iterator[None]:
    """The sandbox keeps its own books: whoever comes next finds it able to pay, as ever."""
    yield
    sandbox().console.set_balance("EUR", None)


@pytest.fixture
def three(make_payment, mila, boris):
    """Three refunds of 89.00 EUR each, approved and due."""
    return [approve(ask(known_to_sandbox(make_payment(mila)), reason="damaged"), boris) for _ in range(3)]


def notices() -> list[str]:
    return list(StaffNotice.objects.filter(kind="gateway").order_by("id").values_list("words", flat=True))


def test_what_is_not_covered_waits_and_finance_hears_of_it_once(three, fatima, sign_in):
    sandbox().console.set_balance("EUR", 10_000)
    worker_runs()

    assert [again(refund).state for refund in three] == [State.COMPLETED, State.APPROVED, State.APPROVED]
    shortage = FundsShortage.objects.get()
    assert (shortage.needed_minor, shortage.balance_minor, shortage.missing_minor) == (17_800, 1_100, 16_700)
    assert len(notices()) == 1 and "lacks 167.00\xa0EUR" in notices()[0]
    worker_runs(2)
    watch_funds()
    assert len(notices()) == 1
    assert "sandbox lacks" in sign_in(fatima).get(reverse("gateways")).content.decode()
    waiting = sign_in(fatima).get(reverse("refunds:refund", args=[three[1].reference])).content.decode()
    assert "has not enough money for it now" in waiting


def test_the_money_comes_and_everything_goes_out(three):
    sandbox().console.set_balance("EUR", 0)
    worker_runs()
    assert WorkOrder.objects.filter(waits_for_funds=True).count() == 3

    sandbox().console.set_balance("EUR", 100_000)
    assert watch_funds() == 0
    worker_runs()

    assert {again(refund).state for refund in three} == {State.COMPLETED}
    assert FundsShortage.objects.get().ended_at is not None
    assert len(notices()) == 2 and "enough money again" in notices()[1]
    assert sandbox().balance("EUR") == 100_000 - 3 * 8_900


def test_a_little_money_lets_out_what_it_covers(three):
    sandbox().console.set_balance("EUR", 0)
    worker_runs()
    sandbox().console.set_balance("EUR", 9_000)
    assert watch_funds() == 1
    worker_runs()
    assert sorted(again(refund).state for refund in three) == [State.APPROVED, State.APPROVED, State.COMPLETED]
    assert len(notices()) == 1


def test_a_refund_that_waits_for_money_can_be_canceled_and_ends_the_shortage(make_payment, mila, boris, lena, sign_in):
    refund = approve(ask(known_to_sandbox(make_payment(mila)), reason="damaged"), boris)
    sandbox().console.set_balance("EUR", 0)
    worker_runs()
    sign_in(lena).post(reverse("refunds:cancellation", args=[refund.reference]))
    assert again(refund).state == State.CANCELED
    assert watch_funds() == 0
    assert at_the_gateway(refund.payment) == []


def test_a_gateway_that_keeps_a_refund_waiting_itself_is_told_too(make_payment, mila, boris, fatima):
    refund = approve(ask(known_to_sandbox(make_payment(mila), "waiting_funds"), reason="damaged"), boris)
    worker_runs()
    assert refund.attempts.get().state == "waiting_funds"
    watch_funds()
    watch_funds()
    assert len(notices()) == 1 and "keeps refunds waiting" in notices()[0]
    assert FundsShortage.objects.get().needed_minor == 8_900


def test_whoever_wants_letters_gets_one(three, fatima):
    fatima.notice_mail = "at_once"
    fatima.save()
    sandbox().console.set_balance("EUR", 0)
    worker_runs()
    letter = Message.objects.get(kind="staff_notice")
    assert "A gateway needs you" in letter.subject
    assert "/staff/gateways/" in letter.body_text


def test_a_gateway_is_not_asked_for_its_money_before_every_refund(tmp_path, settings, make_payment, mila, boris):
    with fake_gateways(tmp_path) as fakes:
        settings.GATEWAY_ACCOUNTS = fakes.accounts(calls_at_once=1)
        account = {"gateway": "stripe", "gateway_account": "stripe"}
        payments = [make_payment(mila, gateway_reference=f"ch_{number}", **account) for number in range(3)]
        fakes.declare_payments(
            "stripe", [{"reference": p.gateway_reference, "amount_minor": 8_900, "currency": "EUR"} for p in payments]
        )
        for payment in payments:
            approve(ask(payment, reason="damaged"), boris)

        work_due_orders()

        assert fakes.rows("SELECT count(*) FROM paid") == [(3,)]
        assert fakes.rows("SELECT count(*) FROM request WHERE path LIKE '%/balance'") == [(1,)]
