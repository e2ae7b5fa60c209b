"""The letters about a dispute: one when it opens, one when it has ended, and what colleagues write between."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from customers.notifications.kinds import CUSTOMER_NAME, SHOP, LetterKind, Placeholder, register
from refunds.letter_kinds import AMOUNT, COLLEAGUE, MESSAGE, ORDER

REFERENCE = Placeholder("reference", _("the number of the dispute"), "DP-2026-000123")
OUTCOME = Placeholder("outcome", _("how it ended, in whole sentences"), _("The amount stays with you."), is_block=True)
_ALWAYS = (CUSTOMER_NAME, SHOP, REFERENCE, ORDER, AMOUNT)
_IN_A_REPLY = (*_ALWAYS, COLLEAGUE, MESSAGE)
_READ = _("See how far it is")
_REASON = _("You get this letter because a payment of yours is disputed through your bank or payment service.")


def name_letters() -> None:
    register(
        LetterKind("dispute_opened", _("Dispute opened"), _ALWAYS, ("amount",), _READ, _REASON),
        LetterKind(
            "dispute_reply", _("A colleague's answer about a dispute"), _IN_A_REPLY, ("message",), _READ, _REASON
        ),
        LetterKind("dispute_ended", _("Dispute ended"), (*_ALWAYS, OUTCOME), ("outcome",), _READ, _REASON),
    )
