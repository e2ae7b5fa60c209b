"""The sources: each says in SQL which single things happened between two moments, and what of each measure they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reporting.facts.sources.cases import DECISIONS, FAILURES, REQUESTS
from reporting.facts.sources.credit import CREDIT
from reporting.facts.sources.disputes import (
    CHARGEBACKS,
    DISPUTE_MONEY,
    DISPUTED,
    DISPUTES_ENDED,
    DISPUTES_OPENED,
    WARNINGS,
)
from reporting.facts.sources.fees import FEES
from reporting.facts.sources.payments import PAYMENTS
from reporting.facts.sources.refunds import REFUNDS
from reporting.facts.sources.source import Source

SOURCES: tuple[Source, ...] = (
    PAYMENTS, REFUNDS, CREDIT, DISPUTE_MONEY, REQUESTS, DECISIONS, FAILURES, DISPUTES_OPENED, DISPUTES_ENDED, FEES,
    DISPUTED, CHARGEBACKS, WARNINGS,
)  # fmt: skip
BY_NUMBER = {source.number: source for source in SOURCES}


def sources_of(basic: Iterable[str]) -> Sequence[Source]:
    """The sources that know one of these measures."""
    wanted = set(basic)
    return [source for source in SOURCES if wanted & set(source.measures)]
