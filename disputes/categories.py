"""Our word for a reason, from the gateway's own word and the network's code (as they list them in 2026).

Codes are those of Visa, Mastercard, American Express and Discover, PayPal's own words, and those with which banks take
a debit back (SEPA, ACH). What nobody listed is `general`: it is shown with its own words, and a person looks.
"""

from __future__ import annotations

import re

from disputes.models import Dispute

Category = Dispute.Category


def category_of(reason: str, network_code: str = "") -> str:
    """The network's code says it most exactly; a gateway's word stands where there is none, and may be a code too."""
    found = (_meant_by(said.strip()) for said in (network_code, reason))
    return next((category for category in found if category), Category.GENERAL)


def _meant_by(said: str) -> str:
    known = _OF_CODE.get(said.upper()) or _OF_WORD.get(said.lower(), "")
    return known or (Category.NONCOMPLIANT if _COMPLIANCE.fullmatch(said) else "")


_COMPLIANCE = re.compile(r"C0\d{2,3}", re.ASCII)
"""Visa's compliance cases, C028 to C0135. American Express has two digits behind its C."""


_WORDS: dict[str, tuple[str, ...]] = {
    Category.FRAUDULENT: ("fraudulent", "fraud", "unauthorised", "unauthorized", "debit_not_authorized"),
    Category.UNRECOGNIZED: ("unrecognized", "not_recognized"),
    Category.NOT_RECEIVED: ("product_not_received", "merchandise_or_service_not_received"),
    Category.UNACCEPTABLE: (
        "product_unacceptable", "product_unsatisfactory", "merchandise_or_service_not_as_described",
    ),
    Category.CREDIT: ("credit_not_processed",),
    Category.DUPLICATE: ("duplicate", "duplicate_transaction", "payment_by_other_means"),
    Category.SUBSCRIPTION: ("subscription_canceled", "canceled_recurring_billing", "cancelled_recurring_transaction"),
    Category.NONCOMPLIANT: ("noncompliant",),
}  # fmt: skip
_CODES: dict[str, tuple[str, ...]] = {
    Category.FRAUDULENT: (
        "10.1", "10.2", "10.3", "10.4", "10.5", "33", "4837", "4849", "4870", "4871", "6341",
        "F10", "F14", "F22", "F24", "F29", "F30", "F31", "FR2", "FR4", "FR6",
        "UA01", "UA02", "UA05", "UA06", "UA10", "UA11", "MD01", "R05", "R10", "R29",
    ),
    Category.UNRECOGNIZED: ("4863", "6321", "127", "176", "AA"),
    Category.NOT_RECEIVED: ("13.1", "13.9", "4855", "C08", "RG"),
    Category.UNACCEPTABLE: ("13.3", "13.4", "13.5", "4853", "C31", "C32", "RM"),
    Category.CREDIT: ("13.6", "13.7", "4860", "C02", "C04", "C05", "C18", "RN", "RN2"),
    Category.DUPLICATE: ("12.6", "12.6.1", "12.6.2", "4834", "P08", "C14", "DP", "PM", "AM05"),
    Category.SUBSCRIPTION: ("13.2", "4841", "C28", "AP", "R07"),
    Category.NONCOMPLIANT: ("DC",),
}  # fmt: skip
_OF_WORD = {word: category for category, words in _WORDS.items() for word in words}
_OF_CODE = {code: category for category, codes in _CODES.items() for code in codes}
