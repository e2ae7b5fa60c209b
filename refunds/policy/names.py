"""The policy's codes in words that fit inside a sentence: reasons, ways back, doors, product kinds, countries."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

REASON_NAMES = {
    "changed_mind": _("a change of mind"),
    "not_received": _("something that never arrived"),
    "damaged": _("damage"),
    "not_as_described": _("something that is not as described"),
    "wrong_item": _("a wrong thing in the parcel"),
    "duplicate": _("a double charge"),
    "canceled_service": _("a canceled service"),
    "fraud": _("a payment that you did not make"),
    "goodwill": _("goodwill"),
    "withdrawal": _("a withdrawal from the contract"),
    "other": _("another reason"),
}
RAIL_NAMES = {
    "original": _("the way you paid"),
    "store_credit": _("store credit"),
    "bank_transfer": _("bank transfer"),
}
ORIGIN_NAMES = {
    "portal": _("our customer pages"),
    "staff": _("our staff"),
    "api": _("connected software"),
    "import": _("an import"),
    "dispute": _("a dispute"),
    "gateway": _("the payment company"),
}
KIND_NAMES = {
    "physical": _("physical goods"),
    "digital": _("digital goods"),
    "service": _("services"),
    "subscription": _("subscriptions"),
    "ticket": _("tickets"),
    "shipping": _("shipping"),
}


def country_name(code: str) -> str:
    """Name a country in the reader's language; one without a name there keeps its code."""
    return _territories(get_language() or "en").get(code, code)


@lru_cache(maxsize=32)
def _territories(language: str) -> dict[str, str]:
    return dict(Locale.parse(language, sep="-").territories)
