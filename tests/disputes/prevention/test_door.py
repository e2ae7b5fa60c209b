"""Platforms bring alerts over the API and read what became of them; the same alert twice is one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from disputes.models import Alert
from disputes.tasks import look_at_alerts
from refunds.models import StaffNotice
from tests.desk import approve, known_to_sandbox, worker_runs
from tests.disputes.prevention.desk import again, kinds

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_sandbox")]


@pytest.fixture
def payment(make_payment, mila):
    return known_to_sandbox(make_payment(mila, total_minor=8_900))


@pytest.fixture
def brought(payment):
    """What Ethoca's platform says of Mila's payment."""
    return {
        "provider": "ethoca",
        "provider_reference": "ETH-1",
        "amount_minor": 8_900,
        "currency": "EUR",
        "reason": "fraudulent",
        "network_code": "4837",
        "payment": payment.gateway_reference,
    }


@pytest.fixture
def soon(brought):
    """The same with two days to answer."""
    return {**brought, "respond_by": (timezone.now() + timedelta(hours=48)).isoformat()}


def test_an_alert_is_kept_with_its_payment_and_somebody_hears_of_it(payment, soon, fatima, ana, program_of):
    answer = program_of(fatima, "alerts:write").post("alerts/", soon)
    assert answer.status_code == 201
    alert = Alert.objects.get()
    assert answer["Location"] == f"/api/v1/alerts/{alert.reference}/outcome/"
    assert answer.json()["state"] == "received"
    assert (alert.payment, alert.network, alert.category, alert.owner) == (payment, "mastercard", "fraudulent", ana)
    assert alert.answer_by < alert.respond_by
    assert kinds(alert) == ["alert.received", "alert.payment_found", "alert.assigned"]
    notice = StaffNotice.objects.get(person=ana, kind="dispute_alert_new")
    assert (notice.about, notice.path) == (alert.reference, f"/staff/disputes/alerts/{alert.reference}/")


def test_told_twice_it_is_one_alert(soon, fatima, ana, program_of):
    program = program_of(fatima)
    first = program.post("alerts/", soon, key="same")
    assert program.post("alerts/", soon, key="same").json() == first.json()
    assert program.post("alerts/", soon).status_code == 200
    assert Alert.objects.count() == 1
    assert kinds(Alert.objects.get()).count("alert.received") == 1
    assert StaffNotice.objects.filter(kind="dispute_alert_new").count() == 1


def test_a_known_number_with_another_amount_is_refused(soon, fatima, ana, program_of):
    program = program_of(fatima)
    program.post("alerts/", soon)
    answer = program.post("alerts/", {**soon, "amount_minor": 1})
    assert answer.status_code == 409
    assert "alert_differs" in answer.content.decode()
    assert Alert.objects.get().amount_minor == 8_900


def test_a_moved_deadline_moves_ours(soon, fatima, ana, program_of):
    program = program_of(fatima)
    program.post("alerts/", soon)
    before = Alert.objects.get()
    later = (timezone.now() + timedelta(hours=72)).isoformat()
    program.post("alerts/", {**soon, "respond_by": later})
    now = again(before)
    assert now.answer_by > before.answer_by
    assert kinds(now)[-1] == "alert.deadline_moved"


def test_the_platform_reads_the_answer_with_its_own_scope_and_nothing_else(soon, fatima, ana, boris, program_of):
    platform = program_of(fatima, "alerts:write")
    platform.post("alerts/", soon)
    alert = Alert.objects.get()
    address = f"alerts/{alert.reference}/outcome/"
    program_of(ana).post(f"alerts/{alert.reference}/refunding/", {})
    assert platform.get(address).json()["state"] == "refunding"
    approve(again(alert).refund, boris)
    worker_runs(2)
    look_at_alerts()
    told = platform.get(address).json()
    assert (told["state"], told["refunded"], told["refund"]["state"]) == ("refunded", True, "completed")
    assert "owner" not in told and "customer" not in told
    assert platform.get(f"alerts/{alert.reference}/").status_code == 403
    assert platform.get("alerts/").status_code == 403
    assert program_of(ana, "disputes:read").get(address).status_code == 403


@pytest.mark.parametrize(
    "wrong",
    [
        {"provider": "warning"},
        {"provider": "nobody"},
        {"provider_reference": ""},
        {"provider_reference": "x" * 181},
        {"provider_reference": "a\x00b"},
        {"amount_minor": 0},
        {"amount_minor": "8900"},
        {"amount_minor": 10**19},
        {"currency": "ZZZ"},
        {"account": "nowhere"},
        {"payment": None},
        {"payment": "x" * 192},
        {"card_last4": "12"},
        {"card_last4": "１２３４"},
        {"card_last4": "4242424242424242"},
        {"descriptor": "\ud800"},
        {"paid_on": "yesterday"},
        {"paid_outside": "yes"},
        {"alerted_at": "2001-01-01T00:00:00Z"},
        {"alerted_at": "2031-01-01T00:00:00Z"},
        {"respond_by": "2131-01-01T00:00:00Z"},
        {"respond_by": "soon"},
        {"surprise": True},
    ],
)
def test_what_cannot_be_meant_is_refused_and_changes_nothing(soon, fatima, program_of, wrong):
    sent = {name: value for name, value in {**soon, **wrong}.items() if value is not None}
    if wrong.get("payment", "") is None:
        sent.pop("payment", None)
    answer = program_of(fatima).post("alerts/", sent)
    assert answer.status_code == 400, answer.content
    assert not Alert.objects.exists()


def test_only_who_may_brings_alerts(soon, ana, lena, fatima, program_of):
    assert program_of(ana).post("alerts/", soon).status_code == 403
    assert program_of(lena).post("alerts/", soon).status_code == 403
    assert program_of(fatima, "disputes:write").post("alerts/", soon).status_code == 403
    assert program_of(fatima).post("alerts/", soon, key="").status_code == 400
    assert not Alert.objects.exists()


def test_a_program_reads_lists_and_the_arithmetic(soon, fatima, ana, program_of):
    program_of(fatima).post("alerts/", soon)
    alert, program = Alert.objects.get(), program_of(ana)
    for asked in ({"tab": "waiting"}, {"tab": "mine"}, {"provider": "ethoca"}, {"state": "received"}, {"owner": "me"}):
        assert [row["reference"] for row in program.get("alerts/", **asked).json()["results"]] == [alert.reference]
    assert program.get("alerts/", owner="nobody").json()["results"] == []
    assert program.get("alerts/", tab="nonsense").status_code == 400
    read = program.get(f"alerts/{alert.reference}/").json()
    assert read["weighed"]["dispute_fee_minor"] == 2_000
    assert {move["name"]: bool(move["why_not"]) for move in read["moves"]} == {
        "matching": True, "refunding": False, "answering": True, "leaving": False,
    }  # fmt: skip
    events = program.get(f"alerts/{alert.reference}/events/").json()["results"]
    assert events[0]["kind"] == "alert.received"


def test_a_program_hands_it_over(soon, fatima, ana, boris, program_of):
    reference = program_of(fatima, "alerts:write").post("alerts/", soon).json()["reference"]
    said = {"to": boris.email, "words": "You know this customer."}
    assert program_of(ana).post(f"alerts/{reference}/handing-over/", said).json()["owner"] == boris.email
    assert program_of(ana).post(f"alerts/{reference}/handing-over/", said).status_code == 409


@pytest.mark.parametrize("reference", ["AL-0000-000000", "x" * 300])
def test_what_is_not_there_is_not_found(ana, program_of, reference):
    program = program_of(ana)
    assert program.get(f"alerts/{reference}/").status_code == 404
    assert program.post(f"alerts/{reference}/refunding/", {}).status_code == 404
