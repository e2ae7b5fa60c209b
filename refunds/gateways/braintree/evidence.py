"""An answer to a dispute as Braintree takes it: texts and documents, each with a category where it has one for it.

Categories from its page on adding evidence, limits of files from its page on document uploads, November 2026.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from refunds.gateways.dispute_types import EvidenceBudget, EvidenceInstruction
from refunds.gateways.evidence_words import FILE_KINDS, TEXT_FIELDS

BUDGET = EvidenceBudget(
    bytes_per_file=4_000_000,
    pages=49,
    pages_by_network={"mastercard": 19},
    text_fields=TEXT_FIELDS,
    file_kinds=FILE_KINDS,
)
"""Braintree writes down no length of texts. The pages are those of the networks."""

TEXT_CATEGORIES = {
    "shipping_carrier": "CARRIER_NAME",
    "shipping_tracking_number": "TRACKING_NUMBER",
    "customer_name": "PURCHASER_NAME",
    "customer_email_address": "PURCHASER_EMAIL_ADDRESS",
    "customer_purchase_ip": "PURCHASER_IP_ADDRESS",
}
FILE_CATEGORIES = {
    "customer_signature": "SIGNED_DELIVERY_FORM",
    "shipping_documentation": "PROOF_OF_DELIVERY",
}
"""By our own words. Whatever else there is goes without a category."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One text. "" is no category."""

    comments: str
    category: str = ""


def texts_of(instruction: EvidenceInstruction) -> list[Piece]:
    """Cut the texts into what has a category of its own and one note of the rest."""
    told = {name: text.strip() for name, text in instruction.texts.items() if text.strip()}
    own = [Piece(text, TEXT_CATEGORIES[name]) for name, text in told.items() if name in TEXT_CATEGORIES]
    rest = {name: text for name, text in told.items() if name not in TEXT_CATEGORIES}
    if instruction.refund_references:
        rest["refunds"] = ", ".join(instruction.refund_references)
    return [*own, *([Piece(_note(rest))] if rest else [])]


def _note(texts: Mapping[str, str]) -> str:
    return "\n".join(f"{name.replace('_', ' ').capitalize()}: {text}" for name, text in texts.items())
