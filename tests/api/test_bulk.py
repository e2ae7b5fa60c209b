"""Bulk work by a program: the same steps, the same walls."""

from __future__ import annotations

import pytest

from refunds.models import BulkRun, Refund
from refunds.tasks import work_bulk_runs
from tests.desk import again, ask

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(make_payment, mila):
    return [ask(make_payment(mila, total_minor=total)) for total in (10_000, 20_000)]


def test_a_program_chooses_reads_the_check_confirms_and_reads_the_rows(program_of, boris, two):
    program = program_of(boris)
    opened = program.post("bulk-runs/", {"move": "approval", "filter": {"state": ["under_review"]}})
    assert opened.status_code == 201, opened.content
    reference = opened.json()["reference"]
    work_bulk_runs()

    checked = program.get(f"bulk-runs/{reference}/").json()
    assert (checked["state"], checked["progress"]["ready"]) == ("checked", 2)
    assert checked["totals"] == [
        {"gateway_account": "sandbox", "currency": "EUR", "count": 2, "amount_minor": 30_000, "left_out": 0}
    ]

    assert program.post(f"bulk-runs/{reference}/confirmation/", {"reason": "Recall"}).status_code == 200
    work_bulk_runs()
    rows = program.get(f"bulk-runs/{reference}/rows/", state="done").json()["results"]
    assert {row["refund"] for row in rows} == {refund.reference for refund in two}
    event = again(two[0]).events.get(kind="refund.approved")
    assert event.actor == f"api_key:{program.key.prefix}"
    assert again(two[0]).approvals.get().approver == boris
    assert program.get("bulk-runs/").json()["results"][0]["reference"] == reference


def test_a_key_revoked_between_word_and_work_moves_nothing(program_of, boris, two):
    program = program_of(boris)
    reference = program.post("bulk-runs/", {"move": "approval", "refunds": [two[0].reference]}).json()["reference"]
    work_bulk_runs()
    program.post(f"bulk-runs/{reference}/confirmation/", {"reason": "Recall"})
    program.key.revoked = True
    program.key.save()
    work_bulk_runs()
    assert again(two[0]).state == Refund.State.UNDER_REVIEW
    assert BulkRun.objects.get().rows.get().code == "role_missing"


@pytest.mark.parametrize(
    "body",
    [
        {"move": "approval"},
        {"move": "approval", "refunds": ["RF-1"], "filter": {}},
        {"move": "approval", "filter": {"nonsense": "x"}},
        {"move": "approval", "filter": {"state": "under_review"}},
        {"move": "approval", "filter": {"state": [["deep"]]}},
        {"move": "approval", "refunds": []},
        {"move": "approval", "refunds": [7]},
        {"move": "retry", "refunds": ["RF-1999-000001"]},
        {"move": "question", "filter": {}, "words": "   "},
    ],
)
def test_what_cannot_be_meant_is_a_400(program_of, boris, two, body):
    answer = program_of(boris).post("bulk-runs/", body)
    assert answer.status_code == 400, answer.content
    assert not BulkRun.objects.exists()


def test_a_key_without_the_scope_or_an_owner_without_the_role_is_refused(program_of, boris, ana, two):
    body = {"move": "approval", "refunds": [two[0].reference]}
    assert program_of(boris, "refunds:read").post("bulk-runs/", body).status_code == 403
    assert program_of(ana).post("bulk-runs/", body).status_code == 403
    assert program_of(ana).get("bulk-runs/").status_code == 403
    assert not BulkRun.objects.exists()


def test_a_program_hands_over_and_adds_a_note_and_searches(program_of, boris, chidi, two):
    program = program_of(boris)
    body = {"move": "handing_over", "refunds": [two[0].reference], "words": "Yours.", "to": chidi.email}
    opened = program.post("bulk-runs/", body).json()
    assert (opened["to"], opened["words"]) == (chidi.email, "Yours.")
    work_bulk_runs()
    program.post(f"bulk-runs/{opened['reference']}/confirmation/", {"reason": "Away"})
    work_bulk_runs()
    assert again(two[0]).assignee == chidi
    noted = program.post("bulk-runs/", {"move": "approval", "filter": {}, "search": "mila", "note": "Sorry."}).json()
    assert (noted["note"], noted["progress"]["rows"]) == ("Sorry.", 2)
    assert program.post("bulk-runs/", {**body, "search": "mila"}).status_code == 400
    assert program.post("bulk-runs/", {**body, "to": "nobody@shop.example"}).status_code == 400
