"""Mila follows her refund: the page says what the gateway says, answers travel, and a request can be taken back."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from customers.actors import Actor
from customers.documents.intake import SentFile
from customers.models import Customer, User
from refunds.actions.approve_refund import approve_refund
from refunds.actions.ask_customer import answer_question, ask_customer
from refunds.actions.hand_in_documents import hand_in_documents
from refunds.actions.pay_by_transfer import pay_by_transfer
from refunds.actions.rail_proposals import propose_rail, withdraw_proposal
from refunds.actions.reject_refund import reject_refund
from refunds.actions.retry_refund import retry_refund
from refunds.actions.settle import apply_refund_outcome
from refunds.actions.write_to_shop import write_to_shop
from refunds.fingerprint import seen_hash
from refunds.gateways.types import Outcome, OutcomeState
from refunds.models import Refund, RefundAttempt
from tests.cast import PaymentFactory
from tests.desk import again, approve, ask, bookings, kinds, known_to_sandbox, letters, worker_runs
from tests.files import photo
from tests.refunds.portal.test_asking import text_of

Phone = Callable[[Customer], Client]
pytestmark = pytest.mark.django_db


def page_of(browser: Client, refund: Refund) -> str:
    return text_of(browser.get(f"/portal/refunds/{refund.reference}/"))


def steps_on(browser: Client, refund: Refund) -> list[tuple[str, str]]:
    """Every step with its state, as drawn."""
    page = browser.get(f"/portal/refunds/{refund.reference}/").content.decode()
    return [(title, state) for state, title in re.findall(r'<li class="is-(\w+)".*?<strong>([^<]+)<', page, re.S)]


def news_address(browser: Client, refund: Refund) -> str:
    """Where the page looks for news."""
    page = browser.get(f"/portal/refunds/{refund.reference}/").content.decode()
    found = re.search(r'hx-get="([^"]+)" hx-trigger="every 5s"', page)
    assert found
    return found[1]


def gateway_says(refund: Refund, state: OutcomeState, **particulars: object) -> None:
    attempt = RefundAttempt.objects.filter(refund=refund).order_by("-number")[0]
    outcome = Outcome(state=state, gateway_reference=attempt.gateway_reference, raw=particulars)
    apply_refund_outcome(attempt.pk, outcome, Actor.gateway("sandbox"))


@pytest.fixture
def in_review(make_payment: PaymentFactory, mila: Customer) -> Refund:
    """A request that a person must decide."""
    refund = ask(known_to_sandbox(make_payment(mila)), reason="other")
    assert refund.state == "under_review"
    return refund


def sent(make_payment: PaymentFactory, mila: Customer, behaviour: str, **more: object) -> Refund:
    """A request that is small enough to go out, worked off once."""
    refund = ask(known_to_sandbox(make_payment(mila, total_minor=4310), behaviour), **more)
    worker_runs()
    return again(refund)


class TestSteps:
    def test_under_review_says_that_a_colleague_looks(self, phone: Phone, mila: Customer, in_review: Refund) -> None:
        assert steps_on(phone(mila), in_review) == [
            ("We have your request", "done"),
            ("A colleague is looking at it", "current"),
            ("On its way", "todo"),
            ("Sent to your bank", "todo"),
            ("Confirmed", "todo"),
        ]

    def test_accepted_by_the_gateway_is_sent_to_the_bank_and_not_confirmed(
        self, phone: Phone, mila: Customer, make_payment: PaymentFactory
    ) -> None:
        refund = sent(make_payment, mila, "pending")
        assert steps_on(phone(mila), refund)[2:] == [
            ("On its way", "done"),
            ("Sent to your bank", "current"),
            ("Confirmed", "todo"),
        ]
        assert letters(refund)[-1] == "sent_to_bank"

    def test_paid_is_confirmed(self, phone: Phone, mila: Customer, make_payment: PaymentFactory) -> None:
        refund = sent(make_payment, mila, "accept")
        assert {state for _title, state in steps_on(phone(mila), refund)} == {"done"}
        assert "43.10 EUR went back to your card ending 4242" in page_of(phone(mila), refund)
        assert letters(refund)[-1] == "confirmed"

    @pytest.mark.parametrize("behaviour", ["succeed_then_silence", "waiting_funds"])
    def test_while_nobody_knows_it_is_on_its_way_and_takes_longer(
        self, phone: Phone, mila: Customer, make_payment: PaymentFactory, behaviour: str
    ) -> None:
        refund = sent(make_payment, mila, behaviour)
        assert ("On its way", "current") in steps_on(phone(mila), refund)
        assert "It takes a little longer than usual" in page_of(phone(mila), refund)
        assert "confirmed" not in letters(refund)

    def test_a_bank_that_wants_something_is_told(
        self, phone: Phone, mila: Customer, make_payment: PaymentFactory
    ) -> None:
        assert "Your bank needs a detail from you" in page_of(phone(mila), sent(make_payment, mila, "action_required"))

    def test_a_refusal_never_says_that_it_was_paid(
        self, phone: Phone, mila: Customer, make_payment: PaymentFactory
    ) -> None:
        refund = sent(make_payment, mila, "decline")
        assert steps_on(phone(mila), refund)[-1] == ("It could not be paid out", "failed")
        assert "confirmed" not in letters(refund)
        assert bookings(refund) == [("reserve", 1), ("release", 1)]

    def test_money_that_came_back_reopens_the_page_and_says_that_it_is_safe(
        self, phone: Phone, mila: Customer, make_payment: PaymentFactory
    ) -> None:
        refund = sent(make_payment, mila, "accept")
        gateway_says(refund, OutcomeState.REVERSED)
        assert steps_on(phone(mila), refund)[-1] == ("It came back", "failed")
        assert "Your money is safe with us" in page_of(phone(mila), refund)
        assert letters(refund)[-1] == "came_back"

    def test_a_second_round_shows_the_first_ones_trouble_and_starts_its_own_steps(
        self, phone: Phone, mila: Customer, make_payment: PaymentFactory, boris: User
    ) -> None:
        refund = sent(make_payment, mila, "accept")
        gateway_says(refund, OutcomeState.REVERSED)
        retry_refund(actor=Actor.user(boris), reference=refund.reference)
        assert steps_on(phone(mila), refund)[1:] == [
            ("Approved", "done"),
            ("An earlier try did not arrive", "failed"),
            ("On its way", "current"),
            ("Sent to your bank", "todo"),
            ("Confirmed", "todo"),
        ]

    def test_store_credit_is_one_step_and_the_balance_is_there(
        self, phone: Phone, mila: Customer, make_payment: PaymentFactory
    ) -> None:
        refund = ask(make_payment(mila, total_minor=4310), rail="store_credit")
        if refund.state == "under_review":
            pytest.fail("store credit of a small amount goes out by itself")
        worker_runs()
        assert steps_on(phone(mila), refund)[-1] == ("Store credit", "done")
        assert "You have 43.10 EUR of store credit" in text_of(phone(mila).get("/portal/payments/"))

    def test_a_bank_transfer_shows_the_banks_number(
        self, phone: Phone, mila: Customer, make_payment: PaymentFactory, ana: User, boris: User, fatima: User
    ) -> None:
        refund = ask(make_payment(mila), actor=Actor.user(ana), origin="staff", rail="bank_transfer")
        if again(refund).state == "under_review":
            approve(refund, boris)
        assert ("Bank transfer", "current") in steps_on(phone(mila), refund)
        pay_by_transfer(actor=Actor.user(fatima), reference=refund.reference, bank_reference="END-2-END-7")
        seen = page_of(phone(mila), refund)
        assert "We started this refund for you" in seen and "END-2-END-7" in seen

    def test_a_staff_rejection_shows_the_persons_words(
        self, phone: Phone, mila: Customer, in_review: Refund, boris: User
    ) -> None:
        reject_refund(
            actor=Actor.user(boris),
            reference=in_review.reference,
            seen=seen_hash(in_review),
            explanation="The seal was broken.",
        )
        assert ("Turned down", "failed") in steps_on(phone(mila), in_review)
        assert "The seal was broken." in page_of(phone(mila), in_review)

    def test_the_number_of_the_bank_is_shown_once_the_gateway_knows_it(
        self, phone: Phone, mila: Customer, make_payment: PaymentFactory
    ) -> None:
        refund = sent(make_payment, mila, "accept")
        assert "finds it under the number" not in page_of(phone(mila), refund)
        card = {"type": "refund", "reference": "74537604221222132710572"}
        gateway_says(refund, OutcomeState.SUCCEEDED, destination_details={"type": "card", "card": card})
        RefundAttempt.objects.filter(refund=refund).update(
            answer={"destination_details": {"type": "card", "card": card}}
        )
        assert "74537604221222132710572" in page_of(phone(mila), refund)

    def test_a_charge_that_was_taken_back_has_no_number_and_says_so(
        self, phone: Phone, mila: Customer, make_payment: PaymentFactory
    ) -> None:
        refund = sent(make_payment, mila, "accept")
        RefundAttempt.objects.filter(refund=refund).update(
            answer={"destination_details": {"type": "card", "card": {"type": "reversal"}}}
        )
        assert "it disappears from your statement" in page_of(phone(mila), refund)


class TestNews:
    def test_the_page_asks_for_news_and_is_left_alone_while_there_is_none(
        self, phone: Phone, mila: Customer, in_review: Refund, boris: User
    ) -> None:
        browser = phone(mila)
        address = news_address(browser, in_review)
        assert browser.get(address, headers={"HX-Request": "true"}).status_code == 204
        approve(in_review, boris)
        news = browser.get(address, headers={"HX-Request": "true"})
        assert news.status_code == 200 and "Approved" in text_of(news)
        assert "<html" not in news.content.decode() and 'id="refund"' in news.content.decode()

    def test_to_find_no_news_costs_three_questions_and_everything_that_the_page_tells_is_news(
        self,
        phone: Phone,
        mila: Customer,
        tom: Customer,
        in_review: Refund,
        ana: User,
        django_assert_num_queries: Any,
    ) -> None:
        browser, staff = phone(mila), {"actor": Actor.user(ana), "reference": in_review.reference}
        paper = SentFile("lamp.jpg", content := photo(), len(content))
        acts: dict[str, Callable[[], object]] = {
            "a letter": lambda: ask_customer(**staff, question="Which corner?"),
            "an answer": lambda: answer_question(
                actor=Actor.customer(mila), reference=in_review.reference, answer="The left one."
            ),
            "a message": lambda: write_to_shop(
                actor=Actor.customer(mila), reference=in_review.reference, text="Please hurry."
            ),
            "a paper": lambda: hand_in_documents(**staff, files=[paper]),
            "a question about the way": lambda: propose_rail(**staff, rail="store_credit", words="Your card ended."),
            "the question taken back": lambda: withdraw_proposal(**staff),
        }
        for name, act in acts.items():
            address = news_address(browser, in_review)
            with django_assert_num_queries(3):
                assert browser.get(address, headers={"HX-Request": "true"}).status_code == 204
            act()
            assert browser.get(address, headers={"HX-Request": "true"}).status_code == 200, name
        assert phone(tom).get(news_address(browser, in_review)).status_code == 404

    def test_what_has_ended_asks_no_more(self, phone: Phone, mila: Customer, in_review: Refund, boris: User) -> None:
        browser = phone(mila)
        browser.post(f"/portal/refunds/{in_review.reference}/cancellation/")
        assert "hx-get" not in browser.get(f"/portal/refunds/{in_review.reference}/").content.decode()


class TestAnswering:
    def test_mila_answers_and_a_person_goes_on(
        self, phone: Phone, mila: Customer, in_review: Refund, ana: User
    ) -> None:
        ask_customer(actor=Actor.user(ana), reference=in_review.reference, question="Which corner?")
        browser = phone(mila)
        assert "Which corner?" in page_of(browser, in_review)
        browser.post(f"/portal/refunds/{in_review.reference}/answer/", {"answer": "The left one."})
        refund = again(in_review)
        assert refund.state == "under_review"
        assert refund.events.get(kind="refund.answered").data == {"answer": "The left one."}
        assert refund.events.get(kind="refund.answered").actor == f"customer:{mila.pk}"

    @pytest.mark.parametrize(
        ("words", "sentence"), [("  ", "Write a sentence"), ("x" * 1001, "shorten the text"), ("a\x00", "shorten")]
    )
    def test_an_empty_or_endless_answer_is_refused_at_its_field_and_kept_there(
        self, phone: Phone, mila: Customer, in_review: Refund, ana: User, words: str, sentence: str
    ) -> None:
        ask_customer(actor=Actor.user(ana), reference=in_review.reference, question="Which corner?")
        answer = phone(mila).post(f"/portal/refunds/{in_review.reference}/answer/", {"answer": words})
        assert answer.status_code == 400
        assert sentence in answer.content.decode().split('id="id_answer_error"')[1]
        assert again(in_review).state == "needs_info"

    def test_nobody_answers_what_was_not_asked(self, phone: Phone, mila: Customer, in_review: Refund) -> None:
        answer = phone(mila).post(f"/portal/refunds/{in_review.reference}/answer/", {"answer": "Hello"})
        assert answer.status_code == 409 and "no longer possible" in text_of(answer)


class TestTakingBack:
    def test_mila_takes_it_back_and_can_ask_again(
        self, phone: Phone, mila: Customer, make_payment: PaymentFactory
    ) -> None:
        refund = ask(make_payment(mila, total_minor=4310))
        assert refund.state == "approved"
        browser = phone(mila)
        assert "Take the request back" in page_of(browser, refund)
        browser.post(f"/portal/refunds/{refund.reference}/cancellation/")
        refund = again(refund)
        assert (refund.state, refund.payment.left_minor) == ("canceled", 4310)
        assert letters(refund)[-1] == "canceled" and kinds(refund)[-1] == "refund.canceled"
        assert bookings(refund) == [("reserve", 1), ("release", 1)]
        assert "Take the request back" not in page_of(browser, refund)

    def test_once_the_money_is_on_its_way_it_is_too_late_and_says_so(
        self, phone: Phone, mila: Customer, make_payment: PaymentFactory
    ) -> None:
        refund = sent(make_payment, mila, "pending")
        browser = phone(mila)
        assert "Take the request back" not in page_of(browser, refund)
        answer = browser.post(f"/portal/refunds/{refund.reference}/cancellation/")
        assert answer.status_code == 409 and "no longer possible" in text_of(answer)
        assert again(refund).state == "processing"

    def test_an_approver_who_was_faster_wins(
        self, phone: Phone, mila: Customer, in_review: Refund, boris: User
    ) -> None:
        phone(mila).post(f"/portal/refunds/{in_review.reference}/cancellation/")
        with pytest.raises(Exception, match="no longer possible"):
            approve_refund(actor=Actor.user(boris), reference=in_review.reference, seen=seen_hash(again(in_review)))
        assert kinds(in_review)[-1] == "refund.canceled"
