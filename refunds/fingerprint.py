"""What an approver saw, as one hash. Any change to it voids the approval."""

from __future__ import annotations

import hashlib
import json

from refunds.models import Refund


def seen_hash(refund: Refund) -> str:
    """Hash all that is asked (amount and its parts, way, reason, lines), the verdict and the customer's answers."""
    decision = refund.decisions.first()
    seen = {
        "reference": refund.reference,
        "amount_minor": refund.amount_minor,
        "currency": refund.currency,
        "payment": refund.payment_id,
        "customer": refund.customer_id,
        "rail": refund.rail,
        "goodwill_minor": refund.goodwill_minor,
        "fee": [refund.fee_minor, refund.fee_waiver],
        "revision": refund.revision,
        "reason": [refund.reason, refund.reason_text],
        "lines": [[line.payment_line_id, line.quantity, line.amount_minor] for line in refund.lines.all()],
        "verdict": [decision.verdict, decision.facts_fingerprint] if decision else None,
        "answers": [event.pk for event in refund.events.all() if event.kind == "refund.answered"],
        "round": refund.round,
    }
    canonical = json.dumps(seen, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
