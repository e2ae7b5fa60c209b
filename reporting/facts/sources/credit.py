"""Store credit that moved without a refund: bonus, spent, given back, expired, corrected by hand."""

from __future__ import annotations

from reporting.facts import numbers
from reporting.facts.sources.source import NO_PAYMENT, NO_PURCHASE, Source

CREDIT = Source(
    name="credit",
    number=numbers.CREDIT,
    measures=("credit_granted", "credit_spent", "credit_expired"),
    dimensions=frozenset(),
    sql=f"""
        SELECT e.posted_at AS at, e.id, e.kind, NULL::bigint AS refund_id, NULL::bigint AS payment_id,
            NULL::bigint AS dispute_id, e.customer_id, l.currency, abs(l.amount_minor) AS amount, 0::bigint AS tax,
            {NO_PAYMENT}, '' AS reason, '' AS person, {NO_PURCHASE},
            CASE WHEN e.kind IN ('credit_bonus', 'credit_correction') THEN -l.amount_minor ELSE 0 END AS credit_granted,
            CASE WHEN e.kind IN ('credit_spend', 'credit_give_back') THEN l.amount_minor ELSE 0 END AS credit_spent,
            CASE WHEN e.kind = 'credit_expiry' THEN l.amount_minor ELSE 0 END AS credit_expired
        FROM refunds_journalentry e
        JOIN refunds_journalline l ON l.entry_id = e.id AND l.account = 'store_credit'
        WHERE e.kind IN ('credit_bonus', 'credit_correction', 'credit_spend', 'credit_give_back', 'credit_expiry')
            AND e.posted_at >= %(start)s AND e.posted_at < %(end)s
    """,
)
"""Granted less spent less expired is what the shop owes as credit."""
