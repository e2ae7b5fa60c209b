"""Stopping a payment and letting it go on, by a program."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


def test_anas_program_stops_a_payment_and_lets_it_go_on(program_of, ana, make_payment, mila):
    payment, program = make_payment(mila), program_of(ana)

    held = program.post(f"payments/{payment.reference}/hold/", {"reason": "The parcel is on its way back."})
    assert held.status_code == 201 and held.json()["holds"] == ["The parcel is on its way back."]
    assert payment.holds.get().released_at is None

    lifted = program.post(f"payments/{payment.reference}/hold-lifting/", {})
    assert lifted.status_code == 200 and lifted.json()["holds"] == []
    assert payment.holds.get().released_at is not None


def test_a_second_hold_by_hand_and_a_second_lifting_come_too_late(program_of, ana, make_payment, mila):
    payment, program = make_payment(mila), program_of(ana)
    address = f"payments/{payment.reference}/"
    assert program.post(f"{address}hold-lifting/", {}).json()["error"]["code"] == "not_on_hold"
    program.post(f"{address}hold/", {"reason": "Wait."})
    again = program.post(f"{address}hold/", {"reason": "Wait."})
    assert (again.status_code, again.json()["error"]["code"]) == (409, "already_on_hold")
    assert payment.holds.count() == 1


@pytest.mark.parametrize("body", [{}, {"reason": ""}, {"reason": " "}, {"reason": "x" * 301}, {"reason": 1},
                                  {"reason": "a\u0000b"}, {"reason": "Wait.", "until": "tomorrow"}])  # fmt: skip
def test_a_hold_without_a_sound_reason_is_refused(program_of, ana, make_payment, mila, body):
    payment = make_payment(mila)
    assert program_of(ana).post(f"payments/{payment.reference}/hold/", body).status_code == 400
    assert not payment.holds.exists()


def test_the_auditor_stops_nothing(program_of, ayaka, make_payment, mila):
    payment = make_payment(mila)
    assert program_of(ayaka).post(f"payments/{payment.reference}/hold/", {"reason": "Wait."}).status_code == 403
    assert program_of(ayaka).post("payments/PM-1999-000001/hold/", {"reason": "Wait."}).status_code == 403
    assert not payment.holds.exists()
