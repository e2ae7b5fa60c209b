"""Our word for a reason, from the gateway's own word and the card network's code (as they list them in 2026).

What nobody listed is `general`: it is shown with its own words, and a person looks.
"""

from __future__ import annotations

from disputes.models import Dispute

Category = Dispute.Category


def category_of(reason: str, network_code: str = "") -> str:
    """The network's code says it most exactly; a gateway's word stands where there is none."""
    found = _OF_CODE.get(network_code.strip().upper()) or _OF_WORD.get(reason.strip().lower())
    return found or Category.GENERAL


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
        "F24", "F29", "F30", "F31", "FR2", "FR4", "FR6",
    ),
    Category.UNRECOGNIZED: ("4863", "6321", "127", "176"),
    Category.NOT_RECEIVED: ("13.1", "13.9", "4855", "C08"),
    Category.UNACCEPTABLE: ("13.3", "13.4", "13.5", "4853", "C31", "C32"),
    Category.CREDIT: ("13.6", "13.7", "4860", "C02", "C04", "C05", "C18"),
    Category.DUPLICATE: ("12.6", "12.6.1", "12.6.2", "4834", "P08", "C14"),
    Category.SUBSCRIPTION: ("13.2", "4841", "C28"),
}  # fmt: skip
_OF_WORD = {word: category for category, words in _WORDS.items() for word in words}
_OF_CODE = {code: category for category, codes in _CODES.items() for code in codes}
