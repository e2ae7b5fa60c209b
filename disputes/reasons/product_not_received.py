"""The customer says: it never arrived."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from disputes.evidence.reason import Goods, NetworkAsks, Reason

REASON = Reason(
    category="product_not_received",
    title=_("Not received"),
    claim=_("The customer says that what was bought never came."),
    wins={
        Goods.PHYSICAL: ("delivery_confirmed", "delivery_address", "signature", "messages", "receipt", "withdrawn"),
        Goods.DIGITAL: ("access_log", "purchase_trace", "messages", "receipt", "withdrawn"),
        Goods.SERVICE: ("service_record", "signature", "messages", "receipt", "withdrawn"),
        Goods.SUBSCRIPTION: ("access_log", "service_record", "messages", "receipt", "withdrawn"),
    },
    networks=(
        NetworkAsks(
            "visa",
            ("13.1", "13.9"),
            _(
                "The carrier's confirmation with day and full address, or a log of the download or use; or that the"
                " agreed day has not come yet."
            ),
        ),
        NetworkAsks("mastercard", ("4855",), _("Proof of delivery to the agreed place; the whole answer in 19 pages.")),
        NetworkAsks("amex", ("C08",), _("Proof of delivery to the card member's address, or of use.")),
        NetworkAsks("discover", ("RG",), _("Proof of delivery to the card member's address, or of use.")),
        NetworkAsks(
            "paypal",
            ("MERCHANDISE_OR_SERVICE_NOT_RECEIVED",),
            _(
                "Carrier and tracking number with the delivery to the address that PayPal shows for the payment; for"
                " what is not sent, the log of its use."
            ),
        ),
    ),
    traps=(
        _("A tracking number without the carrier's confirmation proves that it was sent, not that it came."),
        _("City and postal code are not enough: the full address must be readable."),
        _("If it has not been delivered yet, say the agreed day. If it is lost, refund it instead."),
        _("Links are not opened: the carrier's page must be in the file."),
    ),
    source="https://docs.stripe.com/disputes/categories",
    source_on=date(2026, 5, 1),
)
