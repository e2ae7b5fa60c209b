"""The rows behind a figure as people read them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from reporting.facts.dimensions import value_labels
from reporting.facts.measures import Measure
from reporting.facts.movements import Movement

SHOWN = ("reason", "person", "method")


def shown_movements(found: Sequence[Movement], measure: Measure) -> list[dict[str, Any]]:
    """Each with the address of its case, and with words for what it is about."""
    words = {name: value_labels(name, [getattr(row, name) for row in found]) for name in SHOWN}
    return [
        {
            "row": row,
            "url": reverse(row.url_name, args=[row.reference]) if row.url_name and row.reference else "",
            "customer_url": reverse("refunds:customer", args=[row.customer]) if row.customer else "",
            "reason": words["reason"][row.reason] if row.reason else "",
            "person": words["person"][row.person] if row.person else "",
            "method": words["method"][row.method] if row.method else "",
            "amount_minor": row.amount_minor,
            "times": row.value if not measure.is_money and row.value != 1 else None,
        }
        for row in found
    ]
