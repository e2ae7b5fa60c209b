"""The words of a credit note that are ours, in the language that is spoken now."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal
from django.utils.translation import gettext as _

from customers.languages import present_language


def line_words(line: dict[str, Any]) -> str:
    """What a line is about: the thing as it was sold, or the price of all that has one rate."""
    if line["description"]:
        return str(line["description"])
    return _("Price reduction on goods at %s %%") % rate_words(line["rate"])


def rate_words(rate: str) -> str:
    """A rate without needless zeros: 19, 5.5."""
    return str(format_decimal(Decimal(rate).normalize(), locale=present_language()))
