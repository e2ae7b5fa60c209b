"""What makes a request worth a second look, as stored codes. Hints decide nothing; rules do.

Each says something that the facts show at a glance. A code that was stored once keeps its meaning: see
customers.looks for the words and shapes.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from refunds.policy.facts import Facts

MANY_REQUESTS_30D = 3
MANY_REFUNDS_90D = 3
FRESH = timedelta(hours=24)
OLD = timedelta(days=180)
HIGH_MINOR = {"EUR": 50_000, "USD": 50_000, "GBP": 50_000, "CHF": 50_000, "JPY": 80_000}
"""Minor units from which a request is a high one; other currencies have no such hint."""


def _is_high(facts: Facts) -> bool:
    return facts.amount_minor >= HIGH_MINOR.get(facts.currency, facts.amount_minor + 1)


def _gets_much_back(facts: Facts) -> bool:
    often = facts.customer_refunds_90d >= MANY_REFUNDS_90D
    return often and facts.customer_refunded_90d_minor >= facts.captured_minor


_APPLIES: dict[str, Callable[[Facts], bool]] = {
    "fraud": lambda facts: facts.reason == "fraud",
    "duplicate": lambda facts: bool(facts.duplicate_references),
    "many_requests": lambda facts: facts.customer_requests_30d + 1 > MANY_REQUESTS_30D,
    "much_refunded": _gets_much_back,
    "high_amount": _is_high,
    "fresh_payment": lambda facts: facts.asked_at - facts.captured_at < FRESH,
    "old_payment": lambda facts: facts.asked_at - facts.captured_at > OLD,
    "held": lambda facts: bool(facts.open_holds),
    "wants_exchange": lambda facts: facts.wants_exchange,
    "keeps_goods": lambda facts: facts.keeps_percent > 0,
}

HINTS = tuple(_APPLIES)
"""Every code, the weightiest first."""


def hints_for(facts: Facts) -> list[str]:
    """Name the hints that these facts give, the weightiest first."""
    return [code for code, applies in _APPLIES.items() if applies(facts)]
