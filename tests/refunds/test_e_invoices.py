"""Drawn invoices returned in parts: their e-invoices pass the schemas and every rule of EN 16931, to the cent."""

from __future__ import annotations

import os
import random
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from lxml import etree

from customers.models import Customer, Payment
from refunds.credit_notes.amounts import Credited, Returned, Sold, credit_lines
from refunds.credit_notes.content import Content, content_of
from refunds.credit_notes.einvoice import as_cii, as_ubl, fits
from refunds.models import CreditNote, LegalEntity
from tests.refunds.test_credit_amounts import an_invoice, some_returned
from tests.schematron import broken_rules

INVOICES = int(os.environ.get("E_INVOICES", "40"))
AT = {"ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"}
MADE = date(2026, 10, 3)


def the_note(lines: list[Credited], dice: random.Random) -> Content:
    """What is credited to somebody in a country of chance, with or without an order and a reason."""
    seller = LegalEntity(
        name="Lumen & Hearth GmbH", street="Torstraße 1", postal_code="10119", city="Berlin", country="DE",
        vat_id="DE136695976", registration="HRB 12345 B", email="books@lumen.example",
    )  # fmt: skip
    mila = Customer(name=dice.choice(("Mila Novák", "Zoë & Söhne <OHG>", "")), email="mila@home.example")
    payment = Payment(
        currency=dice.choice(("EUR", "JPY", "USD", "SEK")), country=dice.choice(("DE", "AT", "FR", "")),
        invoice_reference="RE-2026-0815", invoiced_on=MADE, order_reference=dice.choice(("", "LH-1")), reference="PM-1",
    )  # fmt: skip
    return content_of(
        entity=seller, payment=payment, customer=mila, lines=lines, reason=dice.choice(("", "Damaged.")),
        issued_on=MADE, language="en", refund=None,
    )  # fmt: skip


def returned_parts(dice: random.Random) -> list[Credited]:
    sold, back = an_invoice(dice), []
    while not back or not sum(one.amount_minor for one in back):
        sold = an_invoice(dice)
        back = some_returned(sold, Counter(), dice)
    return credit_lines(sold, back, sum(one.amount_minor for one in back))


@pytest.mark.parametrize("kind", [CreditNote.Kind.CREDIT.value, CreditNote.Kind.COUNTER.value])
def test_each_passes_and_its_sums_are_those_of_the_books(kind: str) -> None:
    dice, left_out = random.Random(817), 0
    for number in range(INVOICES):
        note = the_note(returned_parts(dice), dice)
        if kind == CreditNote.Kind.COUNTER:
            note |= {"kind": kind, "voids": {"number": "GS-2026-00001", "on": MADE.isoformat()}}
        if not fits(note):
            left_out += 1
            continue
        cii, ubl = as_cii(f"GS-2026-{number:05}", note), as_ubl(f"GS-2026-{number:05}", note)

        assert broken_rules(cii, "factur-x") == []
        assert broken_rules(ubl, "ubl-2.1") == []
        said = etree.fromstring(cii).findtext(".//ram:GrandTotalAmount", namespaces=AT)
        assert Decimal(said or "") == _major(note["total_minor"], note["currency"])
    assert left_out < INVOICES / 4


def test_a_note_whose_sums_do_not_agree_is_found_out() -> None:
    note = the_note(returned_parts(random.Random(1)), random.Random(1))
    note["tax_minor"] += 100

    assert any("BR-CO-15" in rule for rule in broken_rules(as_cii("GS-2026-00001", note), "factur-x"))


@pytest.mark.parametrize(("currency", "rules"), [("KWD", "BR-DEC-19"), ("JPY", "BR-CO-17")])
def test_what_does_not_fit_would_be_refused_by_a_rule(currency: str, rules: str) -> None:
    thin = Sold(1, "Bead", "", 9, 90, 16, Decimal(19), 0)
    lines = credit_lines([thin], [Returned(1, 9, 106, 16)], 106)
    note = {**the_note(lines, random.Random(2)), "currency": currency}

    assert not fits(note) and fits({**note, "currency": "EUR"})
    assert any(rules in rule for rule in broken_rules(as_cii("GS-2026-00001", note), "factur-x"))


def _major(minor: int, currency: str) -> Decimal:
    return Decimal(minor) / (1 if currency == "JPY" else 100)
