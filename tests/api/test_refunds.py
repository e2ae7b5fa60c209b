"""A program asks for a refund, people decide it, and the worker pays it: the same road as on the pages."""

from __future__ import annotations

import pytest

from customers.models import Message, Payment
from refunds.models import JournalEntry, Refund, RefundEvent, WorkOrder

pytestmark = pytest.mark.django_db


@pytest.fixture
def lamp(mila, make_payment):
    """Two lamps for 89.00 EUR together, and a shelf that needs a person: 400.00 EUR."""
    return make_payment(mila, lines=[("Desk lamp", 2, 8_901), ("Shelf", 1, 40_000)])


def ask(program, payment, **wish):
    response = program.post("refunds/", {"payment": payment.reference, "reason": "damaged", **wish})
    assert response.status_code == 201, response.content
    return program.get(f"refunds/{response.json()['reference']}/").json()


def test_ana_asks_by_line_and_quantity(program_of, ana, lamp):
    line = lamp.lines.get(position=1)
    shown = ask(program_of(ana), lamp, lines=[{"line_id": line.pk, "quantity": 1}], reason_text="Cracked foot")
    assert shown["amount_minor"] == 4_451
    assert shown["currency"] == "EUR"
    assert shown["lines"][0]["quantity"] == 1
    assert shown["decision"]["rules"]
    refund = Refund.objects.get(reference=shown["reference"])
    assert (refund.origin, refund.requester, refund.requested_by.split(":")[0]) == ("api", ana, "api_key")
    assert RefundEvent.objects.filter(refund=refund, kind="refund.requested").exists()
    assert Message.objects.filter(kind="refund_received", about=refund.reference).exists()
    assert refund.history.first().history_user == ana


def test_the_answer_tells_where_it_stands(program_of, ana, lamp):
    program = program_of(ana)
    response = program.post("refunds/", {"payment": lamp.reference, "reason": "damaged"})
    again = program.client.get(response["Location"])
    assert again.status_code == 200
    opened, shown = response.json(), again.json()
    assert opened["decision"]["verdict"] == "review"
    assert {name: shown[name] for name in opened} == opened


def test_ana_asks_boris_approves_over_the_api_and_the_money_is_reserved(program_of, ana, boris, lamp):
    asked = ask(program_of(ana), lamp, amount_minor=40_000, currency="EUR")
    assert asked["state"] == "under_review"
    boris_program = program_of(boris)
    seen = boris_program.get(f"refunds/{asked['reference']}/").json()["approval_hash"]
    approved = boris_program.post(f"refunds/{asked['reference']}/approval/", {"seen": seen})
    assert approved.status_code == 200, approved.content
    assert approved.json()["state"] == "approved"
    assert [a["approver"] for a in approved.json()["approvals"]] == ["Boris Meyer"]
    lamp.refresh_from_db()
    assert lamp.reserved_minor == 40_000
    assert WorkOrder.objects.filter(topic="refund.submit", state="due").count() == 1
    assert JournalEntry.objects.filter(kind="reserve").count() == 1


@pytest.mark.four_eyes
def test_boris_cannot_approve_what_his_key_asked_for(program_of, boris, lamp):
    program = program_of(boris)
    asked = ask(program, lamp, amount_minor=40_000, currency="EUR")
    answer = program.post(f"refunds/{asked['reference']}/approval/", {"seen": asked["approval_hash"]})
    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "own_request"
    assert not WorkOrder.objects.exists()


@pytest.mark.four_eyes
def test_two_keys_of_one_person_are_one_person(program_of, ana, boris, mila, make_payment):
    dear = make_payment(mila, total_minor=90_000)
    asked = ask(program_of(ana), dear)
    path = f"refunds/{asked['reference']}/approval/"
    first = program_of(boris).post(path, {"seen": asked["approval_hash"]})
    second = program_of(boris).post(path, {"seen": asked["approval_hash"]})
    assert (first.status_code, first.json()["state"]) == (200, "under_review")
    assert (second.status_code, second.json()["error"]["code"]) == (409, "approved_by_you")
    assert not WorkOrder.objects.exists()


@pytest.mark.four_eyes
def test_what_changed_since_it_was_seen_is_not_approved(program_of, ana, boris, lamp):
    asked = ask(program_of(ana), lamp, amount_minor=40_000, currency="EUR")
    Refund.objects.filter(reference=asked["reference"]).update(amount_minor=39_000)
    answer = program_of(boris).post(f"refunds/{asked['reference']}/approval/", {"seen": asked["approval_hash"]})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "changed_since_seen")


@pytest.mark.four_eyes
def test_an_agent_approves_nothing(program_of, ana, boris, lamp):
    asked = ask(program_of(boris), lamp, amount_minor=40_000, currency="EUR")
    answer = program_of(ana).post(f"refunds/{asked['reference']}/approval/", {"seen": asked["approval_hash"]})
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "role_missing")


def test_boris_rejects_with_a_sentence_that_mila_reads(program_of, ana, boris, lamp):
    asked = ask(program_of(ana), lamp, amount_minor=40_000, currency="EUR")
    body = {"seen": asked["approval_hash"], "explanation": "The shelf was custom-made."}
    answer = program_of(boris).post(f"refunds/{asked['reference']}/rejection/", body)
    assert answer.json()["state"] == "rejected"
    letter = Message.objects.get(kind="refund_rejected", about=asked["reference"])
    assert "The shelf was custom-made." in letter.body_text


def test_a_question_goes_to_mila_and_her_answer_comes_back(program_of, ana, boris, lamp):
    asked = ask(program_of(ana), lamp, amount_minor=40_000, currency="EUR")
    boris_program = program_of(boris)
    question = boris_program.post(f"refunds/{asked['reference']}/question/", {"question": "A photo, please?"})
    assert question.json()["state"] == "needs_info"
    answer = boris_program.post(f"refunds/{asked['reference']}/answer/", {"answer": "It is attached."})
    assert answer.json()["state"] == "under_review"
    kinds = [e["kind"] for e in boris_program.get(f"refunds/{asked['reference']}/events/").json()["results"]]
    assert kinds[-2:] == ["refund.asked", "refund.answered"]


def test_ana_takes_her_request_back(program_of, ana, lamp):
    program = program_of(ana)
    asked = ask(program, lamp, amount_minor=40_000, currency="EUR")
    answer = program.post(f"refunds/{asked['reference']}/cancellation/", {})
    assert answer.json()["state"] == "canceled"
    twice = program.post(f"refunds/{asked['reference']}/cancellation/", {})
    assert (twice.status_code, twice.json()["error"]["code"]) == (409, "already_moved")


def test_fatima_records_the_transfer_that_she_made(program_of, ana, boris, fatima, lamp):
    asked = ask(program_of(ana), lamp, amount_minor=40_000, currency="EUR", rail="bank_transfer")
    program_of(boris).post(f"refunds/{asked['reference']}/approval/", {"seen": asked["approval_hash"]})
    answer = program_of(fatima).post(f"refunds/{asked['reference']}/transfer/", {"bank_reference": "SEPA-77"})
    assert answer.json()["state"] == "completed", answer.json()
    lamp.refresh_from_db()
    assert (lamp.reserved_minor, lamp.refunded_minor) == (0, 40_000)


def test_a_refund_that_has_not_failed_is_not_sent_again(program_of, ana, boris, lamp):
    asked = ask(program_of(ana), lamp, amount_minor=40_000, currency="EUR")
    answer = program_of(boris).post(f"refunds/{asked['reference']}/retry/", {})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "already_moved")


def test_a_quote_says_what_it_would_come_to_and_writes_nothing(program_of, ana, lamp):
    answer = program_of(ana).post("quotes/", {"payment": lamp.reference, "reason": "damaged"})
    assert answer.status_code == 200, answer.content
    quote = answer.json()
    assert (quote["amount_minor"], quote["currency"]) == (48_901, "EUR")
    assert quote["sentence"]
    assert quote["verdict"] in ("allow", "review", "deny")
    assert not Refund.objects.exists()


def test_the_policy_can_be_read(program_of, ana, policy):
    shown = program_of(ana).get("policy/").json()
    assert (shown["number"], shown["document"]) == (1, policy.document)


def test_a_list_is_read_in_pages_without_gaps_or_repeats(program_of, ana, mila, tom, make_payment):
    program = program_of(ana)
    for buyer in (mila, tom, mila, tom, mila):
        ask(program, make_payment(buyer))
    same_moment = Refund.objects.first().created_at
    Refund.objects.update(created_at=same_moment)
    seen, cursor = [], None
    while True:
        page = program.get("refunds/", limit=2, **({"cursor": cursor} if cursor else {})).json()
        seen += [refund["reference"] for refund in page["results"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == sorted(Refund.objects.values_list("reference", flat=True), reverse=True)


def test_lists_can_be_narrowed(program_of, ana, mila, tom, make_payment):
    program = program_of(ana)
    hers, his = make_payment(mila), make_payment(tom)
    ask(program, hers)
    asked = ask(program, his)
    found = program.get("refunds/", payment=his.reference).json()["results"]
    assert [refund["reference"] for refund in found] == [asked["reference"]]
    assert program.get("refunds/", state="failed").json()["results"] == []
    assert len(program.get("refunds/", customer=mila.reference).json()["results"]) == 1
    assert [p["reference"] for p in program.get("payments/", customer=tom.reference).json()["results"]] == [
        his.reference
    ]
    assert program.get("customers/", email="MILA@home.example").json()["results"][0]["reference"] == mila.reference


def test_a_list_of_refunds_takes_few_queries(program_of, ana, mila, make_payment, django_assert_max_num_queries):
    program = program_of(ana)
    for _ in range(5):
        ask(program, make_payment(mila))
    with django_assert_max_num_queries(4):
        program.get("refunds/")


def test_what_is_not_there_is_not_found(program_of, boris):
    program = program_of(boris)
    for path in ("refunds/RF-1999-000001/", "payments/PM-0/", "customers/CU-0/", "refunds/RF-0/events/"):
        assert program.get(path).status_code == 404
    moved = program.post("refunds/RF-1999-000001/approval/", {"seen": "x"})
    assert (moved.status_code, moved.json()["error"]["code"]) == (404, "refund_not_found")
    assert Payment.objects.count() == 0
