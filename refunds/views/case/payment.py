"""The payment behind a case: what went back, what is reserved, what is left."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from refunds.actions.bank_details import line_of
from refunds.models import Refund
from refunds.waiting_reason import why_it_waits


def panel(refund: Refund) -> dict[str, Any]:
    """The payment with its bar and open holds. Needs what refund_in_full brings."""
    payment = refund.payment
    return {
        "payment": payment,
        "bar": bar_of(payment, refund),
        "hold_reasons": getattr(refund, "hold_reasons", []),
        "waits_because": why_it_waits(refund),
        **_destination(refund),
    }


def _destination(refund: Refund) -> dict[str, Any]:
    """The customer's account, by its last digits, and the payment file, where the refund is a bank transfer."""
    if refund.rail != Refund.Rail.BANK_TRANSFER:
        return {}
    return {"bank_details": refund.bank_details.first(), "transfer_line": line_of(refund)}


def bar_of(payment: Any, refund: Refund | None = None) -> list[dict[str, Any]]:
    """The payment as parts of a bar, in thousandths of its width: sent back, reserved, asked for here, left."""
    asks = refund.amount_minor if refund and not refund.round and refund.finished_at is None else 0
    asks = min(asks, max(payment.left_minor, 0))
    parts = [
        ("refunded", _("Sent back"), payment.refunded_minor + payment.refunded_before_minor),
        ("reserved", _("Reserved"), payment.reserved_minor),
        ("asked", _("Asked for here"), asks),
        ("left", _("Left") if not asks else _("Left afterwards"), payment.left_minor - asks),
    ]
    drawn, start, total = [], 0, 0
    for name, label, amount in parts:
        total += amount
        end = total * 1000 // payment.captured_minor
        drawn.append({"name": name, "label": label, "amount": amount, "x": start, "width": end - start})
        start = end
    return drawn
