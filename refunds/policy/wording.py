"""How amounts, days and lists are written inside the sentences of the policy, in the reader's language.

Thousands of verdicts in a row are wanted without their sentences; inside `without_words` nothing is translated or
formatted, which is most of the work.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date

from django.utils import translation
from django.utils.translation import get_language

from customers import dates
from customers.money import format_money

_wordless: ContextVar[bool] = ContextVar("recourse_policy_without_words", default=False)


@contextmanager
def without_words() -> Iterator[None]:
    """Let every sentence of the policy inside the block stay as raw as it is written here."""
    token = _wordless.set(True)
    try:
        yield
    finally:
        _wordless.reset(token)


def is_wordless() -> bool:
    return _wordless.get()


def gettext(message: str) -> str:
    return message if _wordless.get() else translation.gettext(message)


def ngettext(singular: str, plural: str, number: int) -> str:
    return plural if _wordless.get() else translation.ngettext(singular, plural, number)


_ = gettext


def money(amount_minor: int, currency: str) -> str:
    """Write minor units as "43.10 EUR"."""
    if _wordless.get():
        return ""
    return format_money(amount_minor, currency, get_language() or "en")


def day(moment: date) -> str:
    return "" if _wordless.get() else dates.day(moment, dates.LONG)


def days(count: int) -> str:
    return ngettext("%d day", "%d days", count) % count


def listed_or(names: Sequence[str]) -> str:
    """Join alternatives: "a", "a or b", "a, b or c"."""
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s or %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def listed(names: Sequence[str]) -> str:
    """Join as people do: "a", "a and b", "a, b and c"."""
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def quoted(names: Sequence[str]) -> str:
    """List names of things in quotation marks, each once."""
    return listed([_("“%s”") % name for name in dict.fromkeys(names)])
