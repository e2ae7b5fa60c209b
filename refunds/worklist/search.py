"""Which refunds fit what somebody typed: a refund's number, the gateway's, and the words of payment and customer."""

from __future__ import annotations

import re

from customers.search import MOST_FOUND, Keys, payments_with
from refunds.models import Refund, RefundAttempt

_REFUND_NUMBER = re.compile(r"RF-?[0-9-]{0,20}", re.IGNORECASE)


def refunds_with(typed: str) -> Keys:
    """The refunds that fit every word, at most MOST_FOUND."""
    numbers = [word.upper() for word in typed.split() if _REFUND_NUMBER.fullmatch(word)]
    words = " ".join(word for word in typed.split() if not _REFUND_NUMBER.fullmatch(word))
    payments = payments_with(words) if words else None
    rows = Refund.objects.order_by()
    for number in numbers:
        rows = rows.filter(reference__startswith=number)
    if payments is not None:
        rows = rows.filter(payment__in=payments)
    found = list(rows.values_list("pk", flat=True)[: MOST_FOUND + 1])
    is_all = len(found) <= MOST_FOUND and (payments is None or payments.is_all)
    return Keys(found[:MOST_FOUND], is_all=is_all) if found else _by_gateway_number(typed)


def _by_gateway_number(typed: str) -> Keys:
    """What the gateway itself calls one of our refunds."""
    attempts = RefundAttempt.objects.filter(gateway_reference=typed)
    found = attempts.values_list("refund", flat=True)[:MOST_FOUND] if typed else []
    return Keys(found, is_all=len(found) < MOST_FOUND)
