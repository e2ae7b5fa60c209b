"""What Mila tells with her request, each way beside the other, keeping it for less, and changing her mind about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from customers import clock
from customers.actors import Actor
from customers.dates import LONG, day
from customers.errors import Conflict
from customers.models import CreditAccount, Customer, Message, Payment, User
from customers.shop_days import shop_day
from refunds.actions.approve_refund import approve_refund
from refunds.actions.assign_refund import take_refund
from refunds.actions.change_refund import change_refund
from refunds.actions.line_amounts import LineAsk
from refunds.actions.quote_rails import arrives_on
from refunds.fingerprint import seen_hash
from refunds.ledger import accounts
from refunds.ledger.balances import balance
from refunds.models import JournalEntry, PolicyVersion, Refund, StaffNotice
from refunds.policy.parameters import DEFAULT_POLICY, validate
from tests.cast import PaymentFactory
from tests.desk import again, approve, ask, bookings, kinds, worker_runs
from tests.refunds.portal.test_asking import quote, send, text_of, wish

Phone = Callable[[Customer], Client]

GENEROUS = {
    "store_credit_bonus": {"bonuses": [{"currency": "EUR", "percent": 10, "up_to_minor": 300}]},
    "keep_the_goods": {"offers": [{"reason": "damaged", "percent": 40}, {"reason": "damaged", "percent": 20}]},
    "reason_questions": {
        "questions": [
            {"reason": "damaged", "question": "What is broken?", "kind": "text", "must": "yes"},
            {"reason": "damaged", "question": "Was the box open?", "kind": "yes_no"},
            {"reason": "wrong_item", "question": "Which colour came?", "kind": "choice", "choices": "grey; green"},
        ]
    },
}
BEFORE_CHRISTMAS = "2026-12-21T10:00Z"
"""Of the ten business days that a card takes in Germany, three holidays and two week-ends are none."""


@pytest.fixture
def generous(policy: PolicyVersion) -> None:
    """A policy with a bonus on store credit, offers to keep it, and questions of its own."""
    assert validate(GENEROUS) == []
    document = {**DEFAULT_POLICY, **GENEROUS}
    PolicyVersion.objects.create(number=2, document=document, starts_at=timezone.now() - timedelta(days=300))


@pytest.fixture
def lamp(generous: None, make_payment: PaymentFactory, mila: Customer) -> Payment:
    return make_payment(mila, lines=[("Desk lamp", 2, 4310), ("Shelf", 1, 5001)], order_reference="R-1")


def ask_page(payment: Payment) -> str:
    return f"/portal/payments/{payment.reference}/refund/"


def change_page(refund: Refund) -> str:
    return f"/portal/refunds/{refund.reference}/change/"


def changed(browser: Client, refund: Refund, **more: Any) -> Any:
    now = again(refund)
    sent = {**wish(reason="damaged"), "answer_damaged_1": "The foot", "seen": seen_hash(now), **more}
    return browser.post(change_page(refund), sent)


class TestEachWay:
    def test_card_and_credit_stand_beside_each_other_with_amount_bonus_and_day(
        self, phone: Phone, mila: Customer, make_payment: PaymentFactory, generous: None
    ) -> None:
        payment = make_payment(mila, total_minor=4310)
        with time_machine.travel(BEFORE_CHRISTMAS):
            card, credit = (arrives_on(payment, rail, clock.now()) for rail in ("original", "store_credit"))
        assert (card, credit) == (date(2027, 1, 6), date(2026, 12, 21))
        said = quote(phone(mila), payment)
        by_card = day(arrives_on(payment, "original", clock.now()), LONG)
        assert f"Your card ending 4242 43.10 EUR There by {by_card}" in said
        today = day(shop_day(clock.now()), LONG)
        assert f"Your store credit 46.10 EUR There by {today} With a bonus of 3.00 EUR" in said
        assert not payment.refunds.exists()

    def test_the_bonus_is_credit_of_its_own_in_the_books_and_mila_is_told(
        self, phone: Phone, mila: Customer, lamp: Payment
    ) -> None:
        assert send(phone(mila), lamp, rail="store_credit").status_code == 302
        refund = Refund.objects.get()
        approve_if_needed(refund)
        worker_runs()
        assert (again(refund).amount_minor, again(refund).bonus_minor) == (9311, 300)
        assert CreditAccount.objects.get(customer=mila).balance_minor == 9611
        assert balance(accounts.STORE_CREDIT, "EUR") == -9611
        assert balance(accounts.CREDIT_BONUSES, "EUR") == 300
        assert JournalEntry.objects.get(kind="credit_bonus").source == f"{refund.reference}/1/bonus"
        assert bookings(refund) == [("reserve", 1), ("settle", 1)]
        assert "Bonus on your store credit: 3.00" in Message.objects.get(kind="refund_received").body_text
        assert "Bonus on your store credit 3.00 EUR" in text_of(phone(mila).get(f"/portal/refunds/{refund.reference}/"))


def approve_if_needed(refund: Refund) -> None:
    from tests.cast import staff_member

    if again(refund).state == "under_review":
        approve(refund, staff_member("Greta", "Holm", "approver"))


class TestTelling:
    def test_the_answers_stand_on_the_case_and_in_the_api(
        self, phone: Phone, mila: Customer, lamp: Payment, boris: User, sign_in: Any
    ) -> None:
        said = {"answer_damaged_1": "The foot, paid with 4242424242424242", "answer_damaged_2": "yes"}
        assert send(phone(mila), lamp, reason="damaged", **said).status_code == 302
        refund = Refund.objects.get()
        assert [(row["number"], row["question"]) for row in refund.answers] == [
            (1, "What is broken?"),
            (2, "Was the box open?"),
        ]
        for page in (
            phone(mila).get(f"/portal/refunds/{refund.reference}/"),
            sign_in(boris).get(f"/staff/refunds/{refund.reference}/"),
        ):
            assert "What is broken? The foot, paid with" in text_of(page)
            assert "Was the box open? Yes" in text_of(page)
            assert "4242424242424242" not in page.content.decode()

    @pytest.mark.parametrize(
        ("reason", "answers", "sentence"),
        [
            ("damaged", {}, "Please answer this."),
            ("damaged", {"answer_damaged_1": "x" * 301}, "at most 300"),
            ("damaged", {"answer_damaged_1": "a\x00b"}, "Null characters are not allowed"),
            ("damaged", {"answer_damaged_1": "It", "answer_damaged_2": "maybe"}, "Select a valid choice"),
            ("wrong_item", {"answer_wrong_item_1": "pink"}, "Select a valid choice"),
        ],
    )
    def test_what_is_no_answer_is_said_at_its_question_and_nothing_is_sent(
        self, phone: Phone, mila: Customer, lamp: Payment, reason: str, answers: dict[str, str], sentence: str
    ) -> None:
        page = send(phone(mila), lamp, reason=reason, reason_text="It came broken.", **answers)
        assert page.status_code == 400
        assert sentence in text_of(page) and "It came broken." in page.content.decode()
        assert not Refund.objects.exists()

    def test_a_wish_for_an_exchange_goes_before_a_person_and_is_marked_in_the_list(
        self, phone: Phone, mila: Customer, generous: None, make_payment: PaymentFactory, boris: User, sign_in: Any
    ) -> None:
        payment = make_payment(mila, total_minor=900)
        told = {"wants_exchange": "on", "exchange_wish": "The same in grey, please."}
        assert send(phone(mila), payment, **{**told, "exchange_wish": " "}).status_code == 400
        send(phone(mila), payment, **told)
        refund = Refund.objects.get()
        assert (refund.state, refund.risk_hints[0]) == ("under_review", "wants_exchange")
        desk = sign_in(boris)
        assert "Would rather exchange" in text_of(desk.get("/staff/refunds/?hint=wants_exchange"))
        assert "The same in grey, please." in text_of(desk.get(f"/staff/refunds/{refund.reference}/"))

    def test_what_was_paid_apart_for_the_same_order_is_pointed_to(
        self, phone: Phone, mila: Customer, tom: Customer, lamp: Payment, make_payment: PaymentFactory
    ) -> None:
        other = make_payment(mila, total_minor=777, order_reference="R-1")
        foreign = make_payment(tom, total_minor=888, order_reference="R-1")
        page = phone(mila).get(f"/portal/payments/{lamp.reference}/refund/").content.decode()
        assert f"/portal/payments/{other.reference}/" in page and foreign.reference not in page


class TestVoiding:
    def test_it_voids_the_yes_of_whoever_gave_it_and_they_and_the_owner_read_of_it(
        self, phone: Phone, mila: Customer, make_payment: PaymentFactory, ana: User, boris: User, chidi: User
    ) -> None:
        refund = ask(make_payment(mila, total_minor=90_000), reason="other")
        take_refund(actor=Actor.user(ana), reference=refund.reference)
        seen_by_chidi = seen_hash(again(refund))
        approve(refund, boris)
        part = {"scope": "amount", "amount": "800.00", "seen": seen_hash(again(refund))}
        assert phone(mila).post(change_page(refund), wish(reason="other", **part)).status_code == 302
        refund = again(refund)
        assert (refund.amount_minor, refund.revision, refund.state) == (80_000, 1, "under_review")
        assert not refund.approvals.exists()
        told = StaffNotice.objects.filter(kind="customer_changed", refund=refund)
        assert {notice.person for notice in told} == {ana, boris}
        with pytest.raises(Conflict, match="changed"):
            approve_refund(actor=Actor.user(chidi), reference=refund.reference, seen=seen_by_chidi)
        assert approve(refund, chidi).state == "under_review"
        assert approve(refund, boris).state == "approved"


class TestKeepingIt:
    def test_a_part_of_the_price_and_it_stays(self, phone: Phone, mila: Customer, lamp: Payment) -> None:
        browser, shelf = phone(mila), lamp.lines.get(description="Shelf")
        part = {"scope": "lines", "reason": "damaged", "answer_damaged_1": "A scratch", f"line_{shelf.pk}": "1"}
        assert "Or keep it: 20 percent are 10.00 EUR, 40 percent are 20.00 EUR." in quote(browser, lamp, **part)
        assert "You keep what you bought and get 20 percent of its price." in quote(
            browser, lamp, **part, keep_damaged="20"
        )
        send(browser, lamp, **part, keep_damaged="20")
        refund = Refund.objects.get()
        assert (refund.amount_minor, refund.keeps_percent, refund.lines.get().amount_minor) == (1000, 20, 1000)
        assert "keeps_goods" in refund.risk_hints

    def test_what_is_not_offered_is_not_given(self, phone: Phone, mila: Customer, lamp: Payment) -> None:
        browser = phone(mila)
        told = {"answer_damaged_1": "A scratch", "reason": "damaged"}
        assert send(browser, lamp, **told, keep_damaged="60").status_code == 400
        page = send(browser, lamp, **told, keep_damaged="20", scope="amount", amount="10.00")
        assert page.status_code == 400 and "Say what you keep" in text_of(page)
        send(browser, lamp, reason="changed_mind", keep_damaged="20")
        assert Refund.objects.get().keeps_percent == 0


class TestChanging:
    def test_mila_changes_what_she_asks_for_and_every_yes_is_void(
        self, phone: Phone, mila: Customer, lamp: Payment, boris: User, sign_in: Any
    ) -> None:
        refund, browser = ask(lamp, reason="other", reason_text="Broken."), phone(mila)
        assert "Change the request" in text_of(browser.get(f"/portal/refunds/{refund.reference}/"))
        assert 'value="other" selected' in browser.get(change_page(refund)).content.decode()
        shelf = lamp.lines.get(description="Shelf")
        part = {"scope": "lines", f"line_{shelf.pk}": "1", "rail": "store_credit", "reason_text": "Only the shelf."}
        said = browser.post(f"{change_page(refund)}quote/", {**wish(reason="damaged"), **part})
        assert "50.01 EUR" in text_of(said) and again(refund).revision == 0
        assert changed(browser, refund, **part).status_code == 302
        now = again(refund)
        assert (now.amount_minor, now.rail, now.bonus_minor, now.reason) == (5001, "store_credit", 300, "damaged")
        assert (now.state, now.revision, now.decisions.count()) == ("under_review", 1, 2)
        assert kinds(refund)[-1] == "refund.changed"
        story = text_of(sign_in(boris).get(f"/staff/refunds/{refund.reference}/?part=story"))
        assert "Mila Novak, customer" in story and "Only the shelf." in story

    def test_what_has_moved_on_cannot_be_changed_any_more(
        self, phone: Phone, mila: Customer, tom: Customer, lamp: Payment, boris: User
    ) -> None:
        refund, browser = ask(lamp, reason="other"), phone(mila)
        stale = changed(browser, refund, seen="0" * 64)
        assert stale.status_code == 409 and "changed since you looked at it" in text_of(stale)
        assert changed(phone(tom), refund).status_code == 404
        assert changed(browser, refund, answer_damaged_1="").status_code == 400
        approve(refund, boris)
        assert browser.get(change_page(refund)).status_code == 409
        assert changed(browser, refund).status_code == 409
        assert (again(refund).revision, again(refund).reason) == (0, "other")
        assert change_page(refund) not in browser.get(f"/portal/refunds/{refund.reference}/").content.decode()

    def test_what_is_approved_she_takes_back_and_asks_anew_as_it_was(
        self, phone: Phone, mila: Customer, tom: Customer, lamp: Payment, boris: User
    ) -> None:
        shelf, browser = lamp.lines.get(description="Shelf"), phone(mila)
        first = ask(lamp, reason="other", reason_text="Too high.", lines=[LineAsk(shelf.pk, 1)])
        approve(first, boris)
        assert "Take it back and change it" in text_of(browser.get(f"/portal/refunds/{first.reference}/"))

        led = browser.post(f"/portal/refunds/{first.reference}/cancellation/", {"anew": "1"})
        form = browser.get(led["Location"])

        assert (again(first).state, led["Location"]) == ("canceled", f"{ask_page(lamp)}?like={first.reference}")
        drawn = form.content.decode()
        assert 'value="other" selected' in drawn and "Too high." in drawn and "data-draft-newer" in drawn
        assert (form.context["form"].initial["scope"], form.context["form"].initial[f"line_{shelf.pk}"]) == ("lines", 1)
        assert form.context["quote"]["amount_minor"] == 5001, "what was set aside for it is free again"
        assert send(browser, lamp, reason="other", scope="lines", **{f"line_{shelf.pk}": "1"}).status_code == 302
        assert [refund.state for refund in lamp.refunds.order_by("id")] == ["canceled", "under_review"]

    def test_what_we_gave_beside_it_is_not_lost_by_a_button(
        self, phone: Phone, mila: Customer, lamp: Payment, boris: User, chidi: User
    ) -> None:
        refund = ask(lamp, reason="other", amount_minor=1000)
        change_refund(actor=Actor.user(boris), reference=refund.reference, seen=seen_hash(again(refund)),
                      words="For the trouble.", goodwill_minor=500)  # fmt: skip
        approve(again(refund), chidi)
        page = text_of(phone(mila).get(f"/portal/refunds/{refund.reference}/"))
        assert "Take the request back" in page and "Take it back and change it" not in page

    def test_the_form_begins_as_ever_where_nothing_of_hers_was_taken_back(
        self, phone: Phone, mila: Customer, tom: Customer, lamp: Payment, make_payment: PaymentFactory
    ) -> None:
        foreign, open_one = ask(make_payment(tom)), ask(lamp, reason="other", amount_minor=100)
        for like in (foreign.reference, open_one.reference, "RF-2026-999999", "\x00", "RF-" + "9" * 5000):
            page = phone(mila).get(ask_page(lamp), {"like": like})
            assert page.status_code == 200 and page.context["form"].initial["scope"] == "everything"
