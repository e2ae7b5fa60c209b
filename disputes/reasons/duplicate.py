"""The customer says: I was charged twice."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from disputes.evidence.reason import Goods, NetworkAsks, Reason

REASON = Reason(
    category="duplicate",
    title=_("Charged twice"),
    claim=_("The customer says that the same purchase was paid twice."),
    wins={
        Goods.PHYSICAL: (
            "proof_of_credit",
            "second_purchase",
            "receipt",
            "delivery_confirmed",
            "messages",
            "withdrawn",
        ),
        Goods.DIGITAL: ("proof_of_credit", "second_purchase", "receipt", "access_log", "messages", "withdrawn"),
        Goods.SERVICE: ("proof_of_credit", "second_purchase", "receipt", "service_record", "messages", "withdrawn"),
        Goods.SUBSCRIPTION: (
            "proof_of_credit",
            "second_purchase",
            "renewal_notice",
            "receipt",
            "messages",
            "withdrawn",
        ),
    },
    networks=(
        NetworkAsks(
            "visa",
            ("12.6", "12.6.1", "12.6.2"),
            _("Both receipts and what each was for, or the refund of one of them."),
        ),
        NetworkAsks("mastercard", ("4834",), _("Both payments and what each was for; in 19 pages.")),
        NetworkAsks("amex", ("P08", "C14"), _("That the two charges are for different purchases, or the credit.")),
        NetworkAsks("discover", ("DP", "PM"), _("That the two charges are for different purchases, or the credit.")),
        NetworkAsks(
            "paypal",
            ("DUPLICATE_TRANSACTION", "PAYMENT_BY_OTHER_MEANS"),
            _("That the two charges are for different purchases, or the credit."),
        ),
        NetworkAsks(
            "bank_debit",
            ("AM05",),
            _(
                "The mandate, with who gave it and when. Most gateways take no answer: the bank has given the money"
                " back for good."
            ),
        ),
    ),
    traps=(
        _("Compare amount, day and order of both before you answer: if it was one purchase, refund it."),
        _("Name the other payment by the gateway's number, not by your own."),
        _("Paid by other means (12.6.2): show how the other payment was used up or given back."),
    ),
    source="https://docs.stripe.com/disputes/categories",
    source_on=date(2026, 5, 1),
)
