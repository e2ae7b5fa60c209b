"""What a question is kept as: without card numbers, accounts, mail addresses and long numbers."""

from __future__ import annotations

import re

from customers.card_numbers import mask_card_numbers

MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ \u00a0]?[A-Z0-9]{4}){2,7}(?:[ \u00a0]?[A-Z0-9]{1,3})?\b", re.IGNORECASE)
_LONG_NUMBER = re.compile(r"(?<![\w-])\+?\d(?:[ /().-]?\d){8,}(?![\w-])")


def masked(text: str) -> str:
    """Return the text with card numbers cut to four digits, and mail addresses, IBANs and phone numbers taken out."""
    text = MAIL.sub("[mail]", mask_card_numbers(text))
    return _LONG_NUMBER.sub("[number]", _IBAN.sub("[account]", text))
