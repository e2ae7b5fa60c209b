"""Notes, hands, notices, times and rules over the API: the same moves, the same refusals."""

from __future__ import annotations

import pytest

from refunds.models import AnswerTime, AssignmentRule, CaseNote, Refund, StaffNotice
from refunds.staff_notices import tell_about_policy
from tests.desk import again, ask

pytestmark = pytest.mark.django_db

EVERYTHING = ("refunds:read", "refunds:write", "settings:write")
TIMES = {
    "reason": "damaged",
    "country": "FR",
    "hours": 4,
    "remind_hours": 1,
    "days": [1, 2, 3, 4, 5],
    "opens_at": "08:00",
    "closes_at": "16:00",
    "holidays_in": "FR",
    "ask_again_days": 2,
    "back_after_days": 3,
}


@pytest.fixture
def waiting(make_payment, mila) -> Refund:
    return ask(make_payment(mila, total_minor=45_000))


def test_a_case_goes_from_hand_to_hand(program_of, ana, boris, waiting):
    program = program_of(ana)
    taken = program.post(f"refunds/{waiting.reference}/taking/", {})
    assert taken.status_code == 200 and taken.json()["assignee"] == ana.email
    late = program_of(boris).post(f"refunds/{waiting.reference}/taking/", {})
    assert late.status_code == 409
    assert late.json()["error"]["message"] == "Ana Lima already has this case."
    over = program.post(f"refunds/{waiting.reference}/handing-over/", {"to": boris.email, "words": "Yours."})
    assert over.json()["assignee"] == boris.email
    assert program.post(f"refunds/{waiting.reference}/giving-back/", {}).status_code == 403
    listed = program.get("refunds/", assignee=boris.email).json()["results"]
    assert [row["reference"] for row in listed] == [waiting.reference]
    assert program_of(boris).post(f"refunds/{waiting.reference}/giving-back/", {}).json()["assignee"] is None


def test_an_escalation_and_its_end(program_of, ana, lena, waiting):
    raised = program_of(ana).post(f"refunds/{waiting.reference}/escalation/", {"why": "Look."})
    assert raised.json()["escalated_at"]
    refused = program_of(ana).post(f"refunds/{waiting.reference}/escalation-end/", {"words": "Go on."})
    assert refused.status_code == 403
    ended = program_of(lena).post(f"refunds/{waiting.reference}/escalation-end/", {"words": "Go on."})
    assert ended.json()["escalated_at"] is None


def test_notes_are_written_and_read(program_of, ana, boris, waiting):
    program = program_of(ana)
    written = program.post(f"refunds/{waiting.reference}/notes/", {"text": "Look, @boris"})
    assert written.status_code == 201
    assert written.json()["handles"] == ["boris"]
    assert program.get(f"refunds/{waiting.reference}/notes/").json()["results"][0]["text"] == "Look, @boris"
    unknown = program.post(f"refunds/{waiting.reference}/notes/", {"text": "Look, @nobody"})
    assert unknown.status_code == 400
    assert unknown.json()["error"]["code"] == "unknown_mention"
    assert CaseNote.objects.count() == 1


def test_a_note_sent_twice_under_one_key_is_kept_once(program_of, ana, waiting):
    program = program_of(ana)
    for _ in range(2):
        assert program.post(f"refunds/{waiting.reference}/notes/", {"text": "Once"}, key="k").status_code == 201
    assert CaseNote.objects.count() == 1


@pytest.mark.parametrize("body", [{}, {"text": 5}, {"text": "x" * 2001}, {"text": "a\x00"}, {"text": "x", "author": 1}])
def test_a_note_that_cannot_be_meant_is_refused(program_of, ana, waiting, body):
    assert program_of(ana).post(f"refunds/{waiting.reference}/notes/", body).status_code == 400
    assert not CaseNote.objects.exists()


def test_the_owner_reads_their_own_notices_only(program_of, ana, boris, waiting):
    program_of(ana).post(f"refunds/{waiting.reference}/notes/", {"text": "Look, @boris"})
    boris_s = program_of(boris)
    (notice,) = boris_s.get("notices/", unread="true").json()["results"]
    assert (notice["kind"], notice["refund"], notice["read_at"]) == ("mention", waiting.reference, None)
    assert program_of(ana).get("notices/").json()["results"] == []
    assert program_of(ana).post(f"notices/{notice['id']}/reading/", {}).status_code == 404
    assert boris_s.post(f"notices/{notice['id']}/reading/", {}).json()["read_at"]
    assert boris_s.get("notices/", unread="true").json()["results"] == []
    assert boris_s.post("notices/reading/", {}).json() == {"read": 0}
    assert boris_s.post("notices/mail/", {"notice_mail": "daily"}).json() == {"notice_mail": "daily"}
    assert boris_s.post("notices/mail/", {"notice_mail": "hourly"}).status_code == 400
    assert StaffNotice.objects.count() == 1


def test_who_is_there_can_be_asked(program_of, ana, boris, waiting, sign_in):
    sign_in(boris).post(f"/staff/refunds/{waiting.reference}/presence/", {"deciding": "yes"})
    answer = program_of(ana).get(f"refunds/{waiting.reference}/watchers/").json()
    assert answer == {"results": [{"name": "Boris Meyer", "is_deciding": True}]}


def test_times_are_set_by_a_manager(program_of, marta, ana):
    program = program_of(marta, *EVERYTHING)
    made = program.post("answer-times/", TIMES)
    assert made.status_code == 201, made.content
    number = made.json()["id"]
    assert program.post(f"answer-times/{number}/", {**TIMES, "hours": 5}).json()["hours"] == 5
    assert program.post("answer-times/", TIMES).status_code == 409
    assert [row["id"] for row in program.get("answer-times/").json()["results"]] == [number]
    assert "decide_by" in program.get("answer-times/due/", reason="damaged", country="FR").json()
    assert program_of(ana, *EVERYTHING).post("answer-times/", TIMES).status_code == 403
    assert program_of(marta, "refunds:write").post("answer-times/", TIMES).status_code == 403
    assert program.post(f"answer-times/{number}/removal/", {}).json() == {"results": []}


@pytest.mark.parametrize(
    "wrong",
    [
        {"hours": "4"},
        {"hours": 0},
        {"hours": 10**30},
        {"days": []},
        {"days": [0]},
        {"days": "Monday"},
        {"opens_at": "25:00"},
        {"opens_at": 9},
        {"closes_at": "07:00"},
        {"remind_hours": 4},
        {"country": "XX"},
        {"holidays_in": "EU"},
        {"colour": "blue"},
    ],
)
def test_times_that_cannot_be_meant_are_refused(program_of, marta, wrong):
    assert program_of(marta, *EVERYTHING).post("answer-times/", {**TIMES, **wrong}).status_code == 400
    assert not AnswerTime.objects.exists()


def test_rules_are_written_tried_and_ordered_by_a_lead(program_of, lena, boris, marta, waiting):
    program = program_of(lena)
    tried = program.post("assignment-rules/preview/", {"to": boris.email})
    assert tried.json() == {"results": [{"name": "Boris Meyer", "cases": 1}]}
    assert not AssignmentRule.objects.exists()
    first = program.post("assignment-rules/", {"reason": "damaged", "to": boris.email}).json()
    second = program.post("assignment-rules/", {"currency": "EUR", "from_minor": 40_000, "role": "approver"}).json()
    ordered = program.post(f"assignment-rules/{second['id']}/earlier/", {}).json()["results"]
    assert [rule["id"] for rule in ordered] == [second["id"], first["id"]]
    assert program.post(f"assignment-rules/{first['id']}/", {"role": "lead"}).json()["role"] == "lead"
    assert program.get("assignment-rules/preview/").json() == {"results": [{"name": "Boris Meyer", "cases": 1}]}
    assert program.post(f"assignment-rules/{first['id']}/removal/", {}).status_code == 200
    assert len(program.get("assignment-rules/").json()["results"]) == 1
    for body in ({}, {"to": boris.email, "role": "lead"}, {"role": "auditor"}, {"from_minor": 5, "role": "lead"}):
        assert program.post("assignment-rules/", body).status_code == 400
    assert program_of(marta, *EVERYTHING).post("assignment-rules/", {"role": "lead"}).status_code == 403
    assert program.post("assignment-rules/999999999999999999999/", {"role": "lead"}).status_code in (404, 400)
    assert again(waiting).assignee is None


def test_a_notice_about_the_policy_names_no_case(program_of, marta):
    tell_about_policy(marta, "It was to be looked at again on Monday.")
    (notice,) = program_of(marta, "refunds:read").get("notices/").json()["results"]
    assert (notice["kind"], notice["refund"]) == ("policy", None)
