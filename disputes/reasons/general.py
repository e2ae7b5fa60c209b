"""Whatever fits nowhere else: errors of processing, and reasons that a bank does not name."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from disputes.evidence.reason import Goods, NetworkAsks, Reason

REASON = Reason(
    category="general",
    title=_("Something else"),
    claim=_("The bank gives no reason that says what is wrong. Ask the customer."),
    wins={
        Goods.PHYSICAL: ("proof_of_credit", "withdrawn", "messages", "delivery_confirmed", "receipt", "purchase_trace"),
        Goods.DIGITAL: ("proof_of_credit", "withdrawn", "messages", "access_log", "receipt", "purchase_trace"),
        Goods.SERVICE: ("proof_of_credit", "withdrawn", "messages", "service_record", "receipt", "purchase_trace"),
        Goods.SUBSCRIPTION: ("proof_of_credit", "withdrawn", "messages", "access_log", "receipt", "purchase_trace"),
    },
    networks=(
        NetworkAsks(
            "visa",
            ("11.1", "11.2", "11.3", "12.1", "12.2", "12.3", "12.4", "12.5", "12.7", "13.8", "28", "30", "34"),
            _("The record of the payment and its authorization, or the correction that was made."),
        ),
        NetworkAsks(
            "mastercard",
            ("4808", "4831", "4842", "4846", "4859"),
            _("The record of the payment and its authorization; the whole answer in 19 pages."),
        ),
        NetworkAsks(
            "amex",
            ("A01", "A02", "A08", "P01", "P03", "P04", "P05", "P07", "P22", "P23", "M01", "R03", "R13"),
            _("The record of the payment and its authorization, or the correction that was made."),
        ),
        NetworkAsks(
            "discover",
            ("AT", "IN", "LP", "AW", "CD", "05"),
            _("The record of the payment and its authorization, or the correction that was made."),
        ),
        NetworkAsks(
            "paypal",
            ("INCORRECT_AMOUNT", "PROBLEM_WITH_REMITTANCE", "OTHER"),
            _("The record of the payment and its authorization, or the correction that was made."),
        ),
        NetworkAsks(
            "bank_debit",
            ("AC01", "AC04", "AC06", "AM04", "MD06", "MD07", "MS02", "MS03", "SL01", "R01", "R02", "R03", "R08", "R11"),
            _(
                "The mandate, with who gave it and when. Most gateways take no answer: the bank has given the money"
                " back for good."
            ),
        ),
    ),
    traps=(
        _("Do not guess what the trouble is: one call to the customer often ends it."),
        _("Where the amount or the currency is wrong, show the correction or accept."),
        _("Bank debits can mostly not be fought once the bank has taken them back."),
    ),
    source="https://docs.stripe.com/disputes/categories",
    source_on=date(2026, 5, 1),
)
