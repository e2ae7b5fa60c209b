"""Which refunds fit what somebody typed: a refund's number, the gateway's, and the words of payment and customer."""

from __future__ import annotations

import re

from customers.search import MOST_FOUND, Keys, cases_with
from refunds.models import Refund, RefundAttempt

_REFUND_NUMBER = re.compile(r"RF-?[0-9-]{0,20}", re.IGNORECASE)


def refunds_with(typed: str) -> Keys:
    """The refunds that fit every word, at most MOST_FOUND."""
    return cases_with(typed, Refund.objects.all(), _REFUND_NUMBER) or _by_gateway_number(typed)


def _by_gateway_number(typed: str) -> Keys:
    """What the gateway itself calls one of our refunds."""
    attempts = RefundAttempt.objects.filter(gateway_reference=typed)
    found = attempts.values_list("refund", flat=True)[:MOST_FOUND] if typed else []
    return Keys(found, is_all=len(found) < MOST_FOUND)
