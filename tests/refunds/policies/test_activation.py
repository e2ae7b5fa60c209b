"""Two people make a policy: one writes and proposes it, another reads exactly that and activates it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from customers.actors import Actor
from customers.clock import clock_at
from customers.models import Message
from refunds import permissions
from refunds.actions.activate_policy import activate_draft
from refunds.actions.edit_policy_draft import create_draft
from refunds.actions.move_policy_draft import propose_draft
from refunds.draft_fingerprint import draft_hash
from refunds.models import (
    ApprovalLimit,
    GoodwillLimit,
    PolicyActivation,
    PolicyDraft,
    PolicyVersion,
    PolicyWithdrawal,
    Refund,
    WorkOrder,
)
from refunds.queries import policy_in_force
from tests.desk import ask, worker_runs
from tests.refunds.policies.conftest import ROOT, page_of, press

pytestmark = [pytest.mark.django_db, pytest.mark.four_eyes]


def propose(draft, by):
    now = PolicyDraft.objects.get(pk=draft.pk)
    return propose_draft(actor=Actor.user(by), reference=now.reference, version=now.version)


def activate(draft, by):
    now = PolicyDraft.objects.get(pk=draft.pk)
    return activate_draft(actor=Actor.user(by), reference=now.reference, seen=draft_hash(now))


def limits_with(draft, **changes):
    return {**draft.limits, **changes}


def state(draft):
    return PolicyDraft.objects.get(pk=draft.pk).state


def test_marta_proposes_rosa_activates_and_it_holds_for_what_is_bought_from_then_on(
    sign_in, marta, rosa, draft, write, policy, make_payment, mila
):
    write(draft, return_window={"days": 0}, note="No more returns")
    assert press(sign_in(marta), draft, "proposal").status_code == 302
    answer = press(sign_in(rosa), draft, "activation")

    version = PolicyVersion.objects.get(number=2)
    assert answer["Location"] == f"{ROOT}versions/2/"
    assert (state(draft), version.summary) == ("activated", "No more returns")
    assert policy_in_force(timezone.now()) == version
    assert (version.activation.proposed_by, version.activation.activated_by) == (marta, rosa)
    page = sign_in(marta).get(f"{ROOT}versions/2/").content.decode()
    assert "Marta Silva" in page and "Rosa Lind" in page and "No more returns" in page

    bought_before = ask(make_payment(mila, total_minor=4000))
    assert bought_before.decisions.get().policy_version == policy
    assert bought_before.state == Refund.State.APPROVED
    later = timezone.now() + timedelta(minutes=1)
    bought_after = make_payment(mila, total_minor=4100, ordered_at=later, captured_at=later, delivered_at=later)
    with clock_at(timezone.now() + timedelta(days=3)):
        refused = ask(bought_after)
    assert refused.decisions.get().policy_version == version
    assert refused.state == Refund.State.REJECTED


def test_nobody_activates_what_they_wrote_or_proposed(sign_in, marta, rosa, ida, draft, write):
    write(draft, by=rosa, return_window={"days": 20})
    press(sign_in(marta), draft, "proposal")
    for person in (marta, rosa):
        page = sign_in(person).get(page_of(draft)).content.decode()
        assert "somebody else must activate it" in page
        assert "/activation/" not in page
        answer = sign_in(person).post(f"{page_of(draft)}activation/", sure(draft))
        assert answer.status_code == 403
    assert PolicyVersion.objects.count() == 1

    assert press(sign_in(ida), draft, "activation").status_code == 302
    assert state(draft) == "activated"


def sure(draft):
    return {"seen": draft_hash(again(draft)), "confirm": draft.reference}


def test_what_cannot_be_undone_is_confirmed_by_typing_its_number(sign_in, marta, rosa, draft, write):
    write(draft)
    refused = press(sign_in(marta), draft, "withdrawal", confirm="yes")
    propose(draft, marta)
    again_refused = press(sign_in(rosa), draft, "activation", confirm="")
    assert state(draft) == "proposed"
    for answer, move in ((refused, "withdrawal"), (again_refused, "activation")):
        page = answer.content.decode()
        form = page[page.index(f'action="{page_of(draft)}{move}/"') :].partition("</form>")[0]
        assert answer.status_code == 400 and page.count("This is not the number of this draft") == 1
        assert "This is not the number of this draft" in form and 'aria-invalid="true"' in form


def again(draft):
    return PolicyDraft.objects.select_related("based_on").get(pk=draft.pk)


def test_the_database_itself_refuses_the_writer(marta, rosa, draft, write):
    write(draft)
    propose(draft, rosa)
    for person, proposer in ((marta, rosa), (rosa, rosa)):
        version = PolicyVersion(number=2, document={}, starts_at=timezone.now())
        with pytest.raises(Exception, match=r"Whoever wrote|policy_not_activated"), transaction.atomic():
            version.save()
            PolicyActivation.objects.create(
                version=version, draft=draft, proposed_by=proposer, activated_by=person, actor="x", seen_hash="x"
            )
    assert not PolicyActivation.objects.exists()


@pytest.mark.parametrize("person", ["ana", "boris", "lena", "fatima", "ayaka"])
def test_other_roles_activate_nothing(person, request, sign_in, marta, draft, write):
    write(draft)
    propose(draft, marta)
    desk = sign_in(request.getfixturevalue(person))
    assert desk.post(f"{page_of(draft)}activation/", sure(draft)).status_code == 403
    assert desk.post(f"{ROOT}versions/1/withdrawal/", {"why": "x"}).status_code == 403
    assert state(draft) == "proposed"


def test_what_changed_after_it_was_read_is_not_activated(sign_in, marta, rosa, ida, draft, write):
    write(draft)
    propose(draft, marta)
    seen = draft_hash(again(draft))
    assert press(sign_in(ida), draft, "return", why="The note is thin").status_code == 302
    write(draft, return_window={"days": 5}, note="Thick")
    propose(draft, marta)

    answer = sign_in(ida).post(f"{page_of(draft)}activation/", {**sure(draft), "seen": seen})

    assert answer.status_code == 409
    assert "changed since you looked" in answer.content.decode()
    assert PolicyVersion.objects.count() == 1


def test_a_draft_without_a_reason_is_not_proposed(sign_in, marta, draft):
    answer = press(sign_in(marta), draft, "proposal")
    assert answer.status_code == 400
    assert "why the policy is to change" in answer.content.decode()
    assert state(draft) == "draft"


def test_a_planned_start_lets_the_limits_wait_and_can_be_withdrawn_before(
    sign_in, marta, rosa, boris, draft, write, policy
):
    write(
        draft,
        limits=limits_with(draft, approval={"approver": {"EUR": 900_000}, "lead": {"EUR": 1_000_000}}),
        starts_on=date(2090, 1, 1),
    )
    propose(draft, marta)
    activate(draft, rosa)

    version = PolicyVersion.objects.get(number=2)
    assert policy_in_force(timezone.now()) == policy
    assert policy_in_force(version.starts_at) == version
    assert permissions.limit_of(boris, "EUR") == 200_000
    assert WorkOrder.objects.get(topic="policy.limits").state == WorkOrder.State.DUE
    desk = sign_in(rosa)
    assert "Starts later" in desk.get(f"{ROOT}versions/2/").content.decode()

    assert desk.post(f"{ROOT}versions/2/withdrawal/", {"why": ""}).status_code == 400
    assert desk.post(f"{ROOT}versions/2/withdrawal/", {"why": "The season was moved"}).status_code == 302

    assert policy_in_force(version.starts_at) == policy
    assert WorkOrder.objects.get(topic="policy.limits").state == WorkOrder.State.DONE
    page = desk.get(f"{ROOT}versions/2/").content.decode()
    assert "The season was moved" in page and "Rosa Lind" in page
    assert desk.post(f"{ROOT}versions/2/withdrawal/", {"why": "again"}).status_code == 409


def test_limits_come_with_the_start_by_the_worker_and_with_history(marta, rosa, boris, draft, write):
    limits = limits_with(draft, approval={"approver": {"EUR": 900_000, "USD": 100}, "lead": {}}, second={})
    write(draft, limits=limits, starts_on=date(2090, 1, 1))
    propose(draft, marta)
    activate(draft, rosa)
    worker_runs()
    assert permissions.limit_of(boris, "EUR") == 200_000

    WorkOrder.objects.filter(topic="policy.limits").update(due_at=timezone.now() - timedelta(seconds=1))
    worker_runs()

    assert permissions.limit_of(boris, "EUR") == 900_000
    assert permissions.limit_of(boris, "USD") == 100
    assert not ApprovalLimit.objects.filter(role="lead").exists()
    kept = ApprovalLimit.objects.get(role="approver", currency="EUR").history.latest()
    assert (kept.up_to_minor, kept.history_actor) == (900_000, "system:policy")


def test_limits_that_start_at_once_carry_the_second_persons_name(marta, rosa, boris, draft, write):
    write(draft, limits=limits_with(draft, approval={"approver": {"EUR": 300_000}, "lead": {"EUR": 1_000_000}}))
    propose(draft, marta)
    activate(draft, rosa)

    limit = ApprovalLimit.objects.get(role="approver", currency="EUR")
    assert permissions.limit_of(boris, "EUR") == 300_000
    assert limit.history.latest().history_actor == f"user:{rosa.pk}"
    assert ApprovalLimit.objects.get(role="lead").history.count() == 1


def test_a_version_that_has_started_is_never_withdrawn(sign_in, rosa, policy):
    answer = sign_in(rosa).post(f"{ROOT}versions/1/withdrawal/", {"why": "Sorry"})
    assert answer.status_code == 409
    assert "has started" in answer.content.decode()
    with pytest.raises(DatabaseError, match="has started"), transaction.atomic():
        PolicyWithdrawal.objects.create(version=policy, withdrawn_by=rosa, actor="x", why="x")


def test_a_planned_day_that_has_passed_starts_nothing(sign_in, marta, rosa, draft, write):
    write(draft, starts_on=date(2020, 1, 1))
    propose(draft, marta)
    answer = press(sign_in(rosa), draft, "activation")
    assert answer.status_code == 409
    assert "planned start has passed" in answer.content.decode()
    assert PolicyVersion.objects.count() == 1


def test_a_stale_draft_is_carried_over_side_by_side(sign_in, marta, rosa, draft, write):
    """Marta's old draft changed the days and a window; meanwhile the days and the documents were changed."""
    write(draft, return_window={"days": 45, "windows": []})
    other = create_draft(actor=Actor.user(rosa), name="Other")
    write(other, by=rosa, return_window={"days": 20}, documents_required={"reasons": ["damaged"]})
    propose(other, rosa)
    activate(other, marta)
    desk = sign_in(marta)

    stale = press(desk, draft, "proposal")
    assert stale.status_code == 409
    assert "v2 was activated since" in stale.content.decode()
    page = desk.get(f"{page_of(draft)}base/").content.decode()
    assert "Both changed this" in page and "Return window: Days after delivery" in page

    assert desk.post(f"{page_of(draft)}base/", {"version": again(draft).version}).status_code == 302
    kept = again(draft)
    assert kept.based_on.number == 2
    assert kept.document["return_window"]["days"] == 45
    assert kept.document["return_window"]["windows"] == []
    assert kept.document["documents_required"]["reasons"] == ["damaged"]
    assert press(desk, draft, "proposal").status_code == 302


def test_a_later_version_cannot_start_before_the_one_it_builds_on(marta, rosa, ida, draft, write, sign_in):
    write(draft, starts_on=date(2090, 1, 1))
    propose(draft, marta)
    activate(draft, rosa)
    sooner = create_draft(actor=Actor.user(marta), name="Sooner")
    write(sooner)
    propose(sooner, marta)

    answer = press(sign_in(rosa), sooner, "activation")

    assert answer.status_code == 409
    assert "starts later than this draft would" in answer.content.decode()


def test_the_customers_sentence_is_in_their_language_whoever_decides(make_payment, mila, policy):
    mila.language = "de"
    mila.save()
    last_february = datetime(timezone.now().year - 1, 2, 10, tzinfo=UTC)
    refund = ask(make_payment(mila, captured_at=last_february, delivered_at=last_february))

    assert refund.state == Refund.State.REJECTED
    [rule] = [said for said in refund.decisions.get().rule_verdicts if said["rule"] == "return_window"]
    assert "March" in rule["sentence"]
    assert "März" in rule["customer_sentence"]
    assert "März" in Message.objects.get(about=refund.reference, kind="refund_rejected").body_text


def test_goodwill_changes_with_the_policy_by_two_people_and_not_before(marta, rosa, boris, ana, draft, write):
    goodwill = {"agent": {}, "approver": {"EUR": 30_000, "USD": 1_000}, "lead": {"EUR": 50_000}}
    on_a_day = {"agent": {}, "approver": {"EUR": 60_000, "USD": 5_000}, "lead": {"EUR": 200_000}}
    write(draft, limits=limits_with(draft, goodwill=goodwill, goodwill_day=on_a_day))
    propose(draft, marta)
    assert permissions.goodwill_limit_of(boris, "EUR").up_to_minor == 15_000

    activate(draft, rosa)

    assert permissions.goodwill_limit_of(boris, "EUR").up_to_minor == 30_000
    assert permissions.goodwill_limit_of(boris, "USD").per_day_minor == 5_000
    assert permissions.goodwill_limit_of(ana, "EUR").up_to_minor == 0
    kept = GoodwillLimit.objects.get(role="approver", currency="EUR").history
    assert (kept.latest().history_actor, kept.count()) == (f"user:{rosa.pk}", 2)
    assert GoodwillLimit.objects.get(role="lead").history.count() == 1
