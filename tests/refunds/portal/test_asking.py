"""Mila asks for her money back on her phone: what she is told before, what is opened, and what bad input gets."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from customers.models import Customer, Message, Payment, PaymentHold, PaymentLine
from refunds.models import Refund
from tests.cast import PaymentFactory
from tests.desk import ask, bookings, kinds, letters

Phone = Callable[[Customer], Client]
KEY = "a-key-of-this-form-0001"
POLYGLOT = """jaVasCript:/*'"><script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}{% debug %}"""


def wish(**more: Any) -> dict[str, Any]:
    return {
        "scope": "everything",
        "reason": "changed_mind",
        "reason_text": "",
        "rail": "original",
        "request_key": KEY,
        **more,
    }


def send(browser: Client, payment: Payment, **more: Any) -> Any:
    return browser.post(f"/portal/payments/{payment.reference}/refund/", wish(**more))


def quote(browser: Client, payment: Payment, **more: Any) -> str:
    answer = browser.post(f"/portal/payments/{payment.reference}/refund/quote/", wish(**more))
    assert answer.status_code == 200
    return text_of(answer)


def text_of(answer: Any) -> str:
    """What a reader sees: no mark-up, single spaces."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).replace("\xa0", " ").split())


class TestSeeing:
    def test_mila_sees_her_payments_and_not_toms(
        self, phone: Phone, mila: Customer, tom: Customer, make_payment: PaymentFactory
    ) -> None:
        make_payment(mila, lines=[("Desk lamp", 1, 4310)], order_reference="R-1")
        make_payment(tom, lines=[("Telescope", 1, 99900)], order_reference="R-2")
        seen = text_of(phone(mila).get("/portal/payments/"))
        assert "Desk lamp" in seen and "43.10 EUR can still be refunded" in seen
        assert "Telescope" not in seen and "R-2" not in seen

    def test_a_foreign_payment_and_refund_look_exactly_like_absent_ones(
        self, phone: Phone, mila: Customer, tom: Customer, make_payment: PaymentFactory
    ) -> None:
        payment = make_payment(tom)
        refund = ask(payment)
        browser = phone(mila)
        for real, absent in (
            (f"/portal/payments/{payment.reference}/", "/portal/payments/PM-1999-000001/"),
            (f"/portal/payments/{payment.reference}/refund/", "/portal/payments/PM-1999-000001/refund/"),
            (f"/portal/refunds/{refund.reference}/", "/portal/refunds/RF-1999-000001/"),
            (f"/portal/refunds/{refund.reference}/news/", "/portal/refunds/RF-1999-000001/news/"),
        ):
            foreign, nothing = browser.get(real), browser.get(absent)
            assert (foreign.status_code, nothing.status_code) == (404, 404)
            assert without_secrets(foreign).replace(real, "") == without_secrets(nothing).replace(absent, "")

    def test_nobody_asks_quotes_answers_or_withdraws_for_somebody_else(
        self, phone: Phone, mila: Customer, tom: Customer, make_payment: PaymentFactory
    ) -> None:
        payment = make_payment(tom)
        refund = ask(payment, amount_minor=100)
        browser = phone(mila)
        assert send(browser, payment).status_code == 404
        assert browser.post(f"/portal/payments/{payment.reference}/refund/quote/", wish()).status_code == 404
        for move in ("cancellation", "answer"):
            answer = browser.post(f"/portal/refunds/{refund.reference}/{move}/", {"answer": "Give it to me"})
            assert answer.status_code == 404
        assert Refund.objects.get().state == refund.state

    def test_a_stranger_is_led_to_the_door_and_back(
        self, client: Client, mila: Customer, make_payment: PaymentFactory
    ) -> None:
        payment = make_payment(mila, order_reference="R-7")
        wanted = f"/portal/payments/{payment.reference}/refund/"
        door = client.get(wanted)
        assert door["Location"].startswith("/portal/?next=")
        page = client.get(door["Location"])
        assert f'value="{wanted}"' in page.content.decode()
        answer = client.post("/portal/", {"order_reference": "R-7", "email": mila.email, "next": wanted})
        assert answer["Location"] == wanted

    def test_twenty_payments_cost_no_more_queries_than_two(
        self, phone: Phone, mila: Customer, make_payment: PaymentFactory, django_assert_max_num_queries: Any
    ) -> None:
        for _ in range(20):
            ask(make_payment(mila), amount_minor=100)
        browser = phone(mila)
        with django_assert_max_num_queries(9):
            browser.get("/portal/payments/")

    def test_what_went_back_before_recourse_counts_as_refunded(
        self, phone: Phone, mila: Customer, make_payment: PaymentFactory
    ) -> None:
        payment = make_payment(mila, total_minor=8900, refunded_before_minor=900, refunded_minor=1000)
        seen = text_of(phone(mila).get(f"/portal/payments/{payment.reference}/"))
        assert "Refunded 19.00 EUR" in seen and "Can still be refunded 70.00 EUR" in seen

    def test_what_waits_for_a_decision_is_not_offered_again(
        self, phone: Phone, mila: Customer, make_payment: PaymentFactory
    ) -> None:
        payment = make_payment(mila)
        assert ask(payment, reason="other").state == "under_review"
        browser = phone(mila)
        assert "All of it is part of a request" in text_of(browser.get("/portal/payments/"))
        assert "Ask for a refund" not in text_of(browser.get(f"/portal/payments/{payment.reference}/"))

    def test_no_page_is_kept_by_a_cache(self, phone: Phone, mila: Customer, make_payment: PaymentFactory) -> None:
        payment = make_payment(mila)
        assert "no-store" in phone(mila).get(f"/portal/payments/{payment.reference}/")["Cache-Control"]


class TestQuote:
    def test_the_form_opens_with_the_quote_for_everything(
        self, phone: Phone, mila: Customer, make_payment: PaymentFactory
    ) -> None:
        payment = make_payment(mila, total_minor=4310)
        page = text_of(phone(mila).get(f"/portal/payments/{payment.reference}/refund/"))
        assert "You get 43.10 EUR back to your card ending 4242, usually within 5 to 10 business days." in page

    def test_the_form_costs_few_queries(
        self, phone: Phone, mila: Customer, make_payment: PaymentFactory, django_assert_max_num_queries: Any
    ) -> None:
        payment = make_payment(mila, lines=[("Desk lamp", 1, 8900), ("Cup", 3, 3600)])
        ask(payment, reason="other", amount_minor=500)
        browser, address = phone(mila), f"/portal/payments/{payment.reference}/refund/"
        browser.get(address)
        with django_assert_max_num_queries(15):
            assert browser.get(address).status_code == 200

    def test_it_follows_the_lines_that_are_chosen_and_writes_nothing(
        self, phone: Phone, mila: Customer, make_payment: PaymentFactory
    ) -> None:
        payment = make_payment(mila, lines=[("Cup", 3, 1000), ("Pot", 1, 2500)])
        cup = PaymentLine.objects.get(description="Cup")
        assert "You get 6.67 EUR back" in quote(phone(mila), payment, scope="lines", **{f"line_{cup.pk}": "2"})
        assert not Refund.objects.exists() and not Message.objects.exists()

    def test_store_credit_is_there_at_once(self, phone: Phone, mila: Customer, make_payment: PaymentFactory) -> None:
        said = quote(phone(mila), make_payment(mila, total_minor=4310), rail="store_credit")
        assert "43.10 EUR" in said and "store credit" in said and "at once" in said

    def test_without_scripts_a_button_shows_it_on_the_page(
        self, phone: Phone, mila: Customer, make_payment: PaymentFactory
    ) -> None:
        page = send(phone(mila), make_payment(mila), scope="amount", amount="12.50", reason="", show_quote="1")
        assert page.status_code == 200 and "You get 12.50 EUR back" in text_of(page)
        assert not Refund.objects.exists()

    def test_a_denial_is_told_before_it_is_sent_in_kind_words(
        self, phone: Phone, mila: Customer, make_payment: PaymentFactory
    ) -> None:
        from datetime import timedelta

        from django.utils import timezone

        long_ago = timezone.now() - timedelta(days=400)
        payment = make_payment(mila, ordered_at=long_ago, captured_at=long_ago, delivered_at=long_ago)
        assert "The return window has ended" in quote(phone(mila), payment)

    def test_the_rules_stand_there_in_plain_words(
        self, phone: Phone, mila: Customer, make_payment: PaymentFactory
    ) -> None:
        from refunds.policy.discovery import policy_rules

        page = text_of(phone(mila).get(f"/portal/payments/{make_payment(mila).reference}/refund/"))
        assert all(str(rule.title) in page for rule in policy_rules().values())


@pytest.mark.django_db
class TestSending:
    def test_a_small_request_is_approved_at_once_and_mila_reads_so(
        self, phone: Phone, mila: Customer, make_payment: PaymentFactory
    ) -> None:
        payment = make_payment(mila, total_minor=4310)
        browser = phone(mila)
        answer = send(browser, payment, reason_text="The colour is wrong.")
        refund = Refund.objects.get()
        assert answer["Location"] == f"/portal/refunds/{refund.reference}/"
        assert (refund.state, refund.amount_minor, refund.reason_text) == ("approved", 4310, "The colour is wrong.")
        assert (refund.origin, refund.requested_by) == ("portal", f"customer:{mila.pk}")
        assert kinds(refund) == ["refund.requested", "refund.approved"]
        assert letters(refund) == ["approved"]
        assert bookings(refund) == [("reserve", 1)]
        assert "Approved" in text_of(browser.get(answer["Location"]))

    def test_a_form_sent_twice_opens_one_refund_and_ends_on_the_same_page(
        self, phone: Phone, mila: Customer, make_payment: PaymentFactory
    ) -> None:
        payment = make_payment(mila)
        browser = phone(mila)
        first, second = (send(browser, payment, scope="amount", amount="10") for _ in range(2))
        assert first["Location"] == second["Location"]
        assert Refund.objects.count() == 1 and len(letters(Refund.objects.get())) == 1

    def test_the_same_key_for_another_payment_is_refused(
        self, phone: Phone, mila: Customer, make_payment: PaymentFactory
    ) -> None:
        browser = phone(mila)
        send(browser, make_payment(mila))
        answer = send(browser, make_payment(mila))
        assert answer.status_code == 409 and Refund.objects.count() == 1

    def test_two_customers_may_happen_to_use_the_same_key(
        self, phone: Phone, mila: Customer, tom: Customer, make_payment: PaymentFactory
    ) -> None:
        send(phone(mila), make_payment(mila))
        send(phone(tom), make_payment(tom))
        assert Refund.objects.count() == 2

    def test_chosen_lines_and_quantities_are_what_is_asked_for(
        self, phone: Phone, mila: Customer, make_payment: PaymentFactory
    ) -> None:
        payment = make_payment(mila, lines=[("Cup", 3, 1000), ("Pot", 1, 2500)])
        cup = PaymentLine.objects.get(description="Cup")
        send(phone(mila), payment, scope="lines", **{f"line_{cup.pk}": "1"})
        line = Refund.objects.get().lines.get()
        assert (line.payment_line_id, line.quantity, line.amount_minor) == (cup.pk, 1, 334)

    @pytest.mark.parametrize(
        ("amount", "sentence"),
        [
            ("", "Write the amount with digits and a point"),
            ("-5", "Write the amount with digits and a point"),
            ("NaN", "Write the amount with digits and a point"),
            ("1e3", "Write the amount with digits and a point"),
            ("١٢", "Write the amount with digits and a point"),
            ("1,234.00", "Write the amount with digits and a point"),
            ("1,234", "Write the amount with digits and a point"),
            ("0", "The amount must be more than zero"),
            ("0.00", "The amount must be more than zero"),
            ("10.001", "EUR has 2 digits after the point"),
            ("89.01", "This is more than is left on the payment"),
            ("9999999999999999", "The amount is too large"),
            ("9" * 33, "at most 32 characters"),
        ],
    )
    def test_a_bad_amount_gets_its_sentence_at_the_field_and_nothing_is_written(
        self, phone: Phone, mila: Customer, make_payment: PaymentFactory, amount: str, sentence: str
    ) -> None:
        payment = make_payment(mila, total_minor=8900)
        answer = send(phone(mila), payment, scope="amount", amount=amount)
        assert answer.status_code == 400
        field = re.search(r'id="id_amount_error".*?</div></div>', answer.content.decode(), re.S)
        assert field and sentence in field[0]
        assert f'value="{amount}"' in answer.content.decode()
        assert not Refund.objects.exists() and not Message.objects.exists()

    def test_a_comma_from_a_phone_is_read_as_a_point(
        self, phone: Phone, mila: Customer, make_payment: PaymentFactory
    ) -> None:
        send(phone(mila), make_payment(mila), scope="amount", amount="12,5")
        assert Refund.objects.get().amount_minor == 1250

    def test_yen_have_no_digits_after_the_point(
        self, phone: Phone, mila: Customer, make_payment: PaymentFactory
    ) -> None:
        payment = make_payment(mila, total_minor=5000, currency="JPY")
        browser = phone(mila)
        assert send(browser, payment, scope="amount", amount="12,5").status_code == 400
        assert send(browser, payment, scope="amount", amount="12.5").status_code == 400
        assert send(browser, payment, scope="amount", amount="1200").status_code == 302
        assert Refund.objects.get().amount_minor == 1200

    @pytest.mark.parametrize(
        ("field", "value", "sentence"),
        [
            ("scope", "all my money", "Select a valid choice"),
            ("reason", "", "Please choose a reason"),
            ("reason", "goodwill", "Select a valid choice"),
            ("rail", "bank_transfer", "Select a valid choice"),
            ("reason_text", "x" * 2001, "at most 2000 characters"),
            ("reason_text", "a\x00b", "Null characters are not allowed"),
            ("request_key", "", "This field is required"),
            ("request_key", "short", "This form is incomplete"),
        ],
    )
    def test_other_bad_input_is_refused_in_words(
        self, phone: Phone, mila: Customer, make_payment: PaymentFactory, field: str, value: str, sentence: str
    ) -> None:
        answer = send(phone(mila), make_payment(mila), **{field: value})
        assert answer.status_code == 400 and sentence in text_of(answer)
        assert not Refund.objects.exists()

    def test_no_line_chosen_and_too_many_of_one_are_told_at_the_choice(
        self, phone: Phone, mila: Customer, make_payment: PaymentFactory
    ) -> None:
        payment = make_payment(mila, lines=[("Cup", 3, 1000), ("Nail", 500, 2500)])
        cup, nail = PaymentLine.objects.order_by("position")
        browser = phone(mila)
        assert "Choose at least one thing" in text_of(send(browser, payment, scope="lines"))
        assert "Only 3 of this" in text_of(send(browser, payment, scope="lines", **{f"line_{cup.pk}": "4"}))
        many = send(browser, payment, scope="lines", **{f"line_{nail.pk}": "501"})
        assert "less than or equal to 500" in text_of(many)
        assert not Refund.objects.exists()

    def test_nothing_can_be_asked_where_nothing_is_left(
        self, phone: Phone, mila: Customer, make_payment: PaymentFactory
    ) -> None:
        payment = make_payment(mila, refunded_minor=8900)
        browser = phone(mila)
        assert "Nothing is left to refund" in text_of(browser.get(f"/portal/payments/{payment.reference}/refund/"))
        assert send(browser, payment).status_code == 400
        assert not Refund.objects.exists()

    def test_a_hold_lets_a_colleague_look_first(
        self, phone: Phone, mila: Customer, make_payment: PaymentFactory
    ) -> None:
        payment = make_payment(mila)
        PaymentHold.objects.create(payment=payment, kind="dispute", reason="Dispute DP-1", placed_by="system:test")
        send(phone(mila), payment)
        assert Refund.objects.get().state == "under_review"

    def test_hostile_words_are_shown_as_words_on_every_page_and_in_every_letter(
        self, phone: Phone, mila: Customer, make_payment: PaymentFactory, ana: Any, boris: Any
    ) -> None:
        from customers.actors import Actor
        from refunds.actions.ask_customer import ask_customer

        Customer.objects.filter(pk=mila.pk).update(name=POLYGLOT[:200])
        mila.refresh_from_db()
        payment = make_payment(mila, lines=[(POLYGLOT, 1, 8900), (POLYGLOT, 2, 30000)], order_reference=POLYGLOT[:100])
        browser = phone(mila)
        answer = send(browser, payment, reason="other", reason_text=POLYGLOT)
        refund = Refund.objects.get()
        if refund.state == "under_review":
            ask_customer(actor=Actor.user(ana), reference=refund.reference, question=POLYGLOT)
        pages: list[Any] = [
            browser.get(answer["Location"]),
            browser.get("/portal/payments/"),
            browser.get(f"/portal/payments/{payment.reference}/"),
            browser.get(f"/portal/payments/{payment.reference}/refund/"),
            send(browser, payment, scope="amount", amount=POLYGLOT[:30], reason_text=POLYGLOT),
        ]
        bodies = [page.content.decode() for page in pages] + [m.body_html for m in Message.objects.all()]
        assert all(
            "<script>alert" not in body and "<img src=x" not in body and "{{7*7}}" in body for body in bodies[:4]
        )
        assert all("<script>alert" not in body and "<img src=x" not in body for body in bodies)
        assert all("\n" not in message.subject for message in Message.objects.all())


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_eight_impatient_taps_open_one_refund(phone: Phone, mila: Customer, make_payment: PaymentFactory) -> None:
    payment = make_payment(mila)
    browsers = [phone(mila) for _ in range(8)]

    def tap(browser: Client) -> str:
        try:
            return str(send(browser, payment, scope="amount", amount="10")["Location"])
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as crowd:
        places = set(crowd.map(tap, browsers))
    assert len(places) == 1 and Refund.objects.count() == 1


def without_secrets(answer: Any) -> str:
    """A page without what differs every time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"|nonce="[^"]+"', "", answer.content.decode())
