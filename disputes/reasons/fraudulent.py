"""The cardholder says: I did not make this payment."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from disputes.evidence.reason import Goods, NetworkAsks, Reason

_ALWAYS = ("receipt", "messages", "withdrawn")

REASON = Reason(
    category="fraudulent",
    title=_("Fraudulent"),
    claim=_("The cardholder says that somebody else made this payment."),
    wins={
        Goods.PHYSICAL: (
            "earlier_payments",
            "purchase_trace",
            "delivery_confirmed",
            "delivery_address",
            "signature",
            *_ALWAYS,
        ),
        Goods.DIGITAL: ("earlier_payments", "purchase_trace", "access_log", *_ALWAYS),
        Goods.SERVICE: ("earlier_payments", "purchase_trace", "service_record", "signature", *_ALWAYS),
        Goods.SUBSCRIPTION: ("earlier_payments", "purchase_trace", "access_log", "renewal_notice", *_ALWAYS),
    },
    networks=(
        NetworkAsks(
            "visa",
            ("10.1", "10.2", "10.3", "10.4", "10.5", "33"),
            _(
                "Proof that the cardholder took part. For 10.4, Compelling Evidence 3.0: exactly two earlier payments"
                " with the same card, 120 to 365 days before the dispute, that share two marks with this one."
            ),
        ),
        NetworkAsks(
            "mastercard",
            ("4837", "4849", "4870", "4871", "6341"),
            _("Proof that the cardholder took part or has what was bought; the whole answer in 19 pages."),
        ),
        NetworkAsks(
            "amex",
            ("F24", "F29", "F30", "F31", "FR2", "FR4", "FR6"),
            _("Proof that the card member took part: delivery to the billing address, or use afterwards."),
        ),
        NetworkAsks(
            "discover",
            ("UA01", "UA02", "UA05", "UA06", "UA10", "UA11"),
            _("Proof that the card member took part: delivery to the billing address, or use afterwards."),
        ),
        NetworkAsks(
            "paypal",
            ("UNAUTHORISED",),
            _(
                "Carrier and tracking number with the delivery to the address that PayPal shows for the payment; for"
                " what is not sent, the log of its use."
            ),
        ),
        NetworkAsks(
            "bank_debit",
            ("MD01", "R05", "R10", "R29"),
            _(
                "The mandate, with who gave it and when. Most gateways take no answer: the bank has given the money"
                " back for good."
            ),
        ),
    ),
    traps=(
        _("A receipt alone proves that somebody paid, not who."),
        _("A delivery to another address than the billing address works against you unless the customer asked for it."),
        _("Visa 10.5 cannot be fought: accept it."),
        _("Leave the customer's character out of it. Show what happened."),
    ),
    without_defence=("10.5",),
    source="https://docs.stripe.com/disputes/categories",
    source_on=date(2026, 5, 1),
)
