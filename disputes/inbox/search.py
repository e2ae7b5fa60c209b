"""Which disputes fit what somebody typed: our number, the gateway's, and the words of payment and customer."""

from __future__ import annotations

import re

from customers.search import MOST_FOUND, Keys, cases_with
from disputes.models import Dispute

_NUMBER = re.compile(r"DP-?[0-9-]{0,20}", re.IGNORECASE)
LONGEST_GATEWAY_NUMBER = 191


def disputes_with(typed: str) -> Keys:
    """The disputes that fit every word, at most MOST_FOUND."""
    return cases_with(typed, Dispute.objects.all(), _NUMBER) or _by_gateway_number(typed)


def _by_gateway_number(typed: str) -> Keys:
    """What the gateway itself calls the case."""
    if not typed or len(typed) > LONGEST_GATEWAY_NUMBER:
        return Keys([])
    found = list(Dispute.objects.filter(gateway_reference=typed).values_list("pk", flat=True)[:MOST_FOUND])
    return Keys(found)
