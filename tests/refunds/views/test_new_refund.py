"""Ana asks on a customer's behalf: what she sees before, what is opened, what is refused at its field."""

from __future__ import annotations

import pytest
from django.urls import reverse

from refunds.models import Refund
from tests.desk import kinds
from tests.refunds.portal.test_telling import generous

__all__ = ["generous"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def payment(make_payment, mila):
    return make_payment(mila, lines=[("Desk lamp", 3, 10_000), ("Bulb", 2, 1_501)])


@pytest.fixture
def send(payment, ana, sign_in):
    """send(part="amount", amount="12.00") fills in the form and sends it."""

    def sent(headers=None, **typed):
        wish = {"part": "everything", "reason": "damaged", "rail": "original", "request_key": "k1", **typed}
        address = f"{reverse('refunds:new')}?payment={payment.reference}"
        return sign_in(ana).post(address, wish, headers=headers)

    return sent


def test_everything_that_is_left_goes_back(send, payment, ana):
    response = send(reason_text="It arrived in pieces.")
    refund = Refund.objects.get()
    assert response["Location"] == reverse("refunds:refund", args=[refund.reference])
    assert (refund.amount_minor, refund.requester, refund.origin) == (11_501, ana, "staff")
    assert kinds(refund)[0] == "refund.requested"
    assert refund.reason_text == "It arrived in pieces."


def test_she_asks_what_the_portal_would_ask_and_answers_stand_on_the_case(generous, send, payment, ana, sign_in):
    page = sign_in(ana).get(f"{reverse('refunds:new')}?payment={payment.reference}").content.decode()
    assert "What is broken?" in page and 'class="follow-up for-damaged"' in page
    assert send(answer_damaged_1="x" * 301).status_code == 400
    assert send(answer_damaged_2="maybe").status_code == 400
    send(answer_damaged_1="The foot", answer_wrong_item_1="")
    refund = Refund.objects.get()
    assert [(row["number"], row["question"], row["answer"]) for row in refund.answers] == [
        (1, "What is broken?", "The foot")
    ]
    assert "The foot" in sign_in(ana).get(f"/staff/refunds/{refund.reference}/").content.decode()


def test_units_of_a_line_go_back_to_the_last_cent(send, payment):
    lamp = payment.lines.get(description="Desk lamp")
    send(part="lines", **{f"line_{lamp.pk}": "2"})
    refund = Refund.objects.get()
    assert refund.amount_minor == 6_667
    assert [(line.payment_line, line.quantity) for line in refund.lines.all()] == [(lamp, 2)]


def test_an_amount_goes_back(send):
    send(part="amount", amount="12.5")
    assert Refund.objects.get().amount_minor == 1_250


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"part": "amount", "amount": "12,50"}, "amount", "Write the amount with digits and a point"),
        ({"part": "amount", "amount": ""}, "amount", "Write the amount with digits and a point"),
        ({"part": "amount", "amount": "-5"}, "amount", "Write the amount with digits and a point"),
        ({"part": "amount", "amount": "0"}, "amount", "The amount must be more than zero."),
        ({"part": "amount", "amount": "1.005"}, "amount", "EUR has 2 digits after the point."),
        ({"part": "amount", "amount": "115.02"}, "amount", "This is more than is left on the payment."),
        ({"part": "lines"}, "part", "Say how many of at least one line go back."),
        ({"reason": ""}, "reason", "This field is required."),
        ({"reason": "because"}, "reason", "Select a valid choice."),
        ({"rail": "cash"}, "rail", "Select a valid choice."),
    ],
)
def test_what_cannot_be_meant_is_refused_at_its_field(send, typed, field, sentence):
    response = send(**typed)
    page = response.content.decode()
    assert response.status_code == 400
    assert sentence in page and f'id="id_{field}_error"' in page
    assert not Refund.objects.exists()


def test_more_of_a_line_than_was_bought_is_refused(send, payment):
    lamp = payment.lines.get(description="Desk lamp")
    assert send(part="lines", **{f"line_{lamp.pk}": "4"}).status_code == 400
    assert not Refund.objects.exists()


def test_the_same_form_sent_twice_opens_one_refund(send):
    assert send()["Location"] == send()["Location"]
    assert Refund.objects.count() == 1


def test_the_quote_button_works_without_scripts_and_writes_nothing(send):
    page = send(step="quote").content.decode()
    assert "115.01" in page and "The policy would say" in page and "<html" in page
    assert not Refund.objects.exists()


def test_the_live_quote_is_a_fragment(send, payment):
    page = send(step="quote", part="amount", amount="20.00", headers={"HX-Request": "true"}).content.decode()
    assert "20.00" in page and "<html" not in page
    assert not Refund.objects.exists()


def test_a_payment_that_does_not_exist_is_not_found(ana, sign_in):
    assert sign_in(ana).get(reverse("refunds:new") + "?payment=PM-1").status_code == 404
