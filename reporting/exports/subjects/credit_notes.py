"""Credit notes, by the day on which they were issued."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from reporting.exports.columns import code, count, day, money, text
from reporting.exports.subject import Subject

TABLES = (
    "refunds_creditnote note JOIN refunds_legalentity entity ON entity.id = note.entity_id"
    " JOIN customers_payment payment ON payment.id = note.payment_id"
    " JOIN customers_customer customer ON customer.id = note.customer_id"
    " LEFT JOIN refunds_refund refund ON refund.id = note.refund_id"
    " LEFT JOIN refunds_creditnote voided ON voided.id = note.voids_id"
)
FILTERS = {
    "kind": "note.kind",
    "entity": "entity.code",
    "currency": "note.currency",
    "country": "note.content #>> '{buyer,country}'",
}
ON_THE_NOTE = [
    code("number", _("Number"), "note.number"),
    code("kind", _("Kind"), "note.kind"),
    day("issued_on", _("Issued"), "note.issued_on"),
    code("entity", _("Who sells"), "entity.code"),
    text("invoice", _("Invoice"), "note.invoice_reference"),
    code("currency", _("Currency"), "note.currency"),
]


def signed(amount: str) -> str:
    """Below zero on a document that takes a credit note back, so that sums are what was credited."""
    return f"(CASE note.kind WHEN 'counter' THEN -1 ELSE 1 END * {amount})"


SUBJECT = Subject(
    name="credit_notes",
    label=_("Credit notes"),
    about=_("Every credit note, and below zero every document that takes one back."),
    since_label=_("issued"),
    tables=f"{TABLES} LEFT JOIN refunds_creditnote counter ON counter.voids_id = note.id",
    at="note.created_at",
    order="note.created_at, note.id",
    filters=FILTERS,
    columns=[
        *ON_THE_NOTE,
        money("net", _("Net"), signed("note.net_minor"), "note.currency"),
        money("tax", _("Tax"), signed("note.tax_minor"), "note.currency"),
        money("total", _("Total"), signed("note.total_minor"), "note.currency"),
        day("invoiced_on", _("Date of the invoice"), "note.invoiced_on"),
        code("takes_back", _("Takes back"), "voided.number"),
        code("taken_back_by", _("Taken back by"), "counter.number"),
        code("refund", _("Refund"), "refund.reference"),
        code("payment", _("Payment"), "payment.reference"),
        text("order", _("Order"), "payment.order_reference"),
        code("country", _("Country"), FILTERS["country"]),
        text("reason", _("Reason"), "note.reason"),
        count("serial", _("Serial number"), "note.serial"),
        code("customer", _("Customer"), "customer.reference"),
        text("customer_name", _("Name"), "note.content #>> '{buyer,name}'", personal=True),
        text("customer_email", _("E-mail address"), "note.content #>> '{buyer,email}'", personal=True),
    ],
)
