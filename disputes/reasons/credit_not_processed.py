"""The customer says: I was promised a refund and did not get it."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from disputes.evidence.reason import Goods, NetworkAsks, Reason

_TERMS = ("refund_refusal", "refund_policy", "policy_shown", "messages", "receipt", "withdrawn")

REASON = Reason(
    category="credit_not_processed",
    title=_("Refund not received"),
    claim=_("The customer says that a refund was due and did not come."),
    wins={
        Goods.PHYSICAL: ("proof_of_credit", "return_status", *_TERMS),
        Goods.DIGITAL: ("proof_of_credit", "access_log", *_TERMS),
        Goods.SERVICE: ("proof_of_credit", "service_record", "cancellation_policy", *_TERMS),
        Goods.SUBSCRIPTION: ("proof_of_credit", "cancellation_record", "cancellation_policy", *_TERMS),
    },
    networks=(
        NetworkAsks(
            "visa",
            ("13.6", "13.7"),
            _("The refund's day, amount and number; or the policy that the customer saw and why it gives no refund."),
        ),
        NetworkAsks("mastercard", ("4860",), _("Proof of the refund, or the terms shown; in 19 pages.")),
        NetworkAsks(
            "amex",
            ("C02", "C04", "C05", "C18"),
            _("Proof of the credit, or that none was due by the policy shown at the purchase."),
        ),
        NetworkAsks(
            "discover",
            ("RN", "RN2"),
            _("Proof of the credit, or that none was due by the policy shown at the purchase."),
        ),
        NetworkAsks(
            "paypal",
            ("CREDIT_NOT_PROCESSED",),
            _("Proof of the credit, or that none was due by the policy shown at the purchase."),
        ),
    ),
    traps=(
        _("A refund that is still on its way counts only with the gateway's number and day."),
        _("A policy that stands only on the website today was not shown at the purchase."),
        _("A promise of a refund in any message outweighs the policy."),
    ),
    source="https://docs.stripe.com/disputes/categories",
    source_on=date(2026, 5, 1),
)
