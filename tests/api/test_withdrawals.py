"""The shop's own page hands declarations in over the API; programs match, refuse and read them."""

from __future__ import annotations

import pytest

from customers.models import Message
from refunds.models import WithdrawalDeclaration
from refunds.tasks import work_withdrawals
from refunds.withdrawal_laws import write_delivered_laws

pytestmark = pytest.mark.django_db


def wish(order: str, **more: str) -> dict[str, str]:
    return {"name": "Mila Novak", "order_reference": order, "email": "mila@home.example", "language": "de", **more}


def test_a_shops_page_hands_it_in_once_and_reads_what_became_of_it(program_of, ana, make_payment, mila):
    write_delivered_laws()
    order = make_payment(mila, 45_000).order_reference
    shop = program_of(ana)
    first = shop.post("withdrawals/", wish(order), key="w-1")
    assert first.status_code == 201 and first.json()["state"] == "received"
    assert first.json()["content"].startswith("Hiermit widerrufe ich den hier genannten Vertrag.")
    assert shop.post("withdrawals/", wish(order), key="w-1").json() == first.json()
    work_withdrawals()
    now = shop.get(f"withdrawals/{first.json()['reference']}/").json()
    assert (now["state"], now["law"], now["origin"]) == ("matched", "European Union", "api")
    assert now["refund"].startswith("RF-") and now["acknowledged_at"]
    paper = shop.get(f"withdrawals/{now['reference']}/paper/")
    assert paper.status_code == 200 and paper.content.startswith(b"%PDF-")
    assert Message.objects.get(kind="withdrawal_received").language == "de"
    assert [row["reference"] for row in shop.get("withdrawals/", state="matched").json()["results"]] == [
        now["reference"]
    ]


def test_a_program_matches_and_refuses_in_its_owners_name(program_of, boris, ayaka, make_payment, mila):
    payment = make_payment(mila, 45_000)
    shop, reader = program_of(boris), program_of(ayaka)
    one, two = (shop.post("withdrawals/", wish(f"X-{n}")).json()["reference"] for n in (1, 2))
    assert reader.post("withdrawals/", wish("X-3")).status_code == 403
    assert reader.post(f"withdrawals/{one}/match/", {"to": payment.reference}).status_code == 403
    matched = shop.post(f"withdrawals/{one}/match/", {"to": payment.reference}).json()
    assert (matched["state"], matched["payment"]) == ("matched", payment.reference)
    refused = shop.post(f"withdrawals/{two}/refusal/", {"explanation": "There is no such order."}).json()
    assert (refused["state"], refused["refusal"]) == ("refused", "There is no such order.")
    again = shop.post(f"withdrawals/{two}/refusal/", {"explanation": "No."})
    assert (again.status_code, again.json()["error"]["code"]) == (409, "withdrawal_not_waiting")


@pytest.mark.parametrize(
    "body",
    [
        {}, wish("R-1", name=""), wish("R-1", email="nobody"), wish("x" * 121), wish("R-1", reason="I want"),
        wish("R-1", name="a\x00b"), wish("R-1", items="see www.evil.example"), [], wish("R-1", language="Klingon"),
    ],
)  # fmt: skip
def test_bad_input_is_refused_and_nothing_is_kept(program_of, ana, body):
    assert program_of(ana).post("withdrawals/", body).status_code == 400
    assert not WithdrawalDeclaration.objects.exists()


def test_a_program_writes_down_a_law(program_of, marta, ana):
    law = {
        "name": "Norway", "countries": ["NO"], "days": 14, "pay_back_days": None, "counted": "calendar",
        "may_wait": True, "wording": "14 days.", "source": "Angrerettloven", "as_of": "2026-11-01",
    }  # fmt: skip
    assert program_of(ana).post("withdrawal-laws/", law).status_code == 403
    made = program_of(marta).post("withdrawal-laws/", law).json()
    changed = program_of(marta).post(f"withdrawal-laws/{made['id']}/", {**law, "days": 30}).json()
    assert (made["days"], changed["days"], changed["pay_back_days"]) == (14, 30, None)
    assert program_of(ana).get("withdrawal-laws/").json()["results"] == [changed]
    assert program_of(marta).post(f"withdrawal-laws/{made['id']}/removal/", {}).json() == {"results": []}
