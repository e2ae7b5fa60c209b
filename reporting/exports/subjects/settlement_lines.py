"""Lines of gateways' settlement reports, as they wrote them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from reporting.exports.columns import code, count, moment, money, text
from reporting.exports.subject import Subject

SUBJECT = Subject(
    name="settlement_lines",
    label=_("Settlement lines"),
    about=_("What the gateways say they settled, line by line, with their fees."),
    since_label=_("settled"),
    tables="refunds_settlemententry entry JOIN refunds_settlementreport report ON report.id = entry.report_id",
    at="entry.settled_at",
    order="entry.settled_at, entry.id",
    filters={"kind": "entry.kind", "currency": "entry.currency", "account": "entry.gateway_account"},
    columns=[
        text("report", _("Report"), "report.name"),
        count("line", _("Line"), "entry.number"),
        moment("settled_at", _("Settled"), "entry.settled_at"),
        code("account", _("Account"), "entry.gateway_account"),
        code("kind", _("Kind"), "entry.kind"),
        text("word", _("The gateway's own word"), "entry.word"),
        code("currency", _("Currency"), "entry.currency"),
        money("amount", _("Amount"), "entry.amount_minor", "entry.currency"),
        money("gateway_fee", _("The gateway's fee"), "entry.fee_minor", "entry.currency"),
        text("gateway_reference", _("The gateway's number"), "entry.gateway_reference"),
        text("payment_reference", _("Payment there"), "entry.payment_reference"),
        text("refund_reference", _("Refund there"), "entry.refund_reference"),
        text("payout_reference", _("Payout"), "entry.payout_reference"),
        text("line_id", _("Number of the line"), "entry.line_id"),
    ],
)
