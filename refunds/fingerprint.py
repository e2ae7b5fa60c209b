"""What an approver saw, as a snapshot and as its hash. Any change to it voids the approval."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from refunds.models import Refund

SPEAKING = ("refund.answered", "refund.took_in", "refund.appealed")
"""Events that bring new facts: an answer of the customer, another request that was merged into this one, an appeal."""


def snapshot_of(refund: Refund) -> dict[str, Any]:
    """All that is asked (amount, way, reason, what was told, lines), verdict, documents and the customer's answers."""
    decision = next(iter(refund.decisions.all()), None)
    return {
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
        "told": [refund.answers, refund.exchange_wish, refund.keeps_percent],
        "lines": [[line.payment_line_id, line.quantity, line.amount_minor] for line in refund.lines.all()],
        "verdict": [decision.verdict, decision.facts_fingerprint] if decision else None,
        "documents": [paper.document_id for paper in refund.papers.all()],
        "answers": [event.pk for event in refund.events.all() if event.kind in SPEAKING],
        "round": refund.round,
    }


def hash_of(snapshot: dict[str, Any]) -> str:
    canonical = json.dumps(snapshot, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def seen_hash(refund: Refund) -> str:
    """The hash that an approval or a rejection must name."""
    return hash_of(snapshot_of(refund))
