"""How amounts, days and lists are written inside the sentences of the policy, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from customers import dates
from customers.money import format_money


def money(amount_minor: int, currency: str) -> str:
    """Write minor units as "43.10 EUR"."""
    return format_money(amount_minor, currency, get_language() or "en")


def day(moment: date) -> str:
    return dates.day(moment, dates.LONG)


def days(count: int) -> str:
    return ngettext("%d day", "%d days", count) % count


def listed(names: Sequence[str]) -> str:
    """Join as people do: "a", "a and b", "a, b and c"."""
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def quoted(names: Sequence[str]) -> str:
    """List names of things in quotation marks, each once."""
    return listed([_("“%s”") % name for name in dict.fromkeys(names)])
