"""The network that a dispute goes through, in one word of ours: gateways have many words for one."""

from __future__ import annotations

from customers.models import Payment

BANK_DEBIT = "bank_debit"

_OURS: dict[str, tuple[str, ...]] = {
    "amex": ("american_express",),
    "mastercard": ("mc", "master_card"),
    "diners": ("diners_club",),
    BANK_DEBIT: (
        "ach", "ach_debit", "acss_debit", "au_becs_debit", "bacs_debit", "directdebit", "direct_debit",
        "nz_bank_account", "sepa", "sepa_debit", "sepadirectdebit", "sepa_direct_debit", "us_bank_account",
    ),
}  # fmt: skip
_BY_WORD = {word: network for network, words in _OURS.items() for word in words}


def network_of(told: str, payment: Payment) -> str:
    """Our word for what the gateway calls it; where it says nothing, what the payment was made with."""
    word = "_".join((told or payment.card_brand).lower().split())
    if not word and payment.method == Payment.Method.BANK:
        return BANK_DEBIT
    return _BY_WORD.get(word, word)[:20]
