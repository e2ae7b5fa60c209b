"""The policy over HTTP: read, drafted, tried, proposed and activated, by the same rules as on the pages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from refunds.models import PolicyDraft, PolicyTrial, PolicyVersion
from refunds.policy.parameters import DEFAULT_POLICY
from refunds.tasks import try_policies
from tests.cast import staff_member
from tests.desk import ask

pytestmark = pytest.mark.django_db

SCOPES = ("refunds:read", "settings:write")
NO_LIMITS = {"approval": {}, "second": {}, "goodwill": {}, "goodwill_day": {}}


@pytest.fixture
def marta_calls(program_of, marta, policy, limits):
    return program_of(marta, *SCOPES)


@pytest.fixture
def draft(marta_calls):
    answer = marta_calls.post("policy/drafts/", {"name": "Longer summer"})
    assert answer.status_code == 201
    assert answer["Location"] == f"/api/v1/policy/drafts/{answer.json()['reference']}/"
    return answer.json()


def change(program, draft, **changes):
    document = {**draft["document"], "return_window": {**draft["document"]["return_window"], "days": 60}}
    body = {
        "version": draft["version"], "name": draft["name"], "note": "Holidays", "document": document,
        "limits": draft["limits"], **changes,
    }  # fmt: skip
    return program.post(f"policy/drafts/{draft['reference']}/text/", body)


def test_a_policy_is_written_tried_and_activated_by_two_programs(
    marta_calls, draft, program_of, ida, make_payment, mila
):
    ask(make_payment(mila, total_minor=3000))
    written = change(marta_calls, draft).json()
    assert written["document"]["return_window"]["days"] == 60
    address = f"policy/drafts/{draft['reference']}/"
    found = marta_calls.get("policy/comparison/", left="v1", right=draft["reference"]).json()
    assert [(d["parameter"], d["left"], d["right"]) for d in found["differences"]] == [
        ("days", ["30 days"], ["60 days"])
    ]

    trial = marta_calls.post(f"{address}trials/", {}).json()
    try_policies()
    tried = marta_calls.get(f"policy/trials/{trial['reference']}/").json()
    assert (tried["state"], tried["tried"], tried["result"]["otherwise"]) == ("done", 1, 0)
    assert tried["result"]["verdicts"] == [{"before": "allow", "after": "allow", "requests": 1}]
    assert [t["reference"] for t in marta_calls.get(f"{address}trials/").json()["results"]] == [trial["reference"]]

    proposed = marta_calls.post(f"{address}proposal/", {"version": written["version"]}).json()
    own = marta_calls.post(f"{address}activation/", {"seen": proposed["activation_hash"]})
    assert (own.status_code, own.json()["error"]["code"]) == (403, "own_draft")
    ida_calls = program_of(ida, *SCOPES)
    stale = ida_calls.post(f"{address}activation/", {"seen": "0" * 64})
    assert (stale.status_code, stale.json()["error"]["code"]) == (409, "changed_since_seen")
    assert ida_calls.post(f"{address}activation/", {"seen": proposed["activation_hash"]}).json()["state"] == "activated"

    versions = marta_calls.get("policy/versions/").json()["results"]
    assert [(v["number"], v["state"], v["proposed_by"], v["activated_by"]) for v in versions] == [
        (2, "in_force", "Marta Silva", "Ida Berg"),
        (1, "ended", None, None),
    ]
    read = marta_calls.get("policy/versions/v2/").json()
    assert "60 days" in next(rule["words"] for rule in read["rules"] if rule["rule"] == "return_window")
    assert marta_calls.get("policy/").json()["number"] == 2


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"document": {"return_window": {"days": -1}}}, "bad_policy"),
        ({"document": {"no_such_rule": {}}}, "bad_policy"),
        ({"document": {"return_window": {"days": 1.5}}}, "bad_policy"),
        ({"document": {"return_window": [1]}}, "bad_policy"),
        ({"limits": {}}, "bad_limits"),
        ({"limits": {"approval": {}, "second": {}}}, "bad_limits"),
        ({"limits": {**NO_LIMITS, "approval": {"admin": {"EUR": 1}}}}, "bad_limits"),
        ({"limits": {**NO_LIMITS, "approval": {"lead": {"EUR": -1}}}}, "bad_limits"),
        ({"limits": {**NO_LIMITS, "approval": {"lead": [1]}}}, "bad_limits"),
        ({"limits": {**NO_LIMITS, "goodwill": {"auditor": {"EUR": 1}}}}, "bad_limits"),
        ({"limits": {**NO_LIMITS, "goodwill": {"agent": {"EUR": 1}}}}, "bad_limits"),
        ({"limits": {**NO_LIMITS, "goodwill": []}}, "bad_limits"),
        ({"document": []}, "invalid"),
        ({"starts_on": "2200-01-01"}, "absurd_day"),
        ({"starts_on": "never"}, "invalid"),
        ({"name": " "}, "invalid"),
        ({"note": "x" * 301}, "invalid"),
    ],
)
def test_a_text_that_cannot_be_meant_changes_nothing(marta_calls, draft, changes, code):
    answer = change(marta_calls, draft, **changes)
    assert answer.status_code == 400
    if code != "invalid":
        assert answer.json()["error"]["code"] == code
    assert PolicyDraft.objects.get().version == draft["version"]


def test_a_text_that_somebody_else_changed_is_not_overwritten(marta_calls, draft):
    assert change(marta_calls, draft).status_code == 200
    late = change(marta_calls, draft, name="Mine")
    assert (late.status_code, late.json()["error"]["code"]) == (409, "changed_since_seen")
    assert PolicyDraft.objects.get().name == "Longer summer"


def test_a_draft_is_sent_back_carried_over_and_given_up(marta_calls, draft, program_of, ida):
    address = f"policy/drafts/{draft['reference']}/"
    written = change(marta_calls, draft).json()
    marta_calls.post(f"{address}proposal/", {"version": written["version"]})
    back = program_of(ida, *SCOPES).post(f"{address}return/", {"why": "Too long"}).json()
    assert back["state"] == "draft"
    fresh = marta_calls.post(f"{address}base/", {"version": back["version"]})
    assert (fresh.status_code, fresh.json()["error"]["code"]) == (409, "not_stale")

    document = {**DEFAULT_POLICY, "documents_required": {"reasons": [], "up_to_minor": {}}}
    PolicyVersion.objects.create(number=2, document=document, starts_at=timezone.now())
    stale = marta_calls.post(f"{address}proposal/", {"version": back["version"]})
    assert stale.json()["error"]["code"] == "draft_stale"
    carried = marta_calls.post(f"{address}base/", {"version": back["version"]}).json()
    assert carried["based_on"] == 2
    assert carried["document"]["documents_required"]["reasons"] == []
    assert carried["document"]["return_window"]["days"] == 60
    assert marta_calls.post(f"{address}withdrawal/", {}).json()["state"] == "withdrawn"
    assert marta_calls.get("policy/drafts/").json()["results"][0]["state"] == "withdrawn"


def test_a_version_is_withdrawn_before_its_start_and_never_after(marta_calls):
    starts_at = timezone.now() + timedelta(days=3)
    PolicyVersion.objects.create(number=2, document=DEFAULT_POLICY, starts_at=starts_at)
    assert marta_calls.get("policy/versions/v2/").json()["state"] == "scheduled"
    gone = marta_calls.post("policy/versions/v2/withdrawal/", {"why": "Too soon"}).json()
    assert gone["state"] == "withdrawn"
    late = marta_calls.post("policy/versions/v1/withdrawal/", {"why": "Too late"})
    assert (late.status_code, late.json()["error"]["code"]) == (409, "already_started")


def test_a_trial_is_stopped(marta_calls, draft):
    trial = marta_calls.post(f"policy/drafts/{draft['reference']}/trials/", {}).json()
    twice = marta_calls.post(f"policy/drafts/{draft['reference']}/trials/", {})
    assert (twice.status_code, twice.json()["error"]["code"]) == (409, "trial_running")
    stopped = marta_calls.post(f"policy/trials/{trial['reference']}/cancellation/", {}).json()
    assert stopped["state"] == PolicyTrial.objects.get().state == "canceled"


def test_owner_and_day_are_set_and_confirmed(marta_calls, marta):
    assert marta_calls.get("policy/review/").status_code == 404
    day = (timezone.now() + timedelta(days=30)).date().isoformat()
    assert marta_calls.post("policy/review/", {"owner": marta.pk, "review_on": day}).json()["owner"] == "Marta Silva"
    assert marta_calls.post("policy/review/", {"review_on": day}).json()["kind"] == "reviewed"
    assert marta_calls.post("policy/review/", {"review_on": "2001-01-01"}).status_code == 400


@pytest.mark.parametrize("owner", ["ana", "boris", "lena", "fatima", "ayaka"])
def test_other_roles_read_and_write_nothing(owner, request, draft, program_of):
    program = program_of(request.getfixturevalue(owner), *SCOPES)
    address = f"policy/drafts/{draft['reference']}/"
    assert program.get(address).status_code == 200
    assert program.post("policy/drafts/", {"name": "Mine"}).status_code == 403
    assert change(program, draft).status_code == 403
    assert program.post(f"{address}proposal/", {"version": 0}).status_code == 403
    assert program.post(f"{address}activation/", {"seen": "x"}).status_code == 403
    assert program.post(f"{address}trials/", {}).status_code == 403
    assert program.post(f"{address}withdrawal/", {}).status_code == 403
    assert PolicyDraft.objects.get().state == "draft"


@pytest.mark.parametrize("path", ["versions/v9/", "versions/latest/", "versions/99999999999999/", "drafts/PD-1/",
                                  "drafts/PD-1/trials/", "trials/PT-1/", "comparison/?left=v1&right=v9"])  # fmt: skip
def test_what_is_not_there_is_not_found(marta_calls, path):
    assert marta_calls.get(f"policy/{path}").status_code == 404


def test_the_second_manager_may_not_hide_behind_a_key(marta_calls, draft, program_of):
    """A key acts for its owner: whoever wrote a word of the draft does not activate it with a key."""
    rosa = staff_member("Rosa", "Lind", "manager")
    rosas = program_of(rosa, *SCOPES)
    written = change(rosas, draft).json()
    proposed = marta_calls.post(f"policy/drafts/{draft['reference']}/proposal/", {"version": written["version"]}).json()
    answer = rosas.post(f"policy/drafts/{draft['reference']}/activation/", {"seen": proposed["activation_hash"]})
    assert answer.json()["error"]["code"] == "own_draft"
