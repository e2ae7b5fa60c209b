"""Payments, by the day on which they were captured."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from reporting.exports.columns import code, moment, money, text
from reporting.exports.subject import Subject

SUBJECT = Subject(
    name="payments",
    label=_("Payments"),
    about=_("Every captured payment, what went back of it and what is left."),
    since_label=_("captured"),
    tables="customers_payment payment JOIN customers_customer customer ON customer.id = payment.customer_id",
    at="payment.captured_at",
    order="payment.captured_at, payment.id",
    filters={
        "currency": "payment.currency",
        "gateway": "payment.gateway",
        "account": "payment.gateway_account",
        "method": "payment.method",
        "country": "payment.country",
    },
    columns=[
        code("payment", _("Payment"), "payment.reference"),
        text("order", _("Order"), "payment.order_reference"),
        moment("captured_at", _("Captured"), "payment.captured_at"),
        moment("ordered_at", _("Ordered"), "payment.ordered_at"),
        code("currency", _("Currency"), "payment.currency"),
        money("amount", _("Amount"), "payment.captured_minor", "payment.currency"),
        money("reserved", _("Reserved for refunds"), "payment.reserved_minor", "payment.currency"),
        money("refunded", _("Refunded"), "payment.refunded_minor", "payment.currency"),
        money("refunded_before", _("Refunded elsewhere"), "payment.refunded_before_minor", "payment.currency"),
        code("gateway", _("Gateway"), "payment.gateway"),
        code("account", _("Account"), "payment.gateway_account"),
        text("gateway_reference", _("The gateway's number"), "payment.gateway_reference"),
        code("method", _("Method"), "payment.method"),
        text("card_brand", _("Card"), "payment.card_brand"),
        code("card_last4", _("Last four digits"), "payment.card_last4"),
        code("country", _("Country"), "payment.country"),
        code("customer", _("Customer"), "customer.reference"),
        text("customer_name", _("Name"), "customer.name", personal=True),
        text("customer_email", _("E-mail address"), "customer.email", personal=True),
    ],
)
