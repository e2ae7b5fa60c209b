"""What the customer hears at each step of a refund, written in the transaction of that step."""

from __future__ import annotations

from typing import Any

from django.utils import translation

from customers.models import Message
from customers.notifications.write import write_message
from customers.portal.doors import door
from refunds.models import Refund
from refunds.policy.quote import arrival, destination

STEPS = (
    "received",
    "approved",
    "on_its_way",
    "sent_to_bank",
    "confirmed",
    "came_back",
    "rejected",
    "needs_info",
    "asked_again",
    "canceled",
    "merged",
    "rail_proposed",
)


def tell(refund: Refund, step: str, **extra: Any) -> Message:
    """Write the letter for this step. Templates stand under emails/refund_<step>/."""
    context = {"refund": refund, "payment": refund.payment, "step": step, **_particulars(refund), **extra}
    if step == "rejected" and "explanation" not in extra:
        context["explanations"] = _rules_in_plain_words(refund)
    return write_message(refund.customer, f"refund_{step}", context, about=refund.reference)


def both_ways(refund: Refund, rail: str) -> dict[str, str]:
    """Where the money would go now and where on the other rail, in the customer's language."""
    payment = refund.payment
    with translation.override(refund.customer.language):
        return {
            "old_way": destination(refund.rail, payment.method, payment.card_last4, payment.method_label),
            "new_way": destination(rail, payment.method, payment.card_last4, payment.method_label),
            "new_arrival": arrival(rail, payment.method),
        }


def _particulars(refund: Refund) -> dict[str, str]:
    """Where the money goes, how soon, and the door to the status page, in the customer's language."""
    payment = refund.payment
    with translation.override(refund.customer.language):
        return {
            "destination": destination(refund.rail, payment.method, payment.card_last4, payment.method_label),
            "arrival": arrival(refund.rail, payment.method),
            "door": door(f"refunds/{refund.reference}/"),
        }


def _rules_in_plain_words(refund: Refund) -> list[str]:
    """The kind sentence of every rule that said no."""
    decision = refund.decisions.first()
    if decision is None:
        return []
    return [rule["customer_sentence"] for rule in decision.rule_verdicts if rule["verdict"] == "deny"]
