"""Disputes that a platform pushes or a file brings: from arrival to every end, in any order and twice."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from customers.models import Payment
from disputes.models import Dispute
from refunds.gateways.dispute_types import DisputeMovement, MovementKind
from tests.disputes.desk import disputed, is_held, sums_and_fees

pytestmark = pytest.mark.django_db

Word = dict[str, str]
"""What is said at one moment, as a line of a file says it; money in all that was moved up to then."""
TAKEN = {"withdrawn": "89.00", "fee": "20.00"}
OPEN: Word = {"state": "needs_response", "respond_by": "2031-01-10T18:00:00Z", "can_respond": "yes", **TAKEN}
REVIEW: Word = {"state": "under_review", **TAKEN}
LOST: Word = {"state": "lost", **TAKEN}
WON: Word = {"state": "won", **TAKEN, "reinstated": "89.00"}
ASKED: Word = {"state": "inquiry", "respond_by": "2031-01-10T18:00:00Z"}

STORIES: dict[str, tuple[list[Word], str, list[int], bool]] = {
    # the words -> state, what stands as disputed, as lost and as fees, whether refunds are held
    "won": ([OPEN, REVIEW, WON], "won", [0, 0, 2000], False),
    "lost": ([OPEN, REVIEW, LOST], "lost", [0, 8900, 2000], True),
    "lost on arrival": ([LOST], "lost", [0, 8900, 2000], True),
    "won late": ([OPEN, LOST, WON], "won", [0, 0, 2000], False),
    "lost in part": ([OPEN, REVIEW, LOST | {"reinstated": "30.00"}], "lost", [0, 5900, 2000], True),
    "accepted": ([OPEN, {"state": "accepted", **TAKEN}], "accepted", [0, 8900, 2000], True),
    "expired": ([OPEN, {"state": "expired", **TAKEN}], "expired", [0, 8900, 2000], True),
    "prevented": ([{"state": "prevented", "withdrawn": "89.00"}], "prevented", [0, 8900, 0], True),
    "withdrawn": ([OPEN, WON | {"state": "withdrawn"}], "withdrawn", [0, 0, 2000], False),
    "asked and answered": (
        [ASKED, {"state": "inquiry_answered"}, {"state": "inquiry_closed"}], "inquiry_closed", [0, 0, 0], False,
    ),
    "asked, then taken": ([ASKED, OPEN, LOST], "lost", [0, 8900, 2000], True),
    "won, and asked again": (
        [OPEN, WON, {"state": "needs_response", "stage": "pre_arbitration", **TAKEN, "reinstated": "89.00"}],
        "needs_response", [0, 0, 2000], True,
    ),
}  # fmt: skip
Bring = Callable[[Sequence[Word]], None]


def dated(words: Sequence[Word], payment: Payment) -> list[Word]:
    """Each word with its moment, an hour after the one before."""
    began = timezone.now() - timedelta(days=2)
    named = {"account": "sandbox", "gateway_reference": "dp_far", "payment": payment.gateway_reference,
             "amount": "89.00", "currency": "EUR", "reason": "product_not_received"}  # fmt: skip
    return [
        {**named, "told_at": (began + timedelta(hours=number)).isoformat(), **word} for number, word in enumerate(words)
    ]


@pytest.fixture(params=["platform", "file"])
def bring(request: pytest.FixtureRequest, fatima, ana, program_of, sign_in) -> Bring:
    """A platform pushes word after word; a file has them all, a line each."""
    if request.param == "platform":
        return lambda words: _pushed(program_of(fatima), words)
    return lambda words: _filed(sign_in(fatima), words)


def _pushed(program: Any, words: Sequence[Word]) -> None:
    for word in words:
        answer = program.post("disputes/", pushed(word))
        assert answer.status_code in (200, 201), answer.content


def pushed(word: Word) -> dict[str, Any]:
    """The same word as a platform says it: amounts in minor units, each movement under an id."""
    money = {kind.value for kind in MovementKind}
    said: dict[str, Any] = {name: value for name, value in word.items() if name not in (*money, "amount")}
    if "can_respond" in said:
        said["can_respond"] = True
    moved = [
        {"movement_id": f"m/{name}", "kind": name, "amount_minor": _minor(word[name]), "currency": "EUR"}
        for name in word
        if name in money
    ]
    return {**said, "amount_minor": _minor(word["amount"]), "movements": moved}


def _minor(amount: str) -> int:
    return int(amount.replace(".", ""))


def _filed(client: Any, words: Sequence[Word]) -> None:
    paper = io.StringIO()
    columns = list(dict.fromkeys(name for word in words for name in word))
    lines = csv.DictWriter(paper, columns)
    lines.writeheader()
    lines.writerows(words)
    file = SimpleUploadedFile("disputes.csv", paper.getvalue().encode())
    page = client.post("/staff/disputes/import/", {"file": file})
    assert page.status_code == 200 and not page.context["brought"].troubles, page.context["brought"].troubles


ORDERS: dict[str, Callable[[list[Word]], list[Word]]] = {
    "as it happened": lambda words: words,
    "backwards": lambda words: words[::-1],
    "twice": lambda words: [word for word in words for _time in range(2)],
    "anyhow": lambda words: Random(5).sample(words * 2, len(words) * 2),
}


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("story", STORIES)
def test_it_ends_as_it_was_told_in_any_order_and_twice(bring: Bring, payment, story: str, order: str):
    words, state, books, held = STORIES[story]
    bring(ORDERS[order](dated(words, payment)))

    dispute = Dispute.objects.get()
    assert (dispute.state, dispute.attention) == (state, "")
    assert (sums_and_fees(), is_held(payment)) == (books, held)
    assert dispute.events.filter(kind="dispute.opened").count() == 1
    assert dispute.owner is not None or state not in Dispute.OURS


def test_money_that_a_file_and_the_gateway_tell_of_is_booked_once(payment, fatima, ana, sign_in):
    client, at = sign_in(fatima), timezone.now()
    _filed(client, dated([OPEN], payment))
    told = [_moved("txn_1", MovementKind.WITHDRAWN, 8900), _moved("txn_1/fee", MovementKind.FEE, 2000)]
    for _time in range(2):
        _gateway_says(payment, "lost", told, at)
    assert sums_and_fees() == [0, 8900, 2000]

    again = [*told, _moved("txn_2", MovementKind.REINSTATED, 8900)]
    _gateway_says(payment, "won", again, at + timedelta(minutes=1))
    _filed(client, dated([WON], payment))
    assert sums_and_fees() == [0, 0, 2000] and Dispute.objects.get().state == "won"


def test_what_a_file_says_of_booked_money_otherwise_is_refused(payment, fatima, ana, sign_in):
    client = sign_in(fatima)
    _filed(client, dated([OPEN], payment))
    (line,) = dated([OPEN | {"withdrawn": "50.00"}], payment)
    paper = ",".join(line) + "\n" + ",".join(line.values()) + "\n"
    page = client.post("/staff/disputes/import/", {"file": SimpleUploadedFile("d.csv", paper.encode())})
    ((number, why),) = page.context["brought"].troubles
    assert number == 2 and "booked already" in why and "89.00" in why
    assert sums_and_fees() == [8900, 0, 2000]


def _moved(number: str, kind: MovementKind, amount_minor: int) -> DisputeMovement:
    return DisputeMovement(number, kind, amount_minor, "EUR")


def _gateway_says(payment: Payment, state: str, moved: list[DisputeMovement], at: datetime) -> None:
    disputed(payment, state, number="dp_far", movements=moved, respond_by=None, told_at=at)
