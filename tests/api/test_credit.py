"""The shop's checkout pays with store credit over HTTP: set aside, spent, given back, each once."""

from __future__ import annotations

import pytest

from customers.models import CreditAccount, CreditHold
from tests.desk import approve, ask, worker_runs

pytestmark = pytest.mark.django_db

WISH = {"currency": "EUR", "amount_minor": 3000, "order_reference": "ORDER-77"}


@pytest.fixture
def checkout(program_of, fatima, make_payment, mila, boris):
    """Fatima's program; Mila has 89.00 EUR of credit."""
    approve(ask(make_payment(mila), rail="store_credit"), boris)
    worker_runs()
    return program_of(fatima, "credit:read", "credit:spend")


def test_an_order_is_paid_and_partly_given_back_and_a_repeated_call_acts_once(checkout, mila):
    path = f"customers/{mila.reference}/credit/"
    held = [checkout.post(f"{path}holds/", WISH, key="order-77") for _ in range(2)]
    assert [answer.status_code for answer in held] == [201, 201]
    assert CreditHold.objects.count() == 1
    hold = held[0].json()
    assert held[0]["Location"] == f"/api/v1/credit-holds/{hold['reference']}/"

    captured = [
        checkout.post(f"credit-holds/{hold['reference']}/capture/", {"amount_minor": 2500}, key="capture")
        for _ in range(2)
    ]
    assert [answer.json()["captured_minor"] for answer in captured] == [2500, 2500]
    back = checkout.post(f"credit-holds/{hold['reference']}/giving-back/", {"amount_minor": 500}).json()
    assert (back["state"], back["given_back_minor"]) == ("captured", 500)

    (account,) = checkout.get(path).json()["results"]
    assert (account["balance_minor"], account["free_minor"]) == (6900, 6900)
    assert [lot["left_minor"] for lot in account["lots"]] == [6900]
    moved = checkout.get(f"{path}movements/").json()["results"]
    assert [(m["kind"], m["amount_minor"], m["order"]) for m in moved] == [
        ("give_back", 500, "ORDER-77"),
        ("spend", -2500, "ORDER-77"),
        ("issue", 8900, ""),
    ]
    assert checkout.get("credit-holds/", order_reference="ORDER-77").json()["results"] == [back]


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"amount_minor": 8901}, 409),
        ({"amount_minor": "3000"}, 400),
        ({"amount_minor": 10**18}, 400),
        ({"amount_minor": -1}, 400),
        ({"currency": "USD"}, 409),
        ({"currency": "eur"}, 400),
        ({"order_reference": ""}, 400),
        ({"order_reference": "a\x00b"}, 400),
        ({"order_reference": "\ud800"}, 400),
        ({"minutes": 0}, 400),
        ({"minutes": 100_000}, 400),
        ({"foreign": 1}, 400),
    ],
)
def test_what_cannot_be_meant_sets_nothing_aside(checkout, mila, wrong, status):
    answer = checkout.post(f"customers/{mila.reference}/credit/holds/", {**WISH, **wrong})
    assert answer.status_code == status, answer.content
    assert not CreditHold.objects.exists()
    assert CreditAccount.objects.get().held_minor == 0


def test_a_key_without_the_scope_or_the_right_spends_nothing(checkout, program_of, ana, fatima, mila):
    path = f"customers/{mila.reference}/credit/holds/"
    assert program_of(fatima, "credit:read").post(path, WISH).status_code == 403
    assert program_of(ana).post(path, WISH).status_code == 403
    assert program_of(fatima).post("customers/CU-0000-000000/credit/holds/", WISH).status_code == 404
    assert program_of(fatima).post("credit-holds/CH-0000-000000/capture/", {}).status_code == 404
    assert not CreditHold.objects.exists()
