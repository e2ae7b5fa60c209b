"""The shop's own account, as the settings name it."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from customers.errors import Conflict
from refunds.banking.iban import read_iban

CURRENCY = "EUR"
"""What a payment file is written in: it is a SEPA transfer, and those know no other."""


@dataclass(frozen=True, slots=True)
class OurAccount:
    """`bic` may be empty where none is set and none follows from the IBAN."""

    name: str
    iban: str
    bic: str


def has_account() -> bool:
    """Whether transfers leave in payment files here; without an account of ours they are paid by hand."""
    return bool(settings.BANK_ACCOUNT["iban"])


def our_account() -> OurAccount:
    """The account that files are written for. Raises Conflict where none is set, or one that cannot be."""
    if not has_account():
        raise Conflict(
            _("No bank account of the shop is set, so no payment file can be written. Ask an operator to set one."),
            "no_bank_account",
        )
    read = read_iban(settings.BANK_ACCOUNT["iban"])
    name = settings.BANK_ACCOUNT["name"] or settings.SHOP_NAME
    return OurAccount(name[:70], read.iban, settings.BANK_ACCOUNT["bic"] or read.bic)


def to_be_collected() -> str:
    """What finance reads on a transfer that a payment file can take."""
    return _("Pay it by bank transfer: put it into a payment file.")


def paid_from_file(currency: str) -> bool:
    """Whether a transfer in this currency leaves in a payment file; any other is paid by hand."""
    return has_account() and currency == CURRENCY
