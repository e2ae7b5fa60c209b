"""What a bank says about a transfer, in our own words, whatever file it came in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MOST_WORDS = 10_000
"""More lines than any file of ours has, in one answer."""


class Said(StrEnum):
    """What became of a transfer."""

    EXECUTED = "executed"
    REFUSED = "refused"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class BankWord:
    """One transfer in an answer. `reference` is the EndToEndId; the amount is None where the bank names none.

    `code` is the bank's own reason code, `reason` its words, `bank_reference` its number of the booking.
    """

    reference: str
    said: Said
    amount_minor: int | None = None
    currency: str = ""
    code: str = ""
    reason: str = ""
    bank_reference: str = ""


REASONS: dict[str, str | Promise] = {
    "AC01": _("The account number is wrong."),
    "AC03": _("The account number is wrong."),
    "AC04": _("The account is closed."),
    "AC06": _("The account is blocked."),
    "AG01": _("Transfers to this account are not allowed."),
    "AG02": _("The bank does not carry out this kind of transfer."),
    "AM04": _("There is not enough money on our account."),
    "AM05": _("The bank takes it for a duplicate."),
    "BE04": _("The bank needs the customer's address."),
    "MD07": _("The holder of the account has died."),
    "MS02": _("The customer refused the money."),
    "MS03": _("The bank gives no reason."),
    "NOAS": _("The customer did not answer their bank."),
    "RC01": _("The bank's code (BIC) is wrong."),
    "RR04": _("The bank's rules forbid it."),
}
"""ISO 20022 external code set, reasons of returns and refusals, read 2026-11."""


def reason_of(code: str, words: str) -> str:
    """The bank's reason as a sentence: its own words, else those of its code, else the code."""
    return words or str(REASONS.get(code, "")) or code
