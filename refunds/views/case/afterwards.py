"""What came of a decision: how a no was explained, the customer's second look, and how it was for them."""

from __future__ import annotations

from typing import Any

from refunds.explained import explain_no
from refunds.models import Feedback, Refund


def panel(refund: Refund) -> dict[str, Any]:
    """Needs what refund_in_full brings; no query more while nothing is decided."""
    had_a_no = refund.state == Refund.State.REJECTED or refund.appealed_at is not None
    return {
        "why_no": explain_no(refund) if had_a_no else None,
        "appeal": next(iter(refund.appeals.all()), None) if refund.appealed_at else None,
        "feedback": Feedback.objects.filter(refund=refund).first() if refund.finished_at else None,
    }
