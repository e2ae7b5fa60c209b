"""A draft tried on the requests of the last 90 days: what would have ended otherwise, and what it would cost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from customers.actors import Actor
from customers.clock import clock_at
from refunds.actions import run_policy_trials
from refunds.models import PolicyDecision, PolicyTrial, Refund
from refunds.tasks import try_policies
from tests.desk import ask
from tests.refunds.policies.conftest import ROOT, page_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def requests(make_payment, mila, tom, ana):
    """Two small ones that went out, one large one, one of Ana's; and one so long ago that it does not count."""
    with clock_at(timezone.now() - timedelta(days=100)):
        ask(make_payment(tom, total_minor=900))
    return [
        ask(make_payment(mila, total_minor=4000)),
        ask(make_payment(tom, total_minor=3000)),
        ask(make_payment(tom, total_minor=60_000)),
        ask(make_payment(mila, total_minor=2000), actor=Actor.user(ana), origin=Refund.Origin.STAFF),
    ]


@pytest.fixture
def stricter(draft, write):
    """No returns at all, and less by itself."""
    return write(draft, return_window={"days": 0}, automatic_approval={"up_to_minor": {"EUR": 3500}})


def start(client, draft):
    answer = client.post(f"{page_of(draft)}trials/")
    assert answer.status_code == 302
    return PolicyTrial.objects.get(reference=answer["Location"].rstrip("/").rpartition("/")[2])


def test_marta_sees_what_would_have_ended_otherwise_and_the_cost(sign_in, marta, requests, stricter):
    desk = sign_in(marta)
    trial = start(desk, stricter)
    assert "It waits for a worker" in desk.get(f"{ROOT}trials/{trial.reference}/").content.decode()
    try_policies()

    trial.refresh_from_db()
    assert (trial.state, trial.total, trial.tried, trial.one_in) == ("done", 4, 4, 1)
    assert trial.result["moves"] == {"allow>deny": 2, "review>deny": 1, "review>review": 1}
    assert trial.result["money"]["EUR"] == {"allow": [7000, 0], "review": [62_000, 2000], "deny": [0, 67_000]}
    assert trial.result["rules"]["return_window"] == {"allow>deny": 3}
    assert trial.result["rules"]["automatic_approval"] == {"allow>review": 1}
    page = desk.get(f"{ROOT}trials/{trial.reference}/").content.decode()
    assert "3 requests would have ended otherwise" in page
    assert f"/staff/refunds/{requests[0].reference}/" in page
    assert "Asked after the window" in page
    assert trial.reference in desk.get(page_of(stricter)).content.decode()
    assert PolicyDecision.objects.count() == 5


def test_the_facts_as_they_were_decide_not_as_they_are(sign_in, marta, requests, draft):
    """The same policy twice changes nothing, though the money of two has left meanwhile."""
    trial = start(sign_in(marta), draft)
    try_policies()
    trial.refresh_from_db()
    assert all(len(set(moved.split(">"))) == 1 for moved in trial.result["moves"])
    assert trial.result["examples"] == {}


def test_it_goes_on_where_a_worker_stopped_and_counts_nothing_twice(sign_in, marta, requests, stricter, monkeypatch):
    monkeypatch.setattr(run_policy_trials, "BATCH", 1)
    trial = start(sign_in(marta), stricter)
    rounds = 0
    while run_policy_trials.run_trials(seconds=0):
        rounds += 1

    assert rounds == 4
    trial.refresh_from_db()
    assert (trial.state, trial.tried) == ("done", 4)
    assert sum(trial.result["moves"].values()) == 4


def test_a_dead_workers_trial_is_taken_up_again(sign_in, marta, requests, stricter):
    trial = start(sign_in(marta), stricter)
    held = timezone.now() + timedelta(minutes=1)
    PolicyTrial.objects.update(tries=1, leased_until=held)
    try_policies()
    trial.refresh_from_db()
    assert trial.state == "queued"

    PolicyTrial.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    try_policies()
    trial.refresh_from_db()
    assert (trial.state, trial.tried) == ("done", 4)


def test_many_requests_are_sampled_and_the_page_says_so(sign_in, marta, requests, stricter, monkeypatch):
    monkeypatch.setattr(run_policy_trials, "MOST_TRIED", 2)
    trial = start(sign_in(marta), stricter)
    try_policies()
    trial.refresh_from_db()
    assert trial.one_in == 2
    assert trial.tried == sum(trial.result["moves"].values()) == 2
    assert "one in 2 is looked at" in sign_in(marta).get(f"{ROOT}trials/{trial.reference}/").content.decode()


def test_it_can_be_stopped_and_then_tried_again(sign_in, marta, requests, stricter):
    desk = sign_in(marta)
    trial = start(desk, stricter)
    assert desk.post(f"{page_of(stricter)}trials/").status_code == 302
    assert PolicyTrial.objects.count() == 1

    assert desk.post(f"{ROOT}trials/{trial.reference}/cancellation/").status_code == 302
    try_policies()
    trial.refresh_from_db()
    assert (trial.state, trial.tried) == ("canceled", 0)
    assert start(desk, stricter).pk != trial.pk


def test_facts_that_cannot_be_read_are_counted_and_left_out(sign_in, marta, requests, stricter, policy):
    PolicyDecision.objects.create(
        refund=requests[0], policy_version=policy, verdict="allow", rule_verdicts=[], facts={"odd": 1},
        facts_fingerprint="x",
    )  # fmt: skip
    trial = start(sign_in(marta), stricter)
    try_policies()
    trial.refresh_from_db()
    assert trial.result["unreadable"] == 1
    assert sum(trial.result["moves"].values()) == 3


def test_ida_may_try_what_she_is_to_activate_and_boris_may_not(sign_in, ida, boris, requests, stricter):
    assert start(sign_in(ida), stricter).requested_by == f"user:{ida.pk}"
    assert sign_in(boris).post(f"{page_of(stricter)}trials/").status_code == 403
    trial = PolicyTrial.objects.get()
    assert sign_in(boris).post(f"{ROOT}trials/{trial.reference}/cancellation/").status_code == 403
    assert sign_in(boris).get(f"{ROOT}trials/{trial.reference}/").status_code == 200
