"""Programs read disputes, take them over, and bring in those that no gateway of ours tells of."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from disputes.models import Dispute
from tests.disputes.conftest import FEE, TAKEN, again

pytestmark = pytest.mark.django_db


@pytest.fixture
def brought(payment):
    """What a dispute platform says of Mila's payment."""
    return {
        "account": "sandbox",
        "gateway_reference": "dp_platform",
        "payment": payment.gateway_reference,
        "state": "needs_response",
        "amount_minor": 8900,
        "currency": "EUR",
        "reason": "product_not_received",
        "respond_by": "2031-01-10T18:00:00Z",
        "movements": [{"movement_id": "t1", "kind": "withdrawn", "amount_minor": 8900, "currency": "EUR"}],
    }


def test_a_dispute_is_read_with_its_money_and_what_may_be_done(says, ana, program_of):
    dispute = says("needs_response", movements=[TAKEN, FEE])
    program = program_of(ana)
    listed = program.get("disputes/", tab="ours", category="fraudulent").json()["results"]
    assert [row["reference"] for row in listed] == [dispute.reference]
    read = program.get(f"disputes/{dispute.reference}/").json()
    assert [move["kind"] for move in read["movements"]] == ["withdrawn", "fee"]
    assert {move["name"]: bool(move["why_not"]) for move in read["moves"]} == {
        "evidence": False, "acceptance": True, "refunding": True,
    }  # fmt: skip
    events = program.get(f"disputes/{dispute.reference}/events/").json()["results"]
    assert events[0]["kind"] == "dispute.opened"
    deadlines = program.get("disputes/deadlines/").json()["results"]
    assert [row["reference"] for row in deadlines] == [dispute.reference]


def test_it_is_taken_over_and_handed_over(says, ana, boris, lena, program_of):
    dispute = says("needs_response")
    assert program_of(lena).post(f"disputes/{dispute.reference}/taking/", {}).json()["owner"] == lena.email
    handed = program_of(lena).post(f"disputes/{dispute.reference}/handing-over/", {"to": boris.email, "words": "Yours"})
    assert handed.json()["owner"] == boris.email
    assert again(dispute).owner == boris


def test_an_inquiry_is_refunded_instead(says, ana, program_of):
    dispute = says("inquiry", "inquiry")
    answer = program_of(ana).post(f"disputes/{dispute.reference}/refunding/", {})
    assert answer.status_code == 201
    assert answer.json()["amount_minor"] == 8900


def test_a_platform_opens_a_dispute_and_brings_it_up_to_date(payment, brought, fatima, ana, program_of):
    program = program_of(fatima)
    opened = program.post("disputes/", brought)
    assert opened.status_code == 201
    dispute = Dispute.objects.get()
    assert (dispute.source, dispute.category, dispute.owner) == ("api", "product_not_received", ana)
    assert payment.holds.filter(released_at=None).exists()
    moved = program.post("disputes/", {**brought, "state": "under_review"})
    assert (moved.status_code, moved.json()["state"]) == (200, "under_review")
    assert Dispute.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"account": "nowhere"}, 400),
        ({"payment": "pay_unknown"}, 400),
        ({"state": "unknown"}, 400),
        ({"state": "inquiry", "stage": "chargeback"}, 400),
        ({"amount_minor": 0}, 400),
        ({"amount_minor": "8900"}, 400),
        ({"amount_minor": 10**19}, 400),
        ({"currency": "ZZZ"}, 400),
        ({"gateway_reference": "x" * 192}, 400),
        ({"gateway_reference": "a\x00b"}, 400),
        ({"word": "\ud800"}, 400),
        ({"respond_by": "tomorrow"}, 400),
        ({"movements": [{"movement_id": "t", "kind": "stolen", "amount_minor": 1, "currency": "EUR"}]}, 400),
        ({"surprise": True}, 400),
    ],
)
def test_what_cannot_be_meant_is_refused_and_changes_nothing(brought, fatima, program_of, wrong, status):
    answer = program_of(fatima).post("disputes/", {**brought, **wrong})
    assert answer.status_code == status, answer.content
    assert not Dispute.objects.exists()


def test_only_who_may_brings_disputes_in(brought, ana, fatima, program_of):
    assert program_of(ana).post("disputes/", brought).status_code == 403
    assert program_of(fatima, "disputes:read").post("disputes/", brought).status_code == 403
    assert not Dispute.objects.exists()


@pytest.mark.parametrize("query", [{"tab": "nonsense"}, {"amount_from": "x"}, {"owner": "²"}, {"surprise": "1"}])
def test_a_list_that_cannot_be_meant_is_refused(ana, program_of, query):
    assert program_of(ana).get("disputes/", **query).status_code == 400


FILE = """account,gateway_reference,payment,state,amount,currency,reason,respond_by,can_accept
sandbox,dp_1,{payment},needs_response,89.00,EUR,fraudulent,2031-01-10T18:00:00Z,yes
sandbox,dp_2,pay_unknown,needs_response,10.00,EUR,,,
sandbox,dp_3,{payment},sideways,10.00,EUR,,,
sandbox,dp_4,{payment},lost,ten,EUR,,,
"""


def test_a_file_brings_what_is_sound_and_names_the_rest(payment, fatima, ana, sign_in):
    content = FILE.format(payment=payment.gateway_reference).encode()
    client = sign_in(fatima)
    page = client.post("/staff/disputes/import/", {"file": SimpleUploadedFile("disputes.csv", content)})
    brought = page.context["brought"]
    assert (brought.new, brought.known, [line for line, _why in brought.troubles]) == (1, 0, [3, 4, 5])
    dispute = Dispute.objects.get()
    assert (dispute.source, dispute.amount_minor, dispute.may_accept) == ("import", 8900, True)
    twice = client.post("/staff/disputes/import/", {"file": SimpleUploadedFile("disputes.csv", content)})
    assert (twice.context["brought"].new, twice.context["brought"].known) == (0, 1)
    assert dispute.events.filter(kind="dispute.opened").count() == 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b"account,surprise\n",
        b"account,gateway_reference,payment,state,amount,currency\n" + b"x\n" * 5002,
        b"x" * (5 * 1024**2 + 1),
        b"account\x00,b\n",
    ],
)
def test_a_file_that_is_none_is_said_so(fatima, sign_in, content):
    page = sign_in(fatima).post("/staff/disputes/import/", {"file": SimpleUploadedFile("x.csv", content)})
    assert page.status_code == 400
    assert not Dispute.objects.exists()


def test_a_program_brings_a_file(payment, fatima, ana, program_of):
    content = FILE.format(payment=payment.gateway_reference)
    answer = program_of(fatima).post("disputes/files/", {"content": content})
    assert answer.status_code == 201
    assert (answer.json()["new"], answer.json()["wrong"]) == (1, 3)
