"""Programs change requests, give goodwill, ask about the way of the money and refund whole orders."""

from __future__ import annotations

import pytest

from customers.actors import Actor
from refunds.actions.rail_proposals import answer_proposal
from refunds.models import Refund, RefundPlan
from tests.desk import again, ask

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(make_payment, mila) -> Refund:
    payment = make_payment(mila, lines=[("Desk lamp", 3, 45_000), ("Shelf", 1, 30_000)])
    return ask(payment, amount_minor=40_000, reason="other")


def read(program, refund):
    return program.get(f"refunds/{refund.reference}/").json()


def test_a_quote_with_goodwill_is_what_is_asked_for(program_of, ana, make_payment, mila):
    payment = make_payment(mila, lines=[("Desk lamp", 2, 20_001), ("Shelf", 1, 30_000)])
    line = {"line_id": payment.lines.get(position=1).pk, "quantity": 1}
    wish = {"payment": payment.reference, "reason": "damaged", "lines": [line], "goodwill_minor": 499}
    program = program_of(ana)
    quote = program.post("quotes/", wish).json()
    assert (quote["amount_minor"], quote["goodwill_minor"], quote["fee_minor"]) == (10_500, 499, 0)
    opened = program.post("refunds/", wish).json()
    assert (opened["amount_minor"], opened["goodwill_minor"]) == (10_500, 499)
    refused = program.post("refunds/", {**wish, "goodwill_minor": 5_001})
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "above_goodwill_limit")


def test_ana_changes_what_is_asked(program_of, ana, waiting):
    program = program_of(ana)
    wish = {"amount_minor": 30_000, "goodwill_minor": 10}
    assert program.post(f"refunds/{waiting.reference}/change_quote/", wish).json()["amount_minor"] == 30_010
    seen = read(program, waiting)["approval_hash"]
    body = {**wish, "seen": seen, "words": "She called."}
    changed = program.post(f"refunds/{waiting.reference}/change/", body)
    assert changed.status_code == 200, changed.content
    shown = changed.json()
    assert (shown["amount_minor"], shown["revision"], shown["approval_hash"] != seen) == (30_010, 1, True)
    assert shown["revisions"][0]["before"]["amount_minor"] == 40_000
    stale = program.post(f"refunds/{waiting.reference}/change/", {**body, "amount_minor": 7})
    assert (stale.status_code, stale.json()["error"]["code"]) == (409, "changed_since_seen")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"amount_minor": 5, "everything": True}, "everything"),
        ({"amount_minor": 0}, "amount_minor"),
        ({"amount_minor": "5"}, "amount_minor"),
        ({"rail": "store_credit"}, "rail"),
        ({"goodwill_minor": -1}, "goodwill_minor"),
        ({"reason": "because"}, "reason"),
        ({"lines": []}, "lines"),
        ({"fee_waiver": "x" * 1_001}, "fee_waiver"),
    ],
)
def test_a_change_that_cannot_be_meant_names_its_field(program_of, ana, waiting, body, field):
    answer = program_of(ana).post(f"refunds/{waiting.reference}/change/", {"seen": "x", "words": "y", **body})
    assert answer.status_code == 400
    assert field in answer.json()["error"]["fields"]
    assert again(waiting).revision == 0


def test_another_way_needs_milas_yes(program_of, ana, boris, waiting, mila):
    program = program_of(ana)
    asked = program.post(
        f"refunds/{waiting.reference}/rail_proposal/", {"rail": "store_credit", "words": "Your card is gone."}
    )
    assert asked.json()["rail_proposals"][0]["state"] == "open"
    seen = read(program, waiting)["approval_hash"]
    blocked = program_of(boris).post(f"refunds/{waiting.reference}/approval/", {"seen": seen})
    assert (blocked.status_code, blocked.json()["error"]["code"]) == (409, "waits_for_consent")
    number = asked.json()["rail_proposals"][0]["id"]
    answer_proposal(actor=Actor.customer(mila), reference=waiting.reference, proposal_id=number, agrees=True)
    assert read(program, waiting)["rail"] == "store_credit"


def test_what_was_said_on_the_phone_and_a_withdrawal(program_of, ana, boris, waiting):
    path = f"refunds/{waiting.reference}/"
    proposal = {"rail": "bank_transfer", "words": "Your card is gone."}
    program_of(ana).post(f"{path}rail_proposal/", proposal)
    said = program_of(boris).post(f"{path}rail_answer/", {"agrees": False, "words": "No, she said."})
    assert (said.json()["rail"], said.json()["rail_proposals"][0]["recorder"]) == ("original", "Boris Meyer")
    program_of(ana).post(f"{path}rail_proposal/", proposal)
    withdrawn = program_of(ana).post(f"{path}rail_withdrawal/", {})
    assert withdrawn.json()["rail_proposals"][0]["state"] == "withdrawn"


def test_an_order_is_quoted_asked_for_and_decided(program_of, ana, boris, make_payment, mila):
    order = [make_payment(mila, total_minor=30_000, order_reference="LH-1") for _ in range(2)]
    wish = {
        "payment": order[0].reference,
        "reason": "other",
        "amounts": [{"currency": "EUR", "amount_minor": 40_001}],
        "strategy": "in_proportion",
    }
    program = program_of(ana)
    quote = program.post("plans/quotes/", wish).json()
    assert [share["amount_minor"] for share in quote["shares"]] == [20_001, 20_000]
    assert quote["totals_minor"] == {"EUR": 40_001}
    opened = program.post("plans/", {**wish, "seen": quote["seen"]})
    assert opened.status_code == 201, opened.content
    plan = program.client.get(opened["Location"]).json()
    assert [refund["amount_minor"] for refund in plan["refunds"]] == [20_001, 20_000]
    assert {refund["plan"] for refund in plan["refunds"]} == {plan["reference"]}
    own = program.post(f"plans/{plan['reference']}/approval/", {"seen": plan["approval_hash"]})
    assert own.status_code == 403
    approved = program_of(boris).post(f"plans/{plan['reference']}/approval/", {"seen": plan["approval_hash"]})
    assert (approved.json()["state"], {r["state"] for r in approved.json()["refunds"]}) == ("approved", {"approved"})


@pytest.mark.parametrize(
    "wish",
    [
        {"amounts": [{"currency": "EUR", "amount_minor": 1}, {"currency": "EUR", "amount_minor": 2}]},
        {"amounts": [{"currency": "XXXX", "amount_minor": 1}]},
        {"amounts": [{"currency": "EUR", "amount_minor": 10**16}]},
        {"strategy": "by_mood"},
        {"reason": "because"},
        {"lines": [{"line_id": 0, "quantity": 1}]},
        {"payment": "PM-\x00"},
    ],
)
def test_a_plan_that_cannot_be_meant_is_refused(program_of, ana, make_payment, mila, wish):
    payment = make_payment(mila, order_reference="LH-1")
    answer = program_of(ana).post("plans/quotes/", {"payment": payment.reference, "reason": "other", **wish})
    assert answer.status_code in (400, 404), answer.content
    assert not RefundPlan.objects.exists()
