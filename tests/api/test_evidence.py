"""The same over the API: traces, readiness, draft, packet, answer, release."""

from __future__ import annotations

import base64

import pytest

from disputes.models import DisputeAnswer, PaymentTrace
from disputes.tasks import work_answers
from tests.disputes.desk import answers_at_sandbox, disputed_at_sandbox
from tests.files import photo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_sandbox", "own_files")]

SEEN = {"kind": "delivery", "happened_at": "2026-11-01T10:00:00Z", "carrier": "DHL", "tracking_number": "0034",
        "address": "Lindenweg 4"}  # fmt: skip


def test_a_system_of_the_shop_tells_what_it_saw_and_the_payment_grows_readier(program_of, fatima, make_payment, mila):
    payment, shop = make_payment(mila), program_of(fatima)

    def readiness() -> int:
        rows = shop.get(f"payments/{payment.reference}/readiness/").json()["results"]
        return next(row["readiness"] for row in rows if row["category"] == "product_not_received")

    before = readiness()
    kept = shop.post(f"payments/{payment.reference}/traces/", SEEN)
    assert kept.status_code == 201 and kept.json()["carrier"] == "DHL"
    assert readiness() > before
    assert len(shop.get(f"payments/{payment.reference}/traces/").json()["results"]) == 1


@pytest.mark.parametrize(
    "change",
    [{"kind": "guess"}, {"happened_at": "2999-01-01T00:00:00Z"}, {"ip": "home"}, {"words": "x" * 1001}, {"words": 5},
     {"carrier": "a\u0000b"}, {"carrier": "", "tracking_number": "", "address": ""}, {"password": "x"}],
)  # fmt: skip
def test_a_trace_that_cannot_be_meant_is_refused(program_of, fatima, make_payment, mila, change):
    payment = make_payment(mila)
    answer = program_of(fatima).post(f"payments/{payment.reference}/traces/", {**SEEN, **change})
    assert answer.status_code == 400 and not PaymentTrace.objects.exists()


def test_a_dispute_is_answered_by_programs_of_two_people(program_of, ana, boris, make_payment, mila):
    dispute = disputed_at_sandbox(make_payment(mila, 90_000))
    ours, theirs = program_of(ana), program_of(boris)
    at = f"disputes/{dispute.reference}/"
    read = ours.get(f"{at}evidence/").json()
    assert read["draft"] is None and read["past_won"] == [] and not read["is_hopeless"]
    assert read["asks"].startswith("The carrier's confirmation") and len(read["traps"]) >= 3 and read["claim"]
    begun = ours.post(f"{at}evidence/begin/", {}).json()
    written = ours.post(
        f"{at}evidence/draft/", {"version": begun["draft"]["version"], "texts": {"uncategorized_text": "It came."}}
    ).json()
    assert written["draft"]["texts"]["uncategorized_text"] == "It came."
    late = theirs.post(f"{at}evidence/draft/", {"version": 0, "texts": {"uncategorized_text": "It did not."}}).json()
    assert late["draft"]["set_aside"][0]["words"] == "It did not."
    assert theirs.post(f"{at}evidence/choice/", {"field": "uncategorized_text", "take": False}).status_code == 200
    file = {"piece": "receipt", "name": "bill.png", "content": base64.b64encode(photo("PNG")).decode()}
    assert len(ours.post(f"{at}evidence/files/", file).json()["draft"]["files"]) == 1
    built = ours.post(f"{at}evidence/packet/", {}).json()
    assert built["draft"]["packet"]["is_current"] and not [one for one in built["findings"] if one["stops"]]
    pdf = ours.get(f"{at}evidence/files/{built['draft']['packet']['key']}/")
    assert pdf.content.startswith(b"%PDF-")
    answer = ours.post(f"{at}answer/", {"version": built["draft"]["version"]})
    assert (answer.status_code, answer.json()["state"]) == (201, "waiting")
    third = theirs.post(f"{at}answer-release/", {"answer": answer.json()["name"]})
    assert third.json()["error"]["code"] == "own_answer"  # Boris wrote in it, if only to be set aside
    assert DisputeAnswer.objects.get().state == "waiting"


def test_the_same_submission_twice_is_one_and_a_new_one_is_refused(program_of, ana, make_payment, mila):
    dispute = disputed_at_sandbox(make_payment(mila))
    ours, at = program_of(ana), f"disputes/{dispute.reference}/"
    ours.post(f"{at}evidence/begin/", {})
    version = ours.post(f"{at}evidence/packet/", {}).json()["draft"]["version"]
    first = ours.post(f"{at}answer/", {"version": version}, key="once")
    again = ours.post(f"{at}answer/", {"version": version}, key="once")
    assert first.json() == again.json() and again.headers["Idempotency-Replayed"] == "true"
    assert ours.post(f"{at}answer/", {"version": version}).json()["error"]["code"] == "answered_already"
    work_answers()
    assert len(answers_at_sandbox(dispute)) == 1
    (shown,) = ours.get(f"{at}answers/").json()["results"]
    assert shown["state"] == "taken" and shown["files"]


def test_a_key_without_the_scope_does_nothing(program_of, ana, make_payment, mila):
    dispute = disputed_at_sandbox(make_payment(mila))
    reader = program_of(ana, "disputes:read")
    assert reader.get(f"disputes/{dispute.reference}/evidence/").status_code == 200
    assert reader.post(f"disputes/{dispute.reference}/evidence/begin/", {}).status_code == 403
    assert reader.post(f"disputes/{dispute.reference}/acceptance/", {}).status_code == 403
