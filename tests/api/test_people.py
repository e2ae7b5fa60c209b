"""What an admin's program does about people, limits and keys: the same acts as on the pages, within its scopes."""

from __future__ import annotations

import pytest
from django.test import Client

from customers.models import ApiKey, Invitation, PeopleEvent, User
from refunds import permissions
from refunds.models import Refund, StepUpAmount
from tests.cast import APPROVER_LIMIT_MINOR, LEAD_LIMIT_MINOR, SECOND_APPROVAL_ABOVE_MINOR
from tests.desk import again, ask

pytestmark = pytest.mark.django_db

SCOPES = ("people:read", "people:write", "refunds:read")


@pytest.fixture
def program(program_of, ida):
    return program_of(ida, *SCOPES)


def code(answer) -> str:
    return answer.json()["error"]["code"]


def test_it_lists_people_with_their_roles(program, boris):
    people = {person["email"]: person for person in program.get("people/").json()["results"]}
    assert people[boris.email]["roles"] == ["approver"]
    assert program.get(f"people/{boris.pk}/").json() == people[boris.email]
    assert program.get("people/999999/").status_code == 404


def test_a_role_is_changed_once_and_acts_at_once(program, boris, program_of):
    his = program_of(boris, "refunds:read", "refunds:decide")
    answer = program.post(f"people/{boris.pk}/roles/", {"roles": ["auditor"]}, key="demote")
    again = program.post(f"people/{boris.pk}/roles/", {"roles": ["auditor"]}, key="demote")
    assert (answer.status_code, again.headers["Idempotency-Replayed"]) == (200, "true")
    assert permissions.roles_of(boris) == {"auditor"}
    assert his.post("refunds/RF-1/cancellation/", {}).status_code == 403
    event = PeopleEvent.objects.get()
    assert (event.kind, event.actor) == ("person.roles_changed", f"api_key:{program.key.prefix}")


@pytest.mark.parametrize("act", ["roles", "disabling", "second-factor-reset", "sessions-ending", "password-renewal"])
def test_the_owner_of_the_key_does_not_change_their_own_account(act, program, ida):
    answer = program.post(f"people/{ida.pk}/{act}/", {"roles": ["agent"]} if act == "roles" else {})
    assert (answer.status_code, code(answer)) == (403, "own_account")


def test_somebody_is_invited_sent_again_and_taken_back_and_no_answer_holds_the_link(program):
    made = program.post("invitations/", {"email": "Noor@shop.example", "first_name": "Noor", "roles": ["agent"]})
    assert made.status_code == 201
    assert "token" not in made.content.decode()
    number = made.json()["id"]
    assert program.post(f"invitations/{number}/sending/", {}).status_code == 200
    assert program.post(f"invitations/{number}/withdrawal/", {}).json()["withdrawn_at"]
    assert code(program.post(f"invitations/{number}/withdrawal/", {})) == "invitation_closed"
    assert Invitation.objects.get().email == "noor@shop.example"


@pytest.mark.parametrize("roles", [[], ["king"], "agent", [1], None, ["agent"] * 11])
def test_roles_that_are_none_change_nothing(roles, program, boris):
    assert program.post(f"people/{boris.pk}/roles/", {"roles": roles}).status_code == 400
    assert permissions.roles_of(boris) == {"approver"}


def test_limits_are_read_and_only_the_amount_for_showing_oneself_is_set(program, boris):
    (row,) = program.post("limits/step-up/", {"currency": "EUR", "step_up_above": 40_000}).json()
    assert row == program.get("limits/").json()[0]
    assert (row["step_up_above"], row["second_above"]) == (40_000, SECOND_APPROVAL_ABOVE_MINOR)
    assert row["up_to"] == {"approver": APPROVER_LIMIT_MINOR, "lead": LEAD_LIMIT_MINOR}
    assert row["goodwill"] == {"agent": 5_000, "approver": 15_000, "lead": 50_000}
    assert row["goodwill_day"]["approver"] == 60_000

    raised = program.post("limits/step-up/", {"currency": "EUR", "step_up_above": 1, "up_to": {"approver": 9}})
    assert raised.status_code == 400
    assert program.post("limits/", {"currency": "EUR", "up_to": {"approver": 9}}).status_code == 405
    assert permissions.limit_of(boris, "EUR") == APPROVER_LIMIT_MINOR


@pytest.mark.parametrize("amount", [-1, 10**30, "ten", 1.5, True])
def test_an_amount_that_is_none_changes_nothing(amount, program):
    assert program.post("limits/step-up/", {"currency": "EUR", "step_up_above": amount}).status_code == 400
    assert not StepUpAmount.objects.exists()


def test_a_key_is_made_with_its_secret_in_the_answer_once_and_revoked(program, ana):
    wish = {"owner": ana.email, "name": "Till", "scopes": ["refunds:read"], "days": 30}
    made = program.post("keys/", wish, key="till")
    secret = made.headers["Api-Key-Secret"]
    assert secret not in made.content.decode()
    assert "Api-Key-Secret" not in program.post("keys/", wish, key="till").headers
    caller = Client(headers={"Authorization": f"Api-Key {secret}"})
    assert caller.get("/api/v1/refunds/").status_code == 200
    assert program.post(f"keys/{made.json()['prefix']}/revocation/", {}).json()["revoked"]
    assert caller.get("/api/v1/refunds/").status_code == 401


def test_a_key_makes_no_key_that_may_do_more_than_itself(program, ana):
    wish = {"owner": ana.email, "name": "Till", "scopes": ["refunds:decide"], "days": 30}
    answer = program.post("keys/", wish)
    assert (answer.status_code, code(answer)) == (403, "beyond_own_scopes")
    assert ApiKey.objects.count() == 1


def test_keys_are_paged_by_their_prefix(program, ana):
    for number in range(5):
        ApiKey.objects.create_key(name=f"Till {number}", owner=ana, scopes=[])
    first = program.get("keys/", limit=4).json()
    rest = program.get("keys/", limit=4, cursor=first["next"]).json()
    seen = [key["prefix"] for key in first["results"] + rest["results"]]
    assert len(seen) == 6
    assert seen == sorted(seen)
    assert code(program.get("keys/", cursor="WzVd")) == "bad_cursor"


def test_people_are_none_of_an_agents_business(program_of, ana, boris):
    hers = program_of(ana, *SCOPES)
    assert hers.get("people/").status_code == 403
    assert hers.post(f"people/{boris.pk}/disabling/", {}).status_code == 403
    assert User.objects.get(pk=boris.pk).is_active


def test_a_program_that_disables_somebody_frees_their_open_cases_too(program, boris, mila, make_payment):
    refund = ask(make_payment(mila))
    Refund.objects.filter(pk=refund.pk).update(assignee=boris)
    assert program.post(f"people/{boris.pk}/disabling/", {}).status_code == 200
    assert again(refund).assignee is None
    assert refund.events.get(kind="refund.freed").actor == f"api_key:{program.key.prefix}"
