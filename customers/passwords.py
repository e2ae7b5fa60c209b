"""Which passwords are refused beyond Django's own rules: those made of words that everybody here would guess."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

HOUSE_WORDS = ("recourse", "refund", "password", "passwort", "welcome", "qwerty", "summer", "winter")
REST_NEEDED = 8


class NoWordsOfTheShop:
    """Refuse a password of which too little is left once the shop's name, the house's words and digits are gone."""

    def validate(self, password: str, user: Any = None) -> None:
        rest = re.sub(r"[\W\d_]+", "", password.casefold())
        for word in sorted(_known_words(user), key=len, reverse=True):
            rest = rest.replace(word, "")
        if len(rest) < REST_NEEDED:
            raise ValidationError(
                _("This password is made of words that are easily guessed here. Take a sentence of your own."),
                code="password_of_the_shop",
            )

    def get_help_text(self) -> str:
        return _("Your password must not be made of the name of the shop, the month or words about refunds.")


def _known_words(user: Any) -> set[str]:
    said = " ".join([settings.SHOP_NAME, getattr(user, "email", "") or "", getattr(user, "first_name", "") or ""])
    own = {word for word in re.findall(r"[^\W\d_]+", said.casefold()) if len(word) > 2}
    return own | set(HOUSE_WORDS)
