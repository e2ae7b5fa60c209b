"""The customer says: I had canceled, and was charged all the same."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from disputes.evidence.reason import Goods, NetworkAsks, Reason

_TERMS = ("cancellation_policy", "policy_shown", "renewal_notice", "messages", "receipt", "withdrawn")

REASON = Reason(
    category="subscription_canceled",
    title=_("Subscription canceled"),
    claim=_("The customer says that it was canceled before the charge."),
    wins={
        Goods.PHYSICAL: ("cancellation_record", "delivery_confirmed", *_TERMS),
        Goods.DIGITAL: ("cancellation_record", "access_log", *_TERMS),
        Goods.SERVICE: ("cancellation_record", "service_record", *_TERMS),
        Goods.SUBSCRIPTION: ("cancellation_record", "access_log", *_TERMS),
    },
    networks=(
        NetworkAsks(
            "visa",
            ("13.2",),
            _("That it was not canceled before the charge, the terms that were agreed to, and use afterwards."),
        ),
        NetworkAsks("mastercard", ("4841",), _("The agreed terms and that no cancellation came; in 19 pages.")),
        NetworkAsks("amex", ("C28",), _("The agreed terms, and that the card member did not cancel.")),
        NetworkAsks("discover", ("AP",), _("The agreed terms, and that the card member did not cancel.")),
        NetworkAsks(
            "paypal",
            ("CANCELED_RECURRING_BILLING",),
            _("That it was not canceled before the charge, the terms that were agreed to, and use afterwards."),
        ),
        NetworkAsks(
            "bank_debit",
            ("R07",),
            _(
                "The mandate, with who gave it and when. Most gateways take no answer: the bank has given the money"
                " back for good."
            ),
        ),
    ),
    traps=(
        _("Use after the claimed cancellation is worth more than any terms."),
        _("If canceling was harder than signing up, banks side with the customer."),
        _("A renewal that nobody announced is hard to defend."),
    ),
    source="https://docs.stripe.com/disputes/categories",
    source_on=date(2026, 5, 1),
)
