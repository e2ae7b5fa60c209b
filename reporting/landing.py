"""On which day a sale counts: when it was captured, or when it became known, if the books were closed before.

A closing counts payments up to its `last_payment`. One that comes later with an earlier date, as from a late import,
cannot change what is closed: it lands on the day on which it was recorded here, or on the first open day after.
"""

from __future__ import annotations

from reporting.models import PeriodClosing

LANDS_AT = """
    CASE WHEN bar.until IS NULL OR p.captured_at >= bar.until THEN p.captured_at
         ELSE greatest(p.created_at, bar.until) END
"""
"""SQL over customers_payment AS p and the join below."""

BARRED = """
    LEFT JOIN LATERAL (
        SELECT max(c.ends_at) AS until FROM reporting_periodclosing c
        WHERE c.state IN ('closing', 'closed') AND c.last_payment < p.id
    ) AS bar ON true
"""


IS_BEHIND_A_BAR = """
    p.captured_at < (SELECT max(c.ends_at) FROM reporting_periodclosing c WHERE c.state IN ('closing', 'closed'))
"""
"""Of a payment that is being written: whether it may count on another day than that of its capture, now or later."""


def came_late_after() -> int | None:
    """The payment after which any may have come late; None while nothing is closed, so that none did."""
    cuts = PeriodClosing.objects.filter(state__in=PeriodClosing.BARRED, last_payment__isnull=False)
    return cuts.order_by("last_payment").values_list("last_payment", flat=True).first()
