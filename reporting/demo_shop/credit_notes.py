"""What was invoiced and credited: two companies, the notes of the last refunds of invoiced orders, one taken back."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

from customers.actors import Actor, acting
from customers.clock import clock_at
from customers.shop_days import shop_day
from refunds.actions.issue_credit_note import issue_for_refund, void_credit_note
from refunds.actions.print_credit_note import print_due_notes
from refunds.actions.set_entity import set_entity
from refunds.models import CreditNote, Refund
from reporting.demo_shop.staff import Staff

INVOICED = 6
PRINT_SECONDS = 60


def credit_what_was_invoiced(staff: Staff, now: datetime) -> int:
    """Give the latest completed refunds an invoice and a credit note; returns how many notes there are."""
    fatima = staff.fatima
    with clock_at(now - timedelta(days=80)):
        _set_up_companies(fatima)
    with clock_at(now), acting(fatima):
        for refund in _latest():
            _invoice(refund)
            issue_for_refund(actor=fatima, reference=refund.reference)
        last = CreditNote.objects.order_by("-id").first()
        if last is not None:
            void_credit_note(actor=fatima, number=last.number, reason="The wrong lamp was credited.")
    print_due_notes(time.monotonic() + PRINT_SECONDS)
    return CreditNote.objects.count()


def _set_up_companies(fatima: Actor) -> None:
    set_entity(
        actor=fatima, code="de", name="Lumen & Hearth GmbH", street="Torstraße 1", postal_code="10119", city="Berlin",
        country="DE", vat_id="DE136695976", registration="HRB 12345 B, Amtsgericht Charlottenburg",
        email="books@lumenhearth.example", is_usual=True, number_format="GS-{year}-{number:05}",
    )  # fmt: skip
    set_entity(
        actor=fatima, code="uk", name="Lumen & Hearth Ltd", street="2 Hearth Lane", postal_code="N1 7AA", city="London",
        country="GB", vat_id="GB123456789", email="books@lumenhearth.example", countries=["GB"],
        number_format="UK-CN-{number:06}",
    )  # fmt: skip


def _latest() -> list[Refund]:
    """In the order in which they completed, so that the numbers follow the days."""
    done = Refund.objects.filter(state=Refund.State.COMPLETED, payment__lines__isnull=False, credit_notes__isnull=True)
    found = done.select_related("payment").distinct().order_by("-finished_at", "-id")[:INVOICED]
    return list(found)[::-1]


def _invoice(refund: Refund) -> None:
    payment = refund.payment
    payment.invoice_reference = f"RE-{payment.order_reference.removeprefix('LH-')}"
    payment.invoiced_on = shop_day(payment.captured_at)
    payment.save(update_fields=["invoice_reference", "invoiced_on"])
