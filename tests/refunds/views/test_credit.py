"""The desk looks at a customer's store credit, puts it right, and says how long credit is good."""

from __future__ import annotations

import pytest

from customers.models import CreditAccount
from refunds.models import CreditCorrection, CreditTerms

pytestmark = pytest.mark.django_db

WISH = {"direction": "add", "amount": "12.50", "currency": "eur", "reason": "You called us about this."}


def test_lena_adds_credit_and_mila_has_it(sign_in, lena, mila, limits):
    desk, page = sign_in(lena), f"/staff/customers/{mila.reference}/credit/"
    assert page in desk.get(f"/staff/customers/{mila.reference}/").content.decode()

    assert desk.post(page, WISH).status_code == 302

    assert CreditAccount.objects.get(customer=mila).balance_minor == 1250
    assert "You called us about this." in desk.get(page).content.decode()


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"amount": "12,5"}, 400),
        ({"amount": "-3"}, 400),
        ({"amount": "9" * 30}, 400),
        ({"currency": "XXQ"}, 400),
        ({"reason": "\x00"}, 400),
        ({"reason": "x" * 301}, 400),
        ({"direction": "give"}, 400),
        ({"direction": "take"}, 409),
    ],
)
def test_what_cannot_be_meant_moves_nothing_and_keeps_what_was_typed(sign_in, lena, mila, limits, wrong, status):
    answer = sign_in(lena).post(f"/staff/customers/{mila.reference}/credit/", {**WISH, **wrong})
    assert answer.status_code == status
    assert not CreditAccount.objects.filter(balance_minor__gt=0).exists()
    assert not CreditCorrection.objects.exists()


def test_what_is_above_fatimas_limit_waits_on_the_desk_for_lena(sign_in, fatima, lena, ana, mila, limits):
    sign_in(fatima).post(f"/staff/customers/{mila.reference}/credit/", WISH)
    waiting = CreditCorrection.objects.get()
    assert waiting.reference in sign_in(ana).get("/staff/credit/").content.decode()

    agree = f"/staff/credit/corrections/{waiting.reference}/agreement/"
    assert sign_in(ana).post(agree).status_code == 403
    assert sign_in(fatima).post(agree).status_code == 403
    assert sign_in(lena).post(agree).status_code == 302
    assert CreditAccount.objects.get().balance_minor == 1250


def test_marta_says_how_long_credit_is_good(sign_in, marta, ana):
    desk, wish = sign_in(marta), {"country": "at", "days": "", "notice_days": "14", "grace_days": "30"}
    assert desk.post("/staff/credit/terms/", wish).status_code == 302
    assert CreditTerms.objects.get().days is None
    assert "Austria" in desk.get("/staff/credit/").content.decode()
    assert desk.post("/staff/credit/terms/", {**wish, "days": "36501"}).status_code == 400
    assert desk.post("/staff/credit/terms/", {**wish, "country": "QX"}).status_code == 400
    assert sign_in(ana).post("/staff/credit/terms/", wish).status_code == 403
    assert desk.post("/staff/credit/terms/removal/", {"country": "AT"}).status_code == 302
    assert not CreditTerms.objects.exists()
