"""The customer says: it is damaged, wrong, or not what was promised."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from disputes.evidence.reason import Goods, NetworkAsks, Reason

_TERMS = ("messages", "refund_policy", "policy_shown", "refund_refusal", "receipt", "withdrawn")

REASON = Reason(
    category="product_unacceptable",
    title=_("Not as described"),
    claim=_("The customer says that it came damaged, or is not what was promised."),
    wins={
        Goods.PHYSICAL: ("description", "return_status", "delivery_confirmed", *_TERMS),
        Goods.DIGITAL: ("description", "access_log", *_TERMS),
        Goods.SERVICE: ("description", "service_record", *_TERMS),
        Goods.SUBSCRIPTION: ("description", "access_log", *_TERMS),
    },
    networks=(
        NetworkAsks(
            "visa",
            ("13.3", "13.4", "13.5"),
            _("What was promised beside what was delivered, and whether the customer sent it back or tried to."),
        ),
        NetworkAsks(
            "mastercard",
            ("4853",),
            _("That it was as described, or was put right; the whole answer in 19 pages."),
        ),
        NetworkAsks("amex", ("C31", "C32"), _("That it was as described, and what was offered to put it right.")),
        NetworkAsks("discover", ("RM",), _("That it was as described, and what was offered to put it right.")),
        NetworkAsks(
            "paypal",
            ("MERCHANDISE_OR_SERVICE_NOT_AS_DESCRIBED",),
            _("That it was as described, and what was offered to put it right."),
        ),
    ),
    traps=(
        _("Show the product's page as it was on the day of the purchase, not as it is today."),
        _("Sending the whole terms hides the one paragraph that matters."),
        _("If the customer sent it back and you kept the money, you lose: refund it instead."),
    ),
    source="https://docs.stripe.com/disputes/categories",
    source_on=date(2026, 5, 1),
)
