"""The ledger, line by line: debits are positive, credits negative, and each entry sums to zero."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from reporting.exports.columns import code, count, moment, money, text
from reporting.exports.subject import Subject

SUBJECT = Subject(
    name="ledger",
    label=_("Ledger"),
    about=_("Every line of every entry; debits are positive, credits negative."),
    since_label=_("posted"),
    tables=(
        "refunds_journalentry entry JOIN refunds_journalline line ON line.entry_id = entry.id"
        " JOIN customers_customer customer ON customer.id = entry.customer_id"
        " LEFT JOIN refunds_refund refund ON refund.id = entry.refund_id"
    ),
    at="entry.posted_at",
    order="entry.posted_at, entry.id, line.id",
    filters={"kind": "entry.kind", "ledger_account": "line.account", "currency": "line.currency"},
    columns=[
        count("entry", _("Entry"), "entry.id"),
        moment("posted_at", _("Posted"), "entry.posted_at"),
        code("kind", _("Kind"), "entry.kind"),
        code("ledger_account", _("Account"), "line.account"),
        code("currency", _("Currency"), "line.currency"),
        money("amount", _("Amount"), "line.amount_minor", "line.currency"),
        text("source", _("Cause"), "entry.source"),
        code("refund", _("Refund"), "refund.reference"),
        code("customer", _("Customer"), "customer.reference"),
    ],
)
