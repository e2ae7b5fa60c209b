"""What a row of the inbox shows, read with a page at once and never row by row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from disputes.inbox.due import due_of
from disputes.models import Dispute
from disputes.weighing.weigh import scales

_SHOWN = (
    "reference", "state", "stage", "category", "network", "network_code", "currency", "amount_minor",
    "worth_minor", "attention", "gateway", "gateway_account", "answer_by", "respond_by", "escalated_at", "opened_at",
    "round", "stopped_refund",
    "payment__order_reference", "payment__customer__name", "payment__customer__email",
    "owner__first_name", "owner__last_name", "owner__email",
)  # fmt: skip


def rows_with_facts() -> QuerySet[Dispute]:
    """Disputes with whose payment it is and who has the case."""
    return Dispute.objects.select_related("payment__customer", "owner").only(*_SHOWN)


def told(disputes: Sequence[Dispute], now: datetime) -> list[dict[str, Any]]:
    """Each dispute with its time and, where it is ours to decide, what fighting is roughly worth."""
    ours = {dispute.pk for dispute in disputes if dispute.state in Dispute.OURS}
    with_what = scales() if ours else None
    return [
        {
            "dispute": dispute,
            "due": due_of(dispute, now),
            "worth": with_what.roughly(dispute) if with_what and dispute.pk in ours else None,
        }
        for dispute in disputes
    ]
