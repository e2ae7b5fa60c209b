"""Which refunds fit what somebody typed: a refund's number, the gateway's, and the words of payment and customer."""

from __future__ import annotations

import re

from customers.search import MOST_FOUND, payments_with
from refunds.models import Refund, RefundAttempt

_REFUND_NUMBER = re.compile(r"RF-?[0-9-]{0,20}", re.IGNORECASE)


def refunds_with(typed: str) -> list[int]:
    """Keys of the refunds that fit every word, at most MOST_FOUND."""
    numbers = [word.upper() for word in typed.split() if _REFUND_NUMBER.fullmatch(word)]
    words = [word for word in typed.split() if not _REFUND_NUMBER.fullmatch(word)]
    rows = Refund.objects.order_by()
    for number in numbers:
        rows = rows.filter(reference__startswith=number)
    if words:
        rows = rows.filter(payment__in=payments_with(" ".join(words)))
    found = list(rows.values_list("pk", flat=True)[:MOST_FOUND])
    return found or _by_gateway_number(typed)


def _by_gateway_number(typed: str) -> list[int]:
    """What the gateway itself calls one of our refunds."""
    attempts = RefundAttempt.objects.filter(gateway_reference=typed)
    return list(attempts.values_list("refund", flat=True)[:MOST_FOUND]) if typed else []
