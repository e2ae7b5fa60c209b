"""Which disputes fit what somebody typed: our number, the gateway's, and the words of payment and customer."""

from __future__ import annotations

import re

from customers.search import MOST_FOUND, Keys, payments_with
from disputes.models import Dispute

_NUMBER = re.compile(r"DP-?[0-9-]{0,20}", re.IGNORECASE)
LONGEST_GATEWAY_NUMBER = 191


def disputes_with(typed: str) -> Keys:
    """The disputes that fit every word, at most MOST_FOUND."""
    numbers = [word.upper() for word in typed.split() if _NUMBER.fullmatch(word)]
    words = " ".join(word for word in typed.split() if not _NUMBER.fullmatch(word))
    payments = payments_with(words) if words else None
    rows = Dispute.objects.order_by()
    for number in numbers:
        rows = rows.filter(reference__startswith=number)
    if payments is not None:
        rows = rows.filter(payment__in=payments)
    found = list(rows.values_list("pk", flat=True)[: MOST_FOUND + 1])
    is_all = len(found) <= MOST_FOUND and (payments is None or payments.is_all)
    return Keys(found[:MOST_FOUND], is_all=is_all) if found else _by_gateway_number(typed)


def _by_gateway_number(typed: str) -> Keys:
    """What the gateway itself calls the case."""
    if not typed or len(typed) > LONGEST_GATEWAY_NUMBER:
        return Keys([])
    found = list(Dispute.objects.filter(gateway_reference=typed).values_list("pk", flat=True)[:MOST_FOUND])
    return Keys(found)
