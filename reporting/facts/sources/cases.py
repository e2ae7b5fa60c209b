"""What was asked for and decided: requests by the day they came, decisions by theirs, failures by the ledger's."""

from __future__ import annotations

from reporting.facts import numbers
from reporting.facts.sources.refunds import LAST_YES
from reporting.facts.sources.source import NO_PURCHASE, OF_PAYMENT, SKUS_OF_REFUND, Source

_DIMENSIONS = frozenset({"account", "method", "country", "channel", "reason", "person", "product"})
_OF_REFUND = """
    r.id AS refund_id, r.payment_id, NULL::bigint AS dispute_id, r.customer_id, r.currency, r.amount_minor AS amount,
    0::bigint AS tax
"""

REQUESTS = Source(
    name="requests",
    number=numbers.REQUESTS,
    measures=("requests",),
    dimensions=_DIMENSIONS,
    sql=f"""
        SELECT r.created_at AS at, r.id, 'request' AS kind, {_OF_REFUND}, {OF_PAYMENT}, r.reason,
            coalesce(r.requester_id::text, '') AS person, {NO_PURCHASE}, 1 AS requests
        FROM refunds_refund r JOIN customers_payment p ON p.id = r.payment_id
        WHERE r.origin <> 'gateway' AND r.created_at >= %(start)s AND r.created_at < %(end)s
    """,
    spread=SKUS_OF_REFUND,
)

_DECIDED = """
    SELECT r.*, CASE r.state WHEN 'rejected' THEN (
            SELECT n.person_id FROM refunds_rejection n WHERE n.refund_id = r.id ORDER BY n.number DESC LIMIT 1
        ) ELSE (
            SELECT a.approver_id FROM refunds_approval a WHERE a.refund_id = r.id
            ORDER BY a.number DESC LIMIT 1
        ) END AS decider_id
    FROM refunds_refund r
    WHERE r.origin <> 'gateway' AND r.decided_at >= %(start)s AND r.decided_at < %(end)s
"""

DECISIONS = Source(
    name="decisions",
    number=numbers.DECISIONS,
    measures=("approved", "rejected", "automatic"),
    dimensions=_DIMENSIONS,
    sql=f"""
        SELECT r.decided_at AS at, r.id, CASE r.state WHEN 'rejected' THEN 'rejected' ELSE 'approved' END AS kind,
            {_OF_REFUND}, {OF_PAYMENT}, r.reason, coalesce(r.decider_id::text, '') AS person,
            {NO_PURCHASE},
            CASE r.state WHEN 'rejected' THEN 0 ELSE 1 END AS approved,
            CASE r.state WHEN 'rejected' THEN 1 ELSE 0 END AS rejected,
            CASE WHEN r.state <> 'rejected' AND r.decider_id IS NULL THEN 1 ELSE 0 END AS automatic
        FROM ({_DECIDED}) r JOIN customers_payment p ON p.id = r.payment_id
    """,
    spread=SKUS_OF_REFUND,
)

FAILURES = Source(
    name="failures",
    number=numbers.FAILURES,
    measures=("failed",),
    dimensions=_DIMENSIONS,
    sql=f"""
        SELECT e.posted_at AS at, e.id, 'failed' AS kind, {_OF_REFUND}, {OF_PAYMENT}, r.reason, {LAST_YES} AS person,
            {NO_PURCHASE}, 1 AS failed
        FROM refunds_journalentry e
        JOIN refunds_refund r ON r.id = e.refund_id
        JOIN customers_payment p ON p.id = r.payment_id
        WHERE e.kind = 'release' AND e.posted_at >= %(start)s AND e.posted_at < %(end)s
            AND EXISTS (SELECT 1 FROM refunds_refundattempt t WHERE t.refund_id = r.id AND t.number = e.round)
    """,
    spread=SKUS_OF_REFUND,
)
"""A reservation that was given back after a try; one that was canceled before it was tried did not fail."""
