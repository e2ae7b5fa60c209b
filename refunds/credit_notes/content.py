"""All that a credit note says, as plain values: the paper, the e-invoice and the checksum are made of nothing else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from customers.models import Customer, Payment
from refunds.credit_notes.amounts import Credited, groups_of
from refunds.models import CreditNote, LegalEntity, Refund

Content = dict[str, Any]


def content_of(
    *, entity: LegalEntity, payment: Payment, customer: Customer, lines: Sequence[Credited], reason: str,
    issued_on: date, language: str, refund: Refund | None,
) -> Content:  # fmt: skip
    """A credit note as plain values. Amounts are minor units, rates are percent as text, days are ISO 8601."""
    groups = groups_of(lines)
    net, tax = (sum(getattr(group, name) for group in groups) for name in ("net_minor", "tax_minor"))
    return {
        "kind": CreditNote.Kind.CREDIT.value,
        "issued_on": issued_on.isoformat(),
        "language": language,
        "currency": payment.currency,
        "seller": _seller(entity),
        "buyer": _buyer(customer, payment, entity),
        "invoice": {"reference": payment.invoice_reference, "on": _day(payment.invoiced_on)},
        "order": payment.order_reference,
        "payment": payment.reference,
        "refund": refund.reference if refund else "",
        "reason": reason,
        "lines": [_line(line) for line in lines],
        "groups": [
            {"rate": str(group.rate), "net_minor": group.net_minor, "tax_minor": group.tax_minor} for group in groups
        ],
        "net_minor": net,
        "tax_minor": tax,
        "total_minor": net + tax,
        "voids": None,
    }


def counter_content(note: CreditNote, reason: str, issued_on: date) -> Content:
    """What takes a credit note back: the same again, charged. It names the note as what it is about."""
    return {
        **note.content,
        "kind": CreditNote.Kind.COUNTER.value,
        "issued_on": issued_on.isoformat(),
        "reason": reason,
        "voids": {"number": note.number, "on": note.issued_on.isoformat()},
    }


def checksum(content: Content) -> str:
    """SHA-256 over one fixed spelling."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _seller(entity: LegalEntity) -> dict[str, str]:
    names = (
        "name", "street", "postal_code", "city", "country", "vat_id", "tax_number", "registration", "email",
    )  # fmt: skip
    return {name: getattr(entity, name) for name in names}


def _buyer(customer: Customer, payment: Payment, entity: LegalEntity) -> dict[str, str]:
    """An address that nobody told us is not made up: of it only the country is known."""
    return {
        "name": customer.name or customer.email,
        "email": customer.email,
        "country": payment.country or customer.country or entity.country,
        "number": customer.external_reference or customer.reference,
    }


def _line(line: Credited) -> Content:
    return {
        "position": line.position,
        "description": line.description,
        "sku": line.sku,
        "quantity": line.quantity,
        "net_minor": line.net_minor,
        "tax_minor": line.tax_minor,
        "rate": str(line.rate),
        "discount_minor": line.discount_minor,
    }


def _day(on: date | None) -> str:
    return on.isoformat() if on else ""
