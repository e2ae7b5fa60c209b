"""What the customer hears at each step of a refund, written in the transaction of that step."""

from __future__ import annotations

from typing import Any

from customers.models import Message
from customers.notifications.write import write_message
from refunds.models import Refund

STEPS = (
    "received",
    "approved",
    "on_its_way",
    "sent_to_bank",
    "confirmed",
    "came_back",
    "rejected",
    "needs_info",
    "canceled",
)


def tell(refund: Refund, step: str, **extra: Any) -> Message:
    """Write the letter for this step. Templates stand under emails/refund_<step>/."""
    context = {"refund": refund, "payment": refund.payment, "step": step, **extra}
    if step == "rejected" and "explanation" not in extra:
        context["explanations"] = _rules_in_plain_words(refund)
    return write_message(refund.customer, f"refund_{step}", context, about=refund.reference)


def _rules_in_plain_words(refund: Refund) -> list[str]:
    """The kind sentence of every rule that said no."""
    decision = refund.decisions.first()
    if decision is None:
        return []
    return [rule["customer_sentence"] for rule in decision.rule_verdicts if rule["verdict"] == "deny"]
