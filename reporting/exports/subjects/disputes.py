"""Disputes, by the day on which they were opened."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from reporting.exports.columns import code, count, moment, money, text
from reporting.exports.subject import Subject

SUBJECT = Subject(
    name="disputes",
    label=_("Disputes"),
    about=_("Every dispute with its state, reason, deadlines and amount."),
    since_label=_("opened"),
    tables="disputes_dispute dispute JOIN customers_payment payment ON payment.id = dispute.payment_id",
    at="dispute.opened_at",
    order="dispute.opened_at, dispute.id",
    filters={
        "state": "dispute.state",
        "category": "dispute.category",
        "network": "dispute.network",
        "currency": "dispute.currency",
        "gateway": "dispute.gateway",
        "account": "dispute.gateway_account",
    },
    columns=[
        code("dispute", _("Dispute"), "dispute.reference"),
        code("state", _("State"), "dispute.state"),
        code("stage", _("Stage"), "dispute.stage"),
        moment("opened_at", _("Opened"), "dispute.opened_at"),
        moment("respond_by", _("To be answered by"), "dispute.respond_by"),
        moment("answered_at", _("Answered"), "dispute.answered_at"),
        moment("finished_at", _("Finished"), "dispute.finished_at"),
        code("currency", _("Currency"), "dispute.currency"),
        money("amount", _("Amount"), "dispute.amount_minor", "dispute.currency"),
        code("category", _("Category"), "dispute.category"),
        text("reason", _("The gateway's word for the reason"), "dispute.reason"),
        text("network", _("Network"), "dispute.network"),
        text("network_code", _("The network's code"), "dispute.network_code"),
        count("round", _("Rounds"), "dispute.round"),
        code("gateway", _("Gateway"), "dispute.gateway"),
        code("account", _("Account"), "dispute.gateway_account"),
        text("gateway_reference", _("The gateway's number"), "dispute.gateway_reference"),
        code("payment", _("Payment"), "payment.reference"),
        text("order", _("Order"), "payment.order_reference"),
        moment("captured_at", _("Captured"), "payment.captured_at"),
        code("country", _("Country"), "payment.country"),
    ],
)
