"""Fatima credits what was invoiced: on paper, as an e-invoice, from a series in which no number is missing."""

from __future__ import annotations

from datetime import date

import pytest

from customers.actors import Actor
from refunds.actions.issue_credit_note import void_credit_note
from refunds.models import CreditNote, CreditNotePaper, LegalEntity
from tests.desk import again, approve, ask, known_to_sandbox, worker_runs

pytestmark = pytest.mark.django_db


@pytest.fixture
def gmbh() -> LegalEntity:
    return LegalEntity.objects.create(
        code="de", name="Lumen & Hearth GmbH", street="Torstraße 1", postal_code="10119", city="Berlin", country="DE",
        vat_id="DE136695976", registration="HRB 12345 B", email="books@lumen.example", is_usual=True,
        number_format="GS-{year}-{number:05}",
    )  # fmt: skip


def test_look(gmbh, make_payment, mila, boris, fatima):
    payment = known_to_sandbox(make_payment(mila))
    type(payment).objects.filter(pk=payment.pk).update(invoice_reference="RE-2026-0815", invoiced_on=date(2026, 10, 3))
    refund = ask(payment)
    approve(refund, boris) if refund.state == "under_review" else None
    worker_runs(3)
    print(again(refund).state, CreditNote.objects.values())
    note = CreditNote.objects.get()
    paper = CreditNotePaper.objects.get()
    open("/tmp/papers/note.pdf", "wb").write(bytes(paper.pdf))
    counter = void_credit_note(actor=Actor.user(fatima), number=note.number, reason="Came back <b>x</b>")
    worker_runs(1)
    open("/tmp/papers/counter.pdf", "wb").write(bytes(counter.paper.pdf))
