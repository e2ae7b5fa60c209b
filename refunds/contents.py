"""What a request asks for, as plain values: kept with every change of it, and compared to say what changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from refunds.models import Refund

Contents = dict[str, Any]


def contents_of(refund: Refund, lines: Iterable[Any]) -> Contents:
    """Write the request down as JSON values; `lines` are rows or priced lines, amounts are minor units."""
    return {
        "amount_minor": refund.amount_minor,
        "goodwill_minor": refund.goodwill_minor,
        "fee_minor": refund.fee_minor,
        "fee_waiver": refund.fee_waiver,
        "reason": str(refund.reason),
        "reason_text": refund.reason_text,
        "rail": str(refund.rail),
        "answers": refund.answers,
        "exchange_wish": refund.exchange_wish,
        "keeps_percent": refund.keeps_percent,
        "bonus_minor": refund.bonus_minor,
        "lines": [_line(line) for line in lines],
    }


def what_changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Name the fields that differ, in the order of the contents."""
    return [name for name in after if before.get(name) != after[name]]


def is_raised(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether more goes back than before: in all, as goodwill, or of any line."""
    had = {line["line_id"]: line for line in before["lines"]}
    more_of_a_line = any(
        line["quantity"] > had[line["line_id"]]["quantity"]
        or line["amount_minor"] > had[line["line_id"]]["amount_minor"]
        if line["line_id"] in had
        else bool(had)
        for line in after["lines"]
    )
    return more_of_a_line or any(after[name] > before[name] for name in ("amount_minor", "goodwill_minor"))


def _line(line: Any) -> dict[str, int]:
    return {
        "line_id": getattr(line, "line_id", None) or line.payment_line_id,
        "quantity": line.quantity,
        "amount_minor": line.amount_minor,
        "fee_minor": line.fee_minor,
    }
