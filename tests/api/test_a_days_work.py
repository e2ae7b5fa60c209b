"""A whole day's work by programs alone, each with the key of somebody's: the same moves as on the pages."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from django.utils import timezone

from customers.models import Message
from refunds.models import CaseNote, PolicyVersion, Refund
from refunds.tasks import try_policies, work_bulk_runs
from tests.desk import again, ask, at_the_gateway, bookings, kinds, known_to_sandbox, letters, worker_runs
from tests.files import photo
from tests.programs import Program

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]

AGENT = ("refunds:read", "refunds:write", "refunds:decide")
MANAGER = ("refunds:read", "settings:read", "settings:write")
ADMIN = ("people:read", "people:write", "settings:read", "settings:write", "refunds:read")


def read(program: Program, refund: Refund) -> dict[str, Any]:
    found: dict[str, Any] = program.get(f"refunds/{refund.reference}/").json()
    return found


def done(answer: Any, status: int = 200) -> dict[str, Any]:
    assert answer.status_code == status, answer.content
    found: dict[str, Any] = answer.json()
    return found


def test_a_case_from_the_first_look_to_the_last_letter(program_of, make_payment, mila, fresh_sandbox, ana, boris):
    refund = ask(known_to_sandbox(make_payment(mila, total_minor=45_000)), reason="damaged")
    hers, his = program_of(ana, *AGENT), program_of(boris, *AGENT)
    case = f"refunds/{refund.reference}/"

    view = done(hers.post("views/", {"name": "Broken things", "filter": {"reason": ["damaged"]}}), 201)
    listed = done(hers.get("refunds/", view=view["id"]))["results"]
    assert [row["reference"] for row in listed] == [refund.reference]
    assert done(hers.post(f"{case}taking/", {}))["assignee"] == ana.email
    done(hers.post(f"{case}notes/", {"text": "Look at the shade, @boris"}), 201)
    done(hers.post(f"{case}question/", {"question": "Which lamp is it?"}))
    assert again(refund).state == Refund.State.NEEDS_INFO
    picture = {"name": "lamp.jpg", "content": base64.b64encode(photo()).decode()}
    done(hers.post(f"{case}documents/", picture), 201)
    done(hers.post(f"{case}answer/", {"answer": "The left one, she said."}))
    seen = read(hers, refund)["approval_hash"]
    wish = {"amount_minor": 30_000, "words": "She keeps the shade."}
    changed = done(hers.post(f"{case}change/", {**wish, "seen": seen}))
    assert (changed["amount_minor"], changed["approval_hash"] != seen) == (30_000, True)

    refused = hers.post(f"{case}approval/", {"seen": changed["approval_hash"]})
    assert (refused.status_code, again(refund).state) == (403, Refund.State.UNDER_REVIEW)
    stale = his.post(f"{case}approval/", {"seen": seen})
    assert (stale.status_code, stale.json()["error"]["code"]) == (409, "changed_since_seen")
    done(his.post(f"{case}approval/", {"seen": changed["approval_hash"], "note": "Enjoy the shade."}))
    worker_runs(2)

    refund = again(refund)
    assert (refund.state, refund.approvals.get().approver) == (Refund.State.COMPLETED, boris)
    asked_for = [
        "refund.taken", "refund.asked", "refund.document_added", "refund.answered", "refund.changed", "refund.approved",
        "refund.processing", "refund.completed",
    ]  # fmt: skip
    assert [kind for kind in kinds(refund) if kind in asked_for] == asked_for
    assert bookings(refund) == [("reserve", 1), ("settle", 1)]
    assert at_the_gateway(refund.payment) == [(30_000, "succeeded")]
    assert letters(refund) == ["received", "needs_info", "approved", "on_its_way", "confirmed"]
    assert "Enjoy the shade." in Message.objects.get(kind="refund_approved").body_text
    assert CaseNote.objects.get().author == ana


def test_ten_at_once_and_the_one_that_failed(program_of, make_payment, mila, boris, ana):
    refunds = [ask(make_payment(mila, total_minor=30_000)) for _ in range(10)]
    his = program_of(boris, *AGENT)
    run = done(his.post("bulk-runs/", {"move": "approval", "filter": {"state": ["under_review"]}}), 201)["reference"]
    work_bulk_runs()
    checked = done(his.get(f"bulk-runs/{run}/"))
    assert (checked["progress"]["ready"], checked["totals"][0]["amount_minor"]) == (10, 300_000)
    changed = read(his, refunds[0])["approval_hash"]
    body = {"amount_minor": 20_000, "seen": changed, "words": "She keeps the shade."}
    done(program_of(ana, *AGENT).post(f"refunds/{refunds[0].reference}/change/", body))
    done(his.post(f"bulk-runs/{run}/confirmation/", {"reason": "Recall of the lamps"}))
    work_bulk_runs()
    (failed,) = done(his.get(f"bulk-runs/{run}/rows/", state="failed"))["results"]
    assert failed["refund"] == refunds[0].reference and failed["sentence"]

    second = done(his.post(f"bulk-runs/{run}/again/", {}), 201)["reference"]
    work_bulk_runs()
    done(his.post(f"bulk-runs/{second}/confirmation/", {"reason": "As it is now"}))
    work_bulk_runs()
    for refund in map(again, refunds):
        assert (refund.state, bookings(refund)) == (Refund.State.APPROVED, [("reserve", 1)])
        assert letters(refund) == ["received", "approved"]


def test_a_policy_that_decides_the_next_one_otherwise(program_of, make_payment, mila, marta, ida):
    before = ask(make_payment(mila, total_minor=7_000))
    assert before.state == Refund.State.UNDER_REVIEW
    hers, office = program_of(marta, *MANAGER), program_of(ida, *ADMIN)
    draft = done(hers.post("policy/drafts/", {"name": "More at once"}), 201)
    path = f"policy/drafts/{draft['reference']}/"
    release = {**draft["document"]["automatic_approval"]}
    release["exceptions"] = [{"reason": "changed_mind", "currency": "EUR", "up_to_minor": 7_500}]
    body = {
        "version": draft["version"], "name": draft["name"], "note": "Fewer small cases", "limits": draft["limits"],
        "document": {**draft["document"], "automatic_approval": release},
    }  # fmt: skip
    written = done(hers.post(f"{path}text/", body))
    trial = done(hers.post(f"{path}trials/", {}), 201)["reference"]
    try_policies()
    assert done(hers.get(f"policy/trials/{trial}/"))["result"]["otherwise"] == 1
    proposed = done(hers.post(f"{path}proposal/", {"version": written["version"]}))
    assert hers.post(f"{path}activation/", {"seen": proposed["activation_hash"]}).status_code == 403
    done(office.post(f"{path}activation/", {"seen": proposed["activation_hash"]}))
    assert PolicyVersion.objects.get(number=2).summary == "Fewer small cases"
    now = timezone.now()
    later = ask(make_payment(mila, total_minor=7_000, ordered_at=now, captured_at=now, delivered_at=now))
    assert (later.state, again(before).state) == (Refund.State.APPROVED, Refund.State.UNDER_REVIEW)
    assert letters(later)[-1] == "approved" and bookings(later) == [("reserve", 1)]


def test_people_come_may_less_and_go(program_of, make_payment, mila, ida, boris):
    refund = ask(make_payment(mila, total_minor=45_000))
    office, his = program_of(ida, *ADMIN), program_of(boris, *AGENT)
    done(office.post("invitations/", {"email": "noor@shop.example", "first_name": "Noor", "roles": ["agent"]}), 201)
    yes = {"seen": read(his, refund)["approval_hash"]}
    done(office.post(f"people/{boris.pk}/roles/", {"roles": ["auditor"]}))
    assert his.post(f"refunds/{refund.reference}/approval/", yes).status_code == 403
    done(office.post(f"people/{boris.pk}/disabling/", {}))
    assert his.get("refunds/").status_code == 401
    told = done(office.get("people/events/"))["results"]
    assert {"person.invited", "person.roles_changed", "person.disabled"} <= {event["kind"] for event in told}
    assert again(refund).state == Refund.State.UNDER_REVIEW and not refund.approvals.exists()


def test_a_letter_is_seen_on_a_case_before_anybody_gets_it(program_of, make_payment, mila, marta):
    refund = ask(make_payment(mila, total_minor=45_000))
    words = {"subject": "About {reference}", "heading": "Good news", "body": "You get {amount} back."}
    look = done(
        program_of(marta, *MANAGER).post("texts/refund_approved/en/preview/", {**words, "refund": refund.reference})
    )
    assert look["subject"] == f"About {refund.reference}"
    assert letters(refund) == ["received"]
