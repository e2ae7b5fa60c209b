"""What Adyen's items tell. Event codes from its webhook specification, version 1, as of July 2026.

Adyen has no record of a refund that could be read, so that the item itself is the word that counts: only its signed
fields, never `reason`, `eventDate` or `additionalData`. What these may do for a dispute stands in `disputes`.
"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy

from refunds.gateways.adyen import disputes
from refunds.gateways.adyen.items import Item
from refunds.gateways.adyen.verdicts import amount_of
from refunds.gateways.types import FromGatewayAmount, GatewayEvent, Outcome, OutcomeState, Topic

RESULTS = {
    ("REFUND", "true"): OutcomeState.SUCCEEDED,
    ("REFUND", "false"): OutcomeState.FAILED,
    ("REFUND_FAILED", "true"): OutcomeState.REVERSED,
    ("REFUNDED_REVERSED", "true"): OutcomeState.REVERSED,
    ("CANCEL_OR_REFUND", "true"): OutcomeState.SUCCEEDED,
    ("CANCEL_OR_REFUND", "false"): OutcomeState.FAILED,
    ("REFUND_WITH_DATA", "true"): OutcomeState.SUCCEEDED,
    ("REFUND_WITH_DATA", "false"): OutcomeState.FAILED,
    ("POSTPONED_REFUND", "true"): OutcomeState.PENDING,
}
"""By `eventCode` and `success`. Another pair of a refund's codes is UNKNOWN: a person has to look.

`REFUND` true is Adyen's yes, and provisional: the card scheme may still refuse, which is REFUND_FAILED.
"""

MESSAGES = {
    OutcomeState.FAILED: gettext_lazy(
        "Adyen refused the refund. Its reason stands with the payment in Adyen's Customer Area: mend that and try"
        " again, or choose another way to pay."
    ),
    OutcomeState.REVERSED: gettext_lazy(
        "The customer's bank or card scheme sent the money back to Adyen. Ask the customer for another way to pay."
    ),
    OutcomeState.UNKNOWN: gettext_lazy("Adyen tells something of a refund that we do not know. Look into its console."),
}

REFUND_CODES = {code for code, _success in RESULTS} | {"VOID_PENDING_REFUND"}
DISPUTE_CODES = set(disputes.EVENTS)
PAYMENT_CODES = {
    "AUTHORISATION", "AUTHORISATION_ADJUSTMENT", "CANCELLATION", "CAPTURE", "CAPTURE_FAILED", "EXPIRE",
    "HANDLED_EXTERNALLY", "TECHNICAL_CANCEL",
}  # fmt: skip

TOPICS = {
    **dict.fromkeys(REFUND_CODES, Topic.REFUND),
    **dict.fromkeys(DISPUTE_CODES, Topic.DISPUTE),
    disputes.WARNING: Topic.WARNING,
    **dict.fromkeys(PAYMENT_CODES, Topic.PAYMENT),
}


def event_of(item: Item, from_gateway_amount: FromGatewayAmount, now: datetime) -> GatewayEvent:
    """Read a proven item."""
    topic = TOPICS.get(item.event_code, Topic.OTHER)
    about_refund = topic == Topic.REFUND
    return GatewayEvent(
        event_id=item.event_id,
        kind=item.event_code,
        topic=topic,
        refund_reference=item.merchant_reference if about_refund else "",
        gateway_reference=item.psp_reference if topic in (Topic.REFUND, Topic.DISPUTE, Topic.WARNING) else "",
        payment_reference=item.original_reference or (item.psp_reference if topic == Topic.PAYMENT else ""),
        raw=item.raw,
        outcome=outcome_of(item, from_gateway_amount) if about_refund else None,
        dispute=disputes.record_of(item, from_gateway_amount, now) if topic == Topic.DISPUTE else None,
        warning=disputes.warning_of(item, now) if topic == Topic.WARNING and item.success == "true" else None,
        signed=item.signed,
    )


def outcome_of(item: Item, from_gateway_amount: FromGatewayAmount) -> Outcome:
    """Classify what a proven item says of a refund."""
    state = RESULTS.get((item.event_code, item.success), OutcomeState.UNKNOWN)
    told = {"value": item.value, "currency": item.currency}
    amount_minor, currency = amount_of(told, from_gateway_amount)
    return Outcome(
        state,
        gateway_reference=item.psp_reference,
        code=item.event_code,
        message=str(MESSAGES.get(state, "")),
        raw=item.raw,
        amount_minor=amount_minor,
        currency=currency,
    )
