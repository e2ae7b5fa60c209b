"""Words that somebody writes for somebody else to read."""

from __future__ import annotations

from django.utils.translation import gettext as _

from customers.errors import BadInput

WORDS_LIMIT = 1000
NOTE_LIMIT = 500


def checked_note(note: str) -> str:
    """Return a colleague's own words to the customer, which may be none; raise BadInput when they are too long."""
    words = note.strip()
    if len(words) > NOTE_LIMIT or "\x00" in words:
        raise BadInput(_("Please shorten the text to 500 characters."), "text_too_long", "note")
    return without_card_numbers(words)


def without_card_numbers(words: str) -> str:
    """The one place through which a colleague's words to a customer go before they are kept."""
    return words


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
    if len(words) > limit or "\x00" in words:
        raise BadInput(_("Please shorten the text to %d characters.") % limit, "text_too_long", field)
    return words
