"""Choosing the language in which one is spoken and written to."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from customers.actors import Actor, acting
from customers.errors import BadInput
from customers.languages import spoken
from customers.models import Customer, User


def choose_language(*, actor: Actor, who: Customer | User, language: str) -> None:
    """Keep the language for somebody's pages, and for a customer's letters. Raises BadInput for one we do not speak."""
    if not language.isascii() or spoken(language) != language:
        raise BadInput(_("Choose a language from the list."), "unknown_language", "language")
    with transaction.atomic(), acting(actor):
        row = who.__class__.objects.select_for_update().get(pk=who.pk)
        row.language = language
        row.save(update_fields=["language"])
    who.language = language
