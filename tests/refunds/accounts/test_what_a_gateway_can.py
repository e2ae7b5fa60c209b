"""What a gateway cannot do is not offered at the desk, and the reason stands there."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.urls import reverse

from customers.actors import Actor
from customers.errors import BadInput
from refunds.actions.quote_plan import PlanWish, quote_plan
from refunds.gateways.sandbox.adapter import Sandbox
from refunds.models import Refund
from tests.desk import again, approve, ask, known_to_sandbox, worker_runs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_sandbox")]


@pytest.fixture
def gateway_that(monkeypatch):
    """gateway_that(partial=False) makes the practice gateway one that cannot do this."""

    def cannot(**limits):
        monkeypatch.setattr(Sandbox, "capabilities", replace(Sandbox.capabilities, **limits))

    return cannot


def form(browser, payment) -> str:
    return browser.get(f"{reverse('refunds:new')}?payment={payment.reference}").content.decode()


def test_a_part_is_denied_where_only_the_whole_goes_back(make_payment, mila, lena, sign_in, gateway_that):
    gateway_that(partial=False)
    payment = known_to_sandbox(make_payment(mila))
    assert "gives a payment back as a whole only" in form(sign_in(lena), payment)
    part, whole = ask(payment, amount_minor=100), ask(payment)
    assert part.state == Refund.State.REJECTED
    told = part.decisions.get().rule_verdicts
    assert "as a whole only" in str(told)
    assert whole.state != Refund.State.REJECTED


def test_a_second_refund_is_not_offered_where_one_is_all(make_payment, mila, boris, lena, sign_in, gateway_that):
    payment = known_to_sandbox(make_payment(mila))
    first = approve(ask(payment, amount_minor=7000, reason="damaged"), boris)
    worker_runs()
    assert again(first).state == Refund.State.COMPLETED
    gateway_that(several=False)
    shown = form(sign_in(lena), payment)
    assert "takes one refund of a payment only" in shown
    assert 'value="original"' not in shown and 'value="store_credit"' in shown


def test_an_amount_that_the_gateway_cannot_write_is_denied_before_it_is_sent(make_payment, mila, gateway_that):
    gateway_that(currencies_exponent={"EUR": 0})
    payment = known_to_sandbox(make_payment(mila))
    crooked, round_one = ask(payment, amount_minor=1050), ask(payment, amount_minor=1000)
    assert crooked.state == Refund.State.REJECTED
    assert "has no way to write this amount" in str(crooked.decisions.get().rule_verdicts)
    assert round_one.state != Refund.State.REJECTED


def test_a_plan_gives_no_part_where_only_the_whole_goes_back(make_payment, mila, ana, gateway_that):
    gateway_that(partial=False)
    payments = [known_to_sandbox(make_payment(mila, order_reference="LH-7")) for _ in range(2)]
    left = payments[0].left_minor

    def quote(amount_minor):
        wish = PlanWish(reason="damaged", amounts={"EUR": amount_minor})
        return quote_plan(actor=Actor.user(ana), payment_reference=payments[0].reference, wish=wish)

    with pytest.raises(BadInput, match="as a whole only"):
        quote(left + 100)
    assert [share.priced.amount_minor for share in quote(left).shares] == [left]
    assert quote(2 * left).totals == {"EUR": 2 * left}


def test_a_payment_that_became_too_old_is_not_approved_for_nothing(
    make_payment, mila, boris, sign_in, gateway_that, program_of
):
    refund = ask(known_to_sandbox(make_payment(mila)), reason="damaged")
    gateway_that(max_age_days=2)
    browser = sign_in(boris)
    case = browser.get(reverse("refunds:refund", args=[refund.reference])).content.decode()
    assert "takes no refund of a payment that is older than 2 days" in case
    from refunds.fingerprint import seen_hash

    answer = program_of(boris).post(f"refunds/{refund.reference}/approval/", {"seen": seen_hash(again(refund))})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "no_way_back")
    assert again(refund).state == Refund.State.UNDER_REVIEW
    assert again(refund).payment.reserved_minor == 0
