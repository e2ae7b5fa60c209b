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
LAST_DAY = Placeholder("last_day", _("the last day on which the credit is good"), "30 November 2026")

DECLARATION = Placeholder("reference", _("the number of the declaration"), "WD-2026-000123")
DECLARED_ORDER = Placeholder("order", _("the order number as it was written"), "R-1001")
RECEIVED_AT = Placeholder(
    "received_at", _("day, time and zone in which it came"), "27 November 2026, 10:15:30 CET (UTC+01:00)"
)
REFUND = Placeholder("refund", _("the number of the refund that it became"), "RF-2026-000123")
PAY_BACK_BY = Placeholder("pay_back_by", _("the day by which the money goes back"), "11 December 2026")

WITHDRAWAL_REASON = _(
    "You get this letter because somebody declared a withdrawal from a contract and gave this address."
)

_ALWAYS = (CUSTOMER_NAME, SHOP, REFERENCE, ORDER, AMOUNT)
_FOLLOW, _READ, _ANSWER = _("See how far it is"), _("See your request"), _("Answer")
_SEE_CREDIT = _("See your store credit")
_NAME_ACCOUNT = _("Name your bank account")


def name_letters() -> None:
    """Make the letters of this room known, in the order in which a refund goes through them."""
    register(
        _moving("refund_received", _("Request received"), is_needed=False),
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
            is_needed=False,
        ),
        _moving("refund_on_its_way", _("On its way"), "amount", is_needed=False),
        _moving("refund_sent_to_bank", _("Sent to the bank"), "amount", is_needed=False),
        _moving("refund_sent_to_bank_transfer", _("Sent to the bank, as a bank transfer"), "amount"),
        _moving("refund_confirmed", _("Confirmed"), "amount"),
        _moving("refund_confirmed_credit", _("Confirmed, as store credit"), "amount"),
        _moving("refund_confirmed_transfer", _("Confirmed, by bank transfer"), "amount"),
        _moving("refund_came_back", _("The money came back"), "amount"),
        LetterKind("refund_rejected", _("Turned down"), (*_ALWAYS, EXPLANATION), ("explanation",), _READ),
        LetterKind(
            "refund_appeal_received", _("Second look: received"), (*_ALWAYS, ANSWER_BY), ("answer_by",), _FOLLOW
        ),
        _moving("refund_appeal_granted", _("Second look: granted"), "amount"),
        LetterKind(
            "refund_appeal_upheld", _("Second look: the no stands"), (*_ALWAYS, EXPLANATION), ("explanation",), _READ
        ),
        LetterKind("refund_needs_info", _("A question"), (*_ALWAYS, QUESTION), ("question",), _ANSWER),
        LetterKind(
            "refund_asked_again",
            _("The question again"),
            (*_ALWAYS, QUESTION),
            ("question",),
            _ANSWER,
            is_needed=False,
        ),
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
        LetterKind(
            "credit_expiring",
            _("Store credit will expire"),
            (CUSTOMER_NAME, SHOP, AMOUNT, LAST_DAY),
            ("amount", "last_day"),
            _SEE_CREDIT,
            _("You get this letter because you have store credit with us."),
        ),
    )


def _moving(code: str, title: Words, *required: str, is_needed: bool = True) -> LetterKind:
    return LetterKind(code, title, (*_ALWAYS, DESTINATION, ARRIVAL), required, _FOLLOW, is_needed=is_needed)


def name_withdrawal_letters() -> None:
    """Make the letters about a withdrawal by law known. They go to whoever declared it, customer or not."""
    register(
        LetterKind(
            "withdrawal_received",
            _("Withdrawal received"),
            (CUSTOMER_NAME, SHOP, DECLARATION, DECLARED_ORDER, RECEIVED_AT),
            ("received_at",),
            reason=WITHDRAWAL_REASON,
        ),
        LetterKind(
            "withdrawal_matched",
            _("Withdrawal matched to an order"),
            (CUSTOMER_NAME, SHOP, DECLARATION, DECLARED_ORDER, RECEIVED_AT, REFUND, PAY_BACK_BY),
            ("refund", "pay_back_by"),
            reason=WITHDRAWAL_REASON,
        ),
        LetterKind(
            "withdrawal_refused",
            _("Withdrawal refused"),
            (CUSTOMER_NAME, SHOP, DECLARATION, DECLARED_ORDER, RECEIVED_AT, EXPLANATION),
            ("explanation",),
            reason=WITHDRAWAL_REASON,
        ),
    )
