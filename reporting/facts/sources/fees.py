"""What gateways kept, as their settlement reports name it, on the day of settlement; disputes' fees are elsewhere."""

from __future__ import annotations

from reporting.facts import numbers
from reporting.facts.sources.source import NO_PURCHASE, Source

FEES = Source(
    name="fees",
    number=numbers.FEES,
    measures=("fees",),
    dimensions=frozenset({"account"}),
    sql=f"""
        SELECT s.settled_at AS at, s.id, 'fee_' || s.kind AS kind, NULL::bigint AS refund_id,
            NULL::bigint AS payment_id, NULL::bigint AS dispute_id, NULL::bigint AS customer_id, s.currency,
            abs(s.amount_minor) AS amount, 0::bigint AS tax, s.gateway_account AS account,
            (SELECT n.gateway FROM refunds_settlementreport n WHERE n.id = s.report_id) AS gateway,
            '' AS method, '' AS country, '' AS channel, '' AS reason, '' AS person, {NO_PURCHASE},
            s.fee_minor - CASE s.kind WHEN 'fee' THEN s.amount_minor ELSE 0 END AS fees
        FROM refunds_settlemententry s
        WHERE s.kind NOT IN ('dispute', 'dispute_reversal') AND s.settled_at >= %(start)s AND s.settled_at < %(end)s
            AND (s.fee_minor <> 0 OR s.kind = 'fee')
    """,
)
