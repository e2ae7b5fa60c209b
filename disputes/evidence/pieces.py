"""The pieces of evidence: what each is, the fields and the file that carry it, and whom to ask when it is missing.

Fields and kinds of files are our own words, which adapters turn into their gateway's. They follow Stripe's (read in
May 2026), since those are the finest: what one field holds there is a part of the one note elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from disputes.evidence.reason import Words

TEXT_FIELDS: Mapping[str, Words] = {
    "uncategorized_text": _("Summary"),
    "product_description": _("What was bought"),
    "customer_name": _("Customer's name"),
    "customer_email_address": _("Customer's mail address"),
    "customer_purchase_ip": _("Address on the internet at the purchase"),
    "billing_address": _("Billing address"),
    "shipping_address": _("Delivery address"),
    "shipping_carrier": _("Carrier"),
    "shipping_date": _("Sent on"),
    "shipping_tracking_number": _("Tracking number"),
    "service_date": _("Date of the service"),
    "access_activity_log": _("Sign-ins and use"),
    "refund_policy_disclosure": _("How the refund policy was shown"),
    "refund_refusal_explanation": _("Why there is no refund, or which was made"),
    "cancellation_policy_disclosure": _("How the terms of canceling were shown"),
    "cancellation_rebuttal": _("Why the cancellation does not hold"),
    "duplicate_charge_id": _("The other payment"),
    "duplicate_charge_explanation": _("Why the two payments are two purchases"),
}
"""In the order in which they stand on the page."""

SHORT_FIELDS = frozenset(
    {"customer_name", "customer_email_address", "customer_purchase_ip", "shipping_carrier", "shipping_date",
     "shipping_tracking_number", "service_date", "duplicate_charge_id"}
)  # fmt: skip
"""One line each."""

FILE_KINDS: Mapping[str, Words] = {
    "receipt": _("Receipt"),
    "shipping_documentation": _("Delivery papers"),
    "customer_signature": _("Signature"),
    "service_documentation": _("Papers of the service"),
    "customer_communication": _("Messages with the customer"),
    "refund_policy": _("Refund policy"),
    "cancellation_policy": _("Terms of canceling"),
    "duplicate_charge_documentation": _("Papers of both payments"),
    "uncategorized_file": _("Other evidence"),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing that convinces. `file_kind` is the file that shows it, `fields` the texts that tell it."""

    code: str
    title: Words
    shows: Words
    file_kind: str
    fields: Sequence[str]
    ask: Words


_CARRIER = _("Ask the warehouse or the carrier.")
_SHOP_SYSTEM = _("Ask whoever runs the shop's systems; they can send it over the API.")
_CUSTOMER = _("Ask the customer, and write down the answer.")
_COLLEAGUE = _("Ask the colleague who wrote with the customer.")
_PUBLISHER = _("Ask whoever wrote the product's page.")

PIECES: Mapping[str, Piece] = {
    piece.code: piece
    for piece in (
        Piece(
            "proof_of_credit", _("Proof of the refund"),
            _("The customer has this money back: day, amount and the gateway's number of the refund."),
            "uncategorized_file", ("refund_refusal_explanation",), _("Ask finance for the gateway's record."),
        ),
        Piece(
            "delivery_confirmed", _("Delivery confirmed"),
            _("The carrier's own word that it arrived, with day and full address."),
            "shipping_documentation", ("shipping_carrier", "shipping_tracking_number", "shipping_date"), _CARRIER,
        ),
        Piece(
            "delivery_address", _("Sent to the customer's address"),
            _("The full address it went to, and that it is the one of the order."),
            "shipping_documentation", ("shipping_address", "billing_address"), _CARRIER,
        ),
        Piece(
            "signature", _("Signature"), _("Somebody signed for it, and who."), "customer_signature", (), _CARRIER,
        ),
        Piece(
            "access_log", _("Signed in or used after the purchase"),
            _("Day, hour and address on the internet of each use, after the purchase."),
            "service_documentation", ("access_activity_log",), _SHOP_SYSTEM,
        ),
        Piece(
            "service_record", _("The service was given"),
            _("On which day, by whom, with a paper that the customer saw or signed."),
            "service_documentation", ("service_date",), _("Ask whoever gave the service."),
        ),
        Piece(
            "purchase_trace", _("How the purchase was made"),
            _("Address on the internet, device and sign-in at the purchase, and the result of 3-D Secure."),
            "uncategorized_file", ("customer_purchase_ip",), _SHOP_SYSTEM,
        ),
        Piece(
            "earlier_payments", _("Earlier payments that nobody disputed"),
            _("The same customer paid with the same card before, and got what was bought."),
            "uncategorized_file", ("access_activity_log",), _SHOP_SYSTEM,
        ),
        Piece(
            "receipt", _("Receipt"), _("What was bought, when, by whom, for how much."), "receipt",
            ("product_description", "customer_name", "customer_email_address"), _("Ask finance for the invoice."),
        ),
        Piece(
            "description", _("What was promised"),
            _("The product's page as it was before the purchase, in words and pictures."),
            "uncategorized_file", ("product_description",), _PUBLISHER,
        ),
        Piece(
            "messages", _("Messages with the customer"),
            _("All of it in order of time, or that the customer never wrote."),
            "customer_communication", (), _COLLEAGUE,
        ),
        Piece(
            "refund_policy", _("Refund policy as bought"),
            _("The version in force on the day of the purchase: only the part that matters."),
            "refund_policy", ("refund_policy_disclosure",), _("Ask the manager who wrote the policy."),
        ),
        Piece(
            "policy_shown", _("How the terms were shown"),
            _("Where the terms stood before the payment, and that the customer agreed to them."),
            "refund_policy", ("refund_policy_disclosure", "cancellation_policy_disclosure"), _SHOP_SYSTEM,
        ),
        Piece(
            "refund_refusal", _("Why there is no refund"),
            _("What was decided on the customer's request, when, and by which rule."),
            "refund_policy", ("refund_refusal_explanation",), _COLLEAGUE,
        ),
        Piece(
            "return_status", _("Whether it was sent back"),
            _("That nothing came back, or what came back and when."),
            "shipping_documentation", ("refund_refusal_explanation",), _("Ask the warehouse what came back."),
        ),
        Piece(
            "cancellation_policy", _("Terms of canceling"),
            _("What the customer agreed to, and where it stood before the purchase."),
            "cancellation_policy", ("cancellation_policy_disclosure",), _("Ask the manager who wrote the terms."),
        ),
        Piece(
            "cancellation_record", _("No cancellation, or a later one"),
            _("That nobody canceled before the charge, or when and how."),
            "cancellation_policy", ("cancellation_rebuttal",), _SHOP_SYSTEM,
        ),
        Piece(
            "renewal_notice", _("The renewal was announced"),
            _("The message that told the day and the amount before it was taken."),
            "customer_communication", ("cancellation_policy_disclosure",), _SHOP_SYSTEM,
        ),
        Piece(
            "second_purchase", _("Two purchases, not one"),
            _("Both receipts and both deliveries, side by side."),
            "duplicate_charge_documentation", ("duplicate_charge_id", "duplicate_charge_explanation"),
            _("Ask finance for the papers of both payments."),
        ),
        Piece(
            "withdrawn", _("The customer takes it back"),
            _("The customer's own words that the dispute was a mistake, signed and dated."),
            "customer_communication", (), _CUSTOMER,
        ),
    )
}  # fmt: skip

PIECE_NAMES = sorted(PIECES)
