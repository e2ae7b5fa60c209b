"""Reading an account number as people type it. What is wrong with it is said in a sentence that helps."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from schwifty import IBAN
from schwifty.exceptions import InvalidCountryCode, InvalidLength, SchwiftyException

from customers.errors import BadInput

LONGEST_TYPED = 60
"""An IBAN has at most 34 characters; people put spaces between them, or the word before them."""


@dataclass(frozen=True, slots=True)
class ReadIban:
    """A sound account number. `bic` is empty where the bank is not in the list."""

    iban: str
    country: str
    bic: str
    in_sepa: bool

    @property
    def last4(self) -> str:
        return self.iban[-4:]


def read_iban(typed: str) -> ReadIban:
    """Read an IBAN: its country, its length and its check digits must fit. Raises BadInput without repeating it.

    A bank's own check inside the number is not looked at: those rules change, and a slip of the pen is found anyway.
    """
    plain = "".join(typed.split()).upper().removeprefix("IBAN:").removeprefix("IBAN")
    if not plain:
        raise BadInput(_("Type the IBAN. It stands on your bank card or in your banking app."), "iban_missing", "iban")
    try:
        iban = IBAN(plain if len(typed) <= LONGEST_TYPED and plain.isascii() else "?")
    except InvalidCountryCode:
        raise BadInput(
            _("An IBAN begins with the two letters of its country, such as DE or FR."), "iban_country", "iban"
        ) from None
    except InvalidLength:
        raise BadInput(
            _("This IBAN is too short or too long for its country. Compare it with your card or your banking app."),
            "iban_length",
            "iban",
        ) from None
    except (SchwiftyException, ValueError):
        raise BadInput(
            _("This IBAN is not right: a letter or digit is wrong or in the wrong place. Compare it once more."),
            "iban_wrong",
            "iban",
        ) from None
    return ReadIban(str(iban), iban.country_code, str(iban.bic or ""), iban.in_sepa_zone)


def sepa_iban(typed: str) -> ReadIban:
    """Read an IBAN that a euro transfer reaches. Raises BadInput for one outside the SEPA countries too."""
    read = read_iban(typed)
    if not read.in_sepa:
        raise BadInput(
            _("We can transfer euros to accounts in the SEPA countries only. Name one there, or write to us."),
            "iban_outside_sepa",
            "iban",
        )
    return read
