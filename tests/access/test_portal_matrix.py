"""Every address of the portal that names a thing, for five kinds of visitor: what is Mila's is there for her alone.

For everybody else what is hers looks like what is not there, byte for byte. Documents, uploads and questions are real.
"""

from __future__ import annotations

import hashlib
import re
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from customers.actors import Actor
from customers.documents.intake import SentFile
from customers.models import Customer, Upload, User
from customers.portal.links import make_link
from disputes.actions.sign_statement import sign_statement
from refunds.actions.ask_assistant import ask_assistant
from refunds.actions.hand_in_documents import hand_in_documents
from refunds.actions.issue_credit_note import issue_without_refund
from refunds.actions.rail_proposals import propose_rail
from refunds.actions.set_entity import set_entity
from refunds.models import AskedQuestion, RailProposal
from refunds.tasks import print_credit_notes
from tests.access.row import PORTAL
from tests.access.table import TABLE
from tests.access.test_matrix import ROUTES, dispute_about, quiet
from tests.cast import PaymentFactory
from tests.desk import ask
from tests.files import photo

__all__ = ["quiet"]

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

METHODS = ("get", "head", "post", "patch", "delete")
NAMED = [route for route in ROUTES if "<" in route and TABLE.get(route) and TABLE[route].kind == PORTAL]
NOTHING_TO_GIVE_UP = ("delete", 204)
"""To give up an upload that is not there, or not one's own, is no error and does nothing."""

ABSENT = {
    "refunds": "RF-1999-000001",
    "payments": "PM-1999-000001",
    "disputes": "DP-1999-000001",
    "documents": "A" * 22,
    "questions": "B" * 22,
    "uploads": "C" * 22,
    "credit-notes": "GS-1999-00001",
}


@pytest.fixture
def hers(make_payment: PaymentFactory, mila: Customer, ana: User, fatima: User, own_files: Any) -> dict[str, str]:
    """One of each of Mila's: by the word that stands before it in an address."""
    refund = ask(make_payment(mila, 40_000), reason="other")
    picture = SentFile("lamp.jpg", content := photo(), len(content))
    actor = Actor.customer(mila)
    (document,) = hand_in_documents(actor=actor, reference=refund.reference, files=[picture])
    question = ask_assistant(actor=actor, customer=mila, question="Where is my refund?", door=AskedQuestion.Door.PORTAL)
    propose_rail(actor=Actor.user(ana), reference=refund.reference, rail="store_credit", words="Your card ended.")
    dispute = dispute_about(make_payment(mila, 20_000))
    sign_statement(actor=actor, reference=dispute, name="Mila Novak")
    return {
        "refunds": refund.reference,
        "payments": make_payment(mila, 30_000).reference,
        "disputes": dispute,
        "documents": document.key,
        "questions": question.key,
        "credit-notes": credited(make_payment, mila, fatima),
    }


def credited(make_payment: PaymentFactory, mila: Customer, fatima: User) -> str:
    """The number of a printed credit note about something that was invoiced."""
    finance = Actor.user(fatima)
    set_entity(
        actor=finance, code="de", name="Lumen & Hearth GmbH", street="Torstraße 1", postal_code="10119", city="Berlin",
        country="DE", vat_id="DE136695976", is_usual=True, number_format="GS-{year}-{number:05}",
    )  # fmt: skip
    paid = make_payment(mila, 10_000, invoice_reference="RE-2026-0815", invoiced_on=date(2026, 10, 3))
    note = issue_without_refund(
        actor=finance, payment_reference=paid.reference, amount_minor=500, reason="On the phone."
    )
    print_credit_notes()
    return note.number


def test_what_is_milas_is_there_for_her_alone(
    hers: dict[str, str], mila: Customer, tom: Customer, ana: User, program_of: Any, sign_in: Any, capsys: Any
) -> None:
    owner = phone_of(mila)
    hers["uploads"] = upload_of_hers(owner)
    strangers = {
        "nobody": Client(),
        "Tom": phone_of(tom),
        "Ana of the desk": sign_in(ana),
        "a program": program_of(ana).client,
    }
    cells, wrong, opened = 0, [], set()
    for route in NAMED:
        for method in METHODS:
            cells += 1
            if knock(owner, method, address(route, hers)).status_code not in (403, 404, 405):
                opened.add(route)
            for name, client in strangers.items():
                real, absent = (knock(client, method, address(route, things)) for things in (hers, ABSENT))
                cells += 1
                if not is_the_same(real, absent, hers):
                    wrong.append(f"{method.upper()} {route} by {name}: {real.status_code}, {absent.status_code}")
                if real.status_code < 300 and (method, real.status_code) != NOTHING_TO_GIVE_UP:
                    wrong.append(f"{method.upper()} {route} opened for {name}: {real.status_code}")
    with capsys.disabled():
        print(f"\n{cells} cells, {len(NAMED)} addresses of the portal that name a thing")
    assert not wrong, "\n".join(wrong)
    strangers["Tom"].delete(f"/portal/uploads/{hers['uploads']}/")
    assert Upload.objects.filter(key=hers["uploads"]).exists()
    assert set(NAMED) == opened, f"These open for nobody: {set(NAMED) - opened}"


def address(route: str, things: dict[str, str]) -> str:
    """Fill in each placeholder by the word that stands before it."""
    parts = route.split("/")
    for at, part in enumerate(parts):
        if part.startswith("<"):
            parts[at] = {"<int:number>": "1", "<slug:size>": "thumb"}.get(part) or things[parts[at - 1]]
    return "/" + "/".join(parts)


def knock(client: Client, method: str, path: str) -> Any:
    """Send it and take back whatever it did."""
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    with transaction.atomic():
        proposal = RailProposal.objects.get().pk
        body = {"words": "Hi", "text": "Hi", "answer": "good", "helped": "yes", "agrees": "yes", "proposal": proposal}
        answer = getattr(client, method)(path, *([body] if method in ("get", "head", "post") else []))
        answer.content  # noqa: B018 - read before the savepoint is gone
        transaction.set_rollback(True)
    client.cookies.clear()
    client.cookies.load(cookies)
    return answer


def is_the_same(real: Any, absent: Any, hers: dict[str, str]) -> bool:
    return real.status_code == absent.status_code and plain(real, hers) == plain(absent, ABSENT)


def plain(answer: Any, things: dict[str, str]) -> str:
    """Body and address to go to, without what is new each time and without the name that was asked for."""
    said = f"{answer.headers.get('Location', '')} {answer.content.decode()}"
    said = re.sub(r'(nonce|value)="[^"]{16,}"|nonce-[^\s\']+', "", said)
    for name in things.values():
        said = said.replace(name, "…")
    return said


def phone_of(customer: Customer) -> Client:
    client = Client()
    client.post(f"/portal/link/{make_link(customer)}/")
    return client


def upload_of_hers(client: Client) -> str:
    """A file of which nothing has come yet."""
    content = photo()
    sent = {"name": "crack.jpg", "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    assert client.post("/portal/uploads/", sent).status_code == 201
    return str(Upload.objects.get().key)
