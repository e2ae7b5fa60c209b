"""Refunds, by the day on which they were asked for."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from reporting.exports.columns import code, count, moment, money, text
from reporting.exports.subject import Subject

_TAX = (
    "(SELECT coalesce(sum(line.tax_minor), 0)::bigint FROM refunds_refundline line"
    " WHERE line.refund_id = refund.id AND line.revision = refund.revision)"
)

SUBJECT = Subject(
    name="refunds",
    label=_("Refunds"),
    about=_("Every refund with its state, amount, tax and payment."),
    since_label=_("asked for"),
    tables=(
        "refunds_refund refund JOIN customers_payment payment ON payment.id = refund.payment_id"
        " JOIN customers_customer customer ON customer.id = refund.customer_id"
    ),
    at="refund.created_at",
    order="refund.created_at, refund.id",
    filters={
        "state": "refund.state",
        "reason": "refund.reason",
        "rail": "refund.rail",
        "currency": "refund.currency",
        "gateway": "payment.gateway",
        "account": "payment.gateway_account",
        "country": "payment.country",
    },
    columns=[
        code("refund", _("Refund"), "refund.reference"),
        code("state", _("State"), "refund.state"),
        moment("requested_at", _("Asked for"), "refund.created_at"),
        moment("decided_at", _("Decided"), "refund.decided_at"),
        moment("finished_at", _("Finished"), "refund.finished_at"),
        code("currency", _("Currency"), "refund.currency"),
        money("amount", _("Amount"), "refund.amount_minor", "refund.currency"),
        money("tax", _("Tax in it"), _TAX, "refund.currency"),
        money("goodwill", _("Of it goodwill"), "refund.goodwill_minor", "refund.currency"),
        money("fee", _("Fee kept"), "refund.fee_minor", "refund.currency"),
        money("bonus", _("Bonus on store credit"), "refund.bonus_minor", "refund.currency"),
        code("rail", _("Way of the money"), "refund.rail"),
        code("reason", _("Reason"), "refund.reason"),
        text("reason_text", _("In their words"), "refund.reason_text", personal=True),
        code("origin", _("Came by"), "refund.origin"),
        count("round", _("Rounds"), "refund.round"),
        code("payment", _("Payment"), "payment.reference"),
        text("order", _("Order"), "payment.order_reference"),
        code("gateway", _("Gateway"), "payment.gateway"),
        code("account", _("Account"), "payment.gateway_account"),
        code("method", _("Method"), "payment.method"),
        code("country", _("Country"), "payment.country"),
        code("customer", _("Customer"), "customer.reference"),
        text("customer_name", _("Name"), "customer.name", personal=True),
        text("customer_email", _("E-mail address"), "customer.email", personal=True),
        text("attention", _("Why a person must look"), "refund.attention"),
    ],
)
