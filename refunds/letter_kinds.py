"""The letters about a refund: what each is for, and what may and must stand in it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from customers.notifications.kinds import CUSTOMER_NAME, SHOP, LetterKind, Placeholder, Words, register

REFERENCE = Placeholder("reference", _("the number of the refund"), "RF-2026-000123")
ORDER = Placeholder("order", _("the order number, or the payment's where there is none"), "R-1001")
AMOUNT = Placeholder("amount", _("the amount with its currency"), "43.10 EUR")
DESTINATION = Placeholder("destination", _("where the money goes, to follow “back to”"), _("your card ending 4242"))
ARRIVAL = Placeholder(
    "arrival", _("how soon it is there, as the end of a sentence"), _("usually within 5 to 10 business days")
)
EXPLANATION = Placeholder(
    "explanation", _("why we say no: a colleague's words, or the policy's"), _("The seal was broken."), is_block=True
)
QUESTION = Placeholder("question", _("what we ask the customer"), _("Which of the two lamps is broken?"), is_block=True)
OTHER = Placeholder("other", _("the number of the request that was closed"), "RF-2026-000124")
OLD_WAY = Placeholder("old_way", _("where the money would have gone, as destination"), _("your card ending 4242"))
NEW_WAY = Placeholder("new_way", _("where it would go now, as destination"), _("your bank account"))
NEW_ARRIVAL = Placeholder(
    "new_arrival", _("how soon it would be there then, as arrival"), _("usually within 5 to 10 business days")
)
PROPOSAL = Placeholder("proposal", _("what a colleague writes about it"), _("Your card has expired."), is_block=True)
MESSAGE = Placeholder("message", _("what the colleague writes"), _("The parcel is here, thank you."), is_block=True)
COLLEAGUE = Placeholder("colleague", _("the first name of the colleague who writes"), "Ana")
ANSWER_BY = Placeholder("answer_by", _("the day by which we need an answer"), "30 November 2026")

_ALWAYS = (CUSTOMER_NAME, SHOP, REFERENCE, ORDER, AMOUNT)
_FOLLOW, _READ, _ANSWER = _("See how far it is"), _("See your request"), _("Answer")
_NAME_ACCOUNT = _("Name your bank account")


def name_letters() -> None:
    """Make the letters of this room known, in the order in which a refund goes through them."""
    register(
        _moving("refund_received", _("Request received")),
        _moving("refund_approved", _("Approved"), "amount"),
        _moving("refund_approved_transfer", _("Approved, to be paid by bank transfer"), "amount"),
        LetterKind(
            "refund_bank_details",
            _("Bank account needed"),
            (*_ALWAYS, ANSWER_BY),
            ("amount", "answer_by"),
            _NAME_ACCOUNT,
        ),
        LetterKind(
            "refund_bank_details_again",
            _("Bank account needed, the second letter"),
            (*_ALWAYS, ANSWER_BY),
            ("amount", "answer_by"),
            _NAME_ACCOUNT,
        ),
        _moving("refund_on_its_way", _("On its way"), "amount"),
        _moving("refund_sent_to_bank", _("Sent to the bank"), "amount"),
        _moving("refund_sent_to_bank_transfer", _("Sent to the bank, as a bank transfer"), "amount"),
        _moving("refund_confirmed", _("Confirmed"), "amount"),
        _moving("refund_confirmed_credit", _("Confirmed, as store credit"), "amount"),
        _moving("refund_confirmed_transfer", _("Confirmed, by bank transfer"), "amount"),
        _moving("refund_came_back", _("The money came back"), "amount"),
        LetterKind("refund_rejected", _("Turned down"), (*_ALWAYS, EXPLANATION), ("explanation",), _READ),
        LetterKind("refund_needs_info", _("A question"), (*_ALWAYS, QUESTION), ("question",), _ANSWER),
        LetterKind("refund_asked_again", _("The question again"), (*_ALWAYS, QUESTION), ("question",), _ANSWER),
        LetterKind(
            "refund_rail_proposed",
            _("Another way of payment proposed"),
            (*_ALWAYS, OLD_WAY, NEW_WAY, NEW_ARRIVAL, PROPOSAL, ANSWER_BY),
            ("new_way", "answer_by"),
            _ANSWER,
        ),
        LetterKind("refund_merged", _("Two requests put together"), (*_ALWAYS, OTHER), ("other",), _READ),
        LetterKind("refund_reply", _("A colleague's answer"), (*_ALWAYS, COLLEAGUE, MESSAGE), ("message",), _ANSWER),
        LetterKind("refund_canceled", _("Taken back"), _ALWAYS, (), _READ),
    )


def _moving(code: str, title: Words, *required: str) -> LetterKind:
    return LetterKind(code, title, (*_ALWAYS, DESTINATION, ARRIVAL), required, _FOLLOW)
