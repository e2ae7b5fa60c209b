"""Lines of refunds: what was given back of each thing bought, with its tax at the rate of the sale."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from reporting.exports.columns import code, count, moment, money, rate, text
from reporting.exports.subject import Subject

SUBJECT = Subject(
    name="refund_lines",
    label=_("Lines of refunds"),
    about=_("What goes back of each thing bought, with its tax at the rate of the sale."),
    since_label=_("asked for"),
    tables=(
        "refunds_refund refund"
        " JOIN refunds_refundline line ON line.refund_id = refund.id AND line.revision = refund.revision"
        " JOIN customers_paymentline sold ON sold.id = line.payment_line_id"
        " JOIN customers_payment payment ON payment.id = refund.payment_id"
    ),
    at="refund.created_at",
    order="refund.created_at, refund.id, line.id",
    filters={
        "state": "refund.state",
        "reason": "refund.reason",
        "currency": "refund.currency",
        "country": "payment.country",
        "channel": "sold.channel",
        "product": "sold.sku",
    },
    columns=[
        code("refund", _("Refund"), "refund.reference"),
        code("state", _("State"), "refund.state"),
        moment("requested_at", _("Asked for"), "refund.created_at"),
        moment("finished_at", _("Finished"), "refund.finished_at"),
        code("payment", _("Payment"), "payment.reference"),
        text("order", _("Order"), "payment.order_reference"),
        count("position", _("Position"), "sold.position"),
        text("product", _("Product"), "sold.sku"),
        text("description", _("Description"), "sold.description"),
        code("product_kind", _("Kind of product"), "sold.product_kind"),
        text("channel", _("Channel"), "sold.channel"),
        count("quantity", _("Quantity"), "line.quantity"),
        code("currency", _("Currency"), "refund.currency"),
        money("amount", _("Amount"), "line.amount_minor", "refund.currency"),
        money("tax", _("Tax in it"), "line.tax_minor", "refund.currency"),
        money("fee", _("Fee kept"), "line.fee_minor", "refund.currency"),
        rate("tax_rate", _("Tax rate in percent"), "sold.tax_rate"),
        code("country", _("Country"), "payment.country"),
        code("reason", _("Reason"), "refund.reason"),
    ],
)
