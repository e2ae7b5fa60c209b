"""Which language somebody reads: their own if we speak it, else that of what they bought, else the shop's."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import get_language

from customers.models import Customer, Payment


def spoken(tag: str) -> str:
    """Return the language of ours that fits a tag ("de-AT" is "de"), or an empty string where none does."""
    language = tag.replace("_", "-").partition("-")[0].lower()
    return language if language in dict(settings.LANGUAGES) else ""


def language_of(customer: Customer, payment: Payment | None = None) -> str:
    """The language in which we write to a customer, about this payment where there is one."""
    bought_in = spoken(payment.language) if payment else ""
    return spoken(customer.language) or bought_in or settings.LANGUAGE_CODE


def present_language() -> str:
    """The language of ours that is being spoken now."""
    return spoken(get_language() or "") or settings.LANGUAGE_CODE
