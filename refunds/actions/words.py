"""Words that somebody writes for somebody else to read. A card number in them is never kept whole."""

from __future__ import annotations

from django.utils.translation import gettext as _

from customers.card_numbers import mask_card_numbers
from customers.errors import BadInput

WORDS_LIMIT = 1000
PERSONAL_NOTE_LIMIT = 500


def checked_note(note: str) -> str:
    """Return a colleague's own words to the customer, which may be none; raise BadInput when they are too long."""
    words = note.strip()
    return _checked(words, "note", PERSONAL_NOTE_LIMIT, "") if words else ""


def require_words(text: str, field: str, limit: int = WORDS_LIMIT) -> str:
    """Return the trimmed text, or raise BadInput when it is missing, too long, or holds a NUL."""
    return _checked(text, field, limit, _("Write a sentence; the customer reads it."))


def require_note(text: str, field: str, limit: int = WORDS_LIMIT) -> str:
    """Return the trimmed text that only colleagues read, or raise BadInput as require_words does."""
    return _checked(text, field, limit, _("Write a sentence; your colleagues read it."))


def _checked(text: str, field: str, limit: int, missing: str) -> str:
    words = text.strip()
    if not words:
        raise BadInput(missing, "words_missing", field)
    if len(words) > limit or not is_writable(words):
        raise BadInput(_("Please shorten the text to %d characters.") % limit, "text_too_long", field)
    return mask_card_numbers(words)


def is_writable(text: str) -> bool:
    """Whether the database can keep the text: no NUL, no half of a surrogate pair."""
    return "\x00" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)
