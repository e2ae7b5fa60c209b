"""Setting a letter: the words of its kind, filled in, inside our layout, as text and as HTML from the same source."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from django.template.loader import render_to_string
from django.utils import translation

from customers.brand import brand
from customers.models import Customer
from customers.notifications.fill import Value, fill_line, fill_paragraphs, quoted
from customers.notifications.kinds import LetterKind, letter_kind
from customers.notifications.texts import LetterWords, delivered, in_use

log = structlog.get_logger(__name__)

_GAP = re.compile(r"\n{3,}")

SUBJECT_LIMIT = 300
PREHEADER_LIMIT = 120


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as it would leave the house. `number` is the version of the words, 0 for the delivered ones."""

    language: str
    subject: str
    text: str
    html: str
    number: int


def compose(kind: str, language: str, customer: Customer, context: Mapping[str, Any]) -> Letter:
    """Set the letter that the customer gets now. Words of the shop that break are passed over for the delivered ones.

    `context` holds a value for every placeholder of the kind, and what the layout shows: `door`, and optionally
    `amount`, `facts` as (label, value) pairs, and `notes` as (first name, words) pairs.
    """
    words = in_use(kind, language)
    if words.number:
        try:
            return set_letter(letter_kind(kind), words, language, customer, context)
        except Exception:
            log.exception("letter.words_broken", kind=kind, language=language, number=words.number)
    return set_letter(letter_kind(kind), delivered(kind, language), language, customer, context)


def set_letter(
    kind: LetterKind, words: LetterWords, language: str, customer: Customer, context: Mapping[str, Any]
) -> Letter:
    """Set a letter in exactly these words. Raises Unfillable for words that cannot be filled in."""
    with translation.override(language):
        values: dict[str, Value] = {
            "customer_name": customer.name or customer.email,
            "shop": brand().name,
            **{name: context[name] for name in kind.known() if name in context},
        }
        paragraphs = fill_paragraphs(words.body, values, kind.known())
        layout = {
            **context,
            "language": language,
            "customer": customer,
            "reason": kind.reason,
            "button": kind.button,
            "subject": fill_line(words.subject, values)[:SUBJECT_LIMIT],
            "heading": fill_line(words.heading, values),
            "paragraphs": paragraphs,
            "preheader": " ".join(paragraphs[0].text.split())[:PREHEADER_LIMIT] if paragraphs else "",
            "notes": [(name, quoted(said)) for name, said in context.get("notes", ())],
        }
        text, html = (render_to_string(f"emails/letter.{form}", layout) for form in ("txt", "html"))
    return Letter(language, layout["subject"], _GAP.sub("\n\n", text).strip() + "\n", html, words.number)
