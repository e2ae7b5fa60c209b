"""All letters in all languages at a glance: delivered, changed, a draft waiting, or words that do not work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from customers.errors import BadInput
from customers.models import LetterText
from customers.notifications.check import checked_words
from customers.notifications.kinds import LetterKind, letter_kinds
from customers.notifications.texts import delivered, words_of


@dataclass(frozen=True, slots=True)
class Cell:
    """One letter in one language. `state` is delivered, changed or broken; `draft` is a version not yet in use."""

    kind: LetterKind
    language: str
    state: str
    newest: LetterText | None
    draft: LetterText | None


def text_matrix() -> list[tuple[LetterKind, list[Cell]]]:
    """A row for each letter, a cell for each language, in two queries."""
    everything = LetterText.objects.all()
    used, newest = _newest(everything.exclude(act=LetterText.Act.DRAFT)), _newest(everything)
    return [
        (kind, [_cell(kind, language, used, newest) for language, _name in settings.LANGUAGES])
        for kind in letter_kinds().values()
    ]


def _newest(rows: QuerySet[LetterText]) -> dict[tuple[str, str], LetterText]:
    found = rows.order_by("kind", "language", "-number").distinct("kind", "language").select_related("author")
    return {(row.kind, row.language): row for row in found}


def _cell(kind: LetterKind, language: str, used: dict[Any, LetterText], newest: dict[Any, LetterText]) -> Cell:
    key = kind.code, language
    last = newest.get(key)
    draft = last if last and last.act == LetterText.Act.DRAFT else None
    return Cell(kind, language, _state(kind, language, used.get(key)), last, draft)


def _state(kind: LetterKind, language: str, row: LetterText | None) -> str:
    words = words_of(row)
    if words is None:
        return "delivered"
    try:
        kept = checked_words(kind, words.subject, words.heading, words.body)
    except BadInput:
        return "broken"
    came = delivered(kind.code, language)
    same = (kept.subject, kept.heading, kept.body) == (came.subject, came.heading, came.body)
    return "delivered" if same else "changed"
