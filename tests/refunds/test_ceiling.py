"""Nothing that is given back exceeds what was captured, however it is asked for."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from customers.errors import BadInput, Conflict, NotFound
from customers.models import Payment
from refunds.actions.line_amounts import LineAsk
from refunds.models import Refund
from tests.desk import again, approve, ask, known_to_sandbox, worker_runs

pytestmark = pytest.mark.django_db

LAMPS = [("Desk lamp", 3, 10000), ("Shipping", 1, 499)]


def test_mila_gets_one_lamp_of_three_to_the_last_cent(make_payment, mila, boris):
    payment = known_to_sandbox(make_payment(mila, lines=LAMPS))
    lamp = payment.lines.first()
    worth = []
    for _ in range(3):
        refund = ask(Payment.objects.get(pk=payment.pk), lines=[LineAsk(lamp.pk, 1)], reason_text="one more")
        approve(refund, boris) if refund.state == "under_review" else None
        worker_runs()
        worth.append(refund.amount_minor)

    assert worth == [3334, 3333, 3333]
    with pytest.raises(BadInput, match="Only 0 of"):
        ask(payment, lines=[LineAsk(lamp.pk, 1)])
    assert Payment.objects.get(pk=payment.pk).left_minor == 499


def test_a_second_refund_that_no_longer_fits_is_refused_when_it_is_approved(make_payment, mila, boris):
    payment = known_to_sandbox(make_payment(mila, total_minor=10000))
    first, second = ask(payment, amount_minor=6000), ask(payment, amount_minor=6001)
    assert (first.state, second.state) == ("under_review", "under_review")
    approve(first, boris)

    with pytest.raises(Conflict, match="more than is left"):
        approve(second, boris)

    second = again(second)
    assert second.state == Refund.State.UNDER_REVIEW
    assert second.payment.reserved_minor == 6000
    assert not second.journal.exists()


@pytest.mark.parametrize("amount", [0, -1, True, 1.5, "100", 10**16])
def test_an_amount_that_cannot_be_meant_is_refused(make_payment, mila, amount):
    with pytest.raises(BadInput):
        ask(make_payment(mila), amount_minor=amount)
    assert not Refund.objects.exists()


def test_the_wishes_that_make_no_sense_get_a_sentence_and_write_nothing(make_payment, mila, tom):
    payment, foreign = make_payment(mila), make_payment(tom)
    line, foreign_line = payment.lines.get(), foreign.lines.get()
    for wish, code in [
        ({"amount_minor": 8901}, "more_than_left"),
        ({"amount_minor": 100, "lines": [LineAsk(line.pk, 1)]}, "lines_and_amount"),
        ({"lines": [LineAsk(line.pk, 1), LineAsk(line.pk, 1)]}, "line_twice"),
        ({"lines": [LineAsk(foreign_line.pk, 1)]}, "foreign_line"),
        ({"lines": [LineAsk(line.pk, 0)]}, "bad_quantity"),
        ({"lines": [LineAsk(line.pk, 2)]}, "quantity_exceeded"),
        ({"currency": "USD"}, "wrong_currency"),
        ({"rail": "cash"}, "unknown_rail"),
        ({"reason": "because"}, "unknown_reason"),
        ({"reason_text": "x" * 2001}, "text_too_long"),
    ]:
        with pytest.raises(BadInput) as refusal:
            ask(payment, **wish)
        assert refusal.value.code == code
    assert not Refund.objects.exists()


def test_toms_payment_looks_to_mila_like_none_at_all(make_payment, mila, tom):
    from customers.actors import Actor

    with pytest.raises(NotFound) as foreign:
        ask(make_payment(tom), actor=Actor.customer(mila))
    make_payment(mila)
    absent = make_payment(tom)
    Payment.objects.filter(pk=absent.pk).update(reference="PM-0000-000000")
    with pytest.raises(NotFound) as none:
        ask(absent, actor=Actor.customer(mila))
    assert str(foreign.value) == str(none.value)


def test_the_database_itself_refuses_more_than_was_captured(make_payment, mila):
    payment = make_payment(mila)
    with pytest.raises(IntegrityError, match="payment_never_over_captured"), transaction.atomic():
        Payment.objects.filter(pk=payment.pk).update(reserved_minor=8901)
