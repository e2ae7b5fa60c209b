"""Which refund, payment or order a question names."""

from __future__ import annotations

import re

from refunds.assistant.masking import MAIL

MOST_NAMES = 5

_OURS = r"\b(?:RF|PM|CU|DP)[- ]?\d{4}[- ]?\d{3,}\b"
_WITH_DASH = r"\b(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[A-Za-z0-9]+(?:-[A-Za-z0-9]+)+\b"
_WITH_SIGN = r"#\s?[\w-]*\d[\w-]*"
_ORDER = r"(?:order|bestellung|auftrag|commande|pedido|ordine|bestelling|refund|erstattung)"
_AFTER_ORDER = rf"(?<=\b){_ORDER}\W{{0,2}}(?:no|nr|number|nummer|num[eé]ro|n[°º])?\W{{0,3}}(?P<number>\d{{3,}})\b"
_LONG = r"(?<![\w.,-])\d{5,12}(?![\w.,-]*\d)"
_NAME = re.compile("|".join((_OURS, _WITH_DASH, _WITH_SIGN, _AFTER_ORDER, _LONG)), re.IGNORECASE)


def names_in(text: str) -> list[str]:
    """Everything in the text that looks like the number of a case or an order, in capitals; at most the first few."""
    found = [match["number"] or match[0].lstrip("# ") for match in _NAME.finditer(MAIL.sub(" ", text))]
    return list(dict.fromkeys(name.upper() for name in found))[:MOST_NAMES]


def without_names(text: str) -> str:
    """The text without them, so that a number is like no example."""
    return _NAME.sub(" ", text)


def mail_addresses_in(text: str) -> list[str]:
    return [match[0].lower() for match in MAIL.finditer(text)]
