"""Which words a letter has: the shop's own where it wrote some, else the ones that came with the software."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet

from customers.models import LetterText
from customers.prepared import PreparedRows

FOLDER = Path("templates/emails/texts")


@dataclass(frozen=True, slots=True)
class LetterWords:
    """What people edit of a letter. `number` is the version of the shop's own words, 0 for the delivered ones."""

    subject: str
    heading: str
    body: str
    number: int = 0


@cache
def delivered(kind: str, language: str) -> LetterWords:
    """Read the words that came with the software: two lines of head, an empty line, the body."""
    path = settings.BASE_DIR / FOLDER / language / f"{kind}.txt"
    head, _blank, body = path.read_text(encoding="utf-8").partition("\n\n")
    fields = dict(line.split(": ", 1) for line in head.splitlines())
    return LetterWords(fields["Subject"], fields["Heading"], body.strip())


def in_use(kind: str, language: str) -> LetterWords:
    """The words that customers get now."""
    newest: LetterText | None = _NEWEST.first(kind=kind, language=language)
    return words_of(newest) or delivered(kind, language)


def words_of(row: LetterText | None) -> LetterWords | None:
    """The words of a version; None for no version, and for the way back to the delivered words."""
    if row is None or row.act == LetterText.Act.RESET:
        return None
    return LetterWords(row.subject, row.heading, row.body, row.number)


def _newest(kind: str, language: str) -> QuerySet[LetterText]:
    texts = LetterText.objects.filter(kind=kind, language=language).exclude(act=LetterText.Act.DRAFT)
    return texts.order_by("-number")[:1]


_NEWEST = PreparedRows(_newest, kind=str, language=str)
