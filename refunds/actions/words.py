"""Words that somebody writes for somebody else to read. A card number in them is never kept whole."""

from __future__ import annotations

from django.utils.translation import gettext as _

from customers.card_numbers import masked
from customers.errors import BadInput

WORDS_LIMIT = 1000


def require_words(text: str, field: str) -> str:
    """Return the trimmed text for a customer, or raise BadInput when it is missing, too long, or not writable."""
    words = text.strip()
    if not words:
        raise BadInput(_("Write a sentence; the customer reads it."), "words_missing", field)
    if len(words) > WORDS_LIMIT or not is_writable(words):
        raise BadInput(_("Please shorten the text to 1,000 characters."), "text_too_long", field)
    return masked(words)


def staff_words(text: str, field: str, limit: int, required: bool = True) -> str:
    """Return the trimmed text for a colleague; raise BadInput when it is missing though required, or too long."""
    words = text.strip()
    if required and not words:
        raise BadInput(_("Write a sentence; your colleagues read it."), "words_missing", field)
    if len(words) > limit or not is_writable(words):
        raise BadInput(_("Please shorten the text to %s characters.") % f"{limit:,}", "text_too_long", field)
    return masked(words)


def is_writable(text: str) -> bool:
    """Whether the database can keep the text: no NUL, no half of a surrogate pair."""
    return "\x00" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)
