"""The cardholder says: I do not know this line on my statement."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from disputes.evidence.reason import Goods, NetworkAsks, Reason

REASON = Reason(
    category="unrecognized",
    title=_("Not recognized"),
    claim=_("The cardholder does not know the line on the statement."),
    wins={
        Goods.PHYSICAL: (
            "receipt",
            "purchase_trace",
            "delivery_confirmed",
            "delivery_address",
            "earlier_payments",
            "messages",
            "withdrawn",
        ),
        Goods.DIGITAL: ("receipt", "purchase_trace", "access_log", "earlier_payments", "messages", "withdrawn"),
        Goods.SERVICE: ("receipt", "purchase_trace", "service_record", "earlier_payments", "messages", "withdrawn"),
        Goods.SUBSCRIPTION: (
            "receipt",
            "renewal_notice",
            "purchase_trace",
            "access_log",
            "earlier_payments",
            "messages",
            "withdrawn",
        ),
    },
    networks=(
        NetworkAsks("visa", (), _("Visa has no such reason; it comes as fraud or as something else.")),
        NetworkAsks(
            "mastercard",
            ("4863", "6321"),
            _("What was bought and how the shop's name reads on the statement; the whole answer in 19 pages."),
        ),
        NetworkAsks("amex", ("127", "176"), _("A receipt with what was bought, and proof that it was delivered.")),
        NetworkAsks("discover", ("AA",), _("A receipt with what was bought, and proof that it was delivered.")),
    ),
    traps=(
        _("Often the name on the statement is the only trouble: say which name it was and whose shop it is."),
        _("Write to the customer first. Many take it back once they remember, and the bank wants that in writing."),
        _("Answer it like fraud all the same: left alone it is lost."),
    ),
    source="https://docs.stripe.com/disputes/categories",
    source_on=date(2026, 5, 1),
)
