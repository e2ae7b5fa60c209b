"""The codes of the world: currencies, countries, languages. Refused where they do not exist."""

from __future__ import annotations

import re
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from django.utils.translation import gettext as _

from customers.errors import BadInput
from customers.money import exponent

_CURRENCY = re.compile(r"[A-Z]{3}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,4})?")


@lru_cache(maxsize=512)
def checked_currency(code: str) -> str:
    """Accept an ISO 4217 code in capitals."""
    if not _CURRENCY.fullmatch(code):
        raise BadInput(
            _("Write the currency as three capital letters, for example EUR."), "unknown_currency", "currency"
        )
    exponent(code)
    return code


@lru_cache(maxsize=512)
def checked_country(code: str) -> str:
    """Accept an ISO 3166 alpha-2 code in capitals, or nothing."""
    if code and (not _COUNTRY.fullmatch(code) or code not in Locale("en").territories or code == "ZZ"):
        raise BadInput(_("Write the country as two capital letters, for example DE."), "unknown_country", "country")
    return code


@lru_cache(maxsize=512)
def checked_language(code: str) -> str:
    """Accept a language tag such as de or pt-BR, or nothing."""
    try:
        if code and (not _LANGUAGE.fullmatch(code) or not Locale.parse(code, sep="-")):
            raise ValueError
    except (ValueError, UnknownLocaleError):
        raise BadInput(
            _("Write the language as its tag, for example de or pt-BR."), "unknown_language", "language"
        ) from None
    return code
