"""Money that left for customers, and that came back: entries of the ledger, each on the day on which it was booked."""

from __future__ import annotations

from reporting.facts import numbers
from reporting.facts.sources.source import BOUGHT, OF_PAYMENT, Source

LAST_YES = """
    coalesce((
        SELECT a.approver_id::text FROM refunds_approval a
        WHERE a.refund_id = r.id AND a.approved_at <= e.posted_at ORDER BY a.number DESC LIMIT 1
    ), '')
"""
_TAX = """
    (SELECT CASE coalesce(sum(x.amount_minor), 0) WHEN r.amount_minor THEN coalesce(sum(x.tax_minor), 0)::bigint
        ELSE reporting_tax_inside(e.id) END
     FROM refunds_refundline x WHERE x.refund_id = r.id AND x.revision = r.revision)
"""
"""That of the lines where they name the whole amount; what they do not name goes by the rule of reporting.tax.parts."""

REFUNDS = Source(
    name="refunds",
    number=numbers.REFUNDS,
    measures=(
        "refunded", "came_back", "tax_back", "refund_fees", "credit_granted", "refunds", "reversals",
    ),
    dimensions=frozenset({"account", "method", "country", "channel", "reason", "person", "product", "bought"}),
    sql=f"""
        SELECT e.posted_at AS at, e.id, e.kind, r.id AS refund_id, r.payment_id, NULL::bigint AS dispute_id,
            r.customer_id, l.currency, abs(l.amount_minor) AS amount, {_TAX} AS tax,
            {OF_PAYMENT}, r.reason, {LAST_YES} AS person, {BOUGHT} AS bought, '' AS network,
            CASE e.kind WHEN 'settle' THEN -l.amount_minor ELSE 0 END AS refunded,
            CASE e.kind WHEN 'reverse' THEN l.amount_minor ELSE 0 END AS came_back,
            CASE e.kind WHEN 'settle' THEN 1 ELSE -1 END * {_TAX} AS tax_back,
            CASE e.kind WHEN 'settle' THEN r.fee_minor ELSE -r.fee_minor END AS refund_fees,
            CASE l.account WHEN 'store_credit' THEN -l.amount_minor ELSE 0 END AS credit_granted,
            CASE e.kind WHEN 'settle' THEN 1 ELSE 0 END AS refunds,
            CASE e.kind WHEN 'reverse' THEN 1 ELSE 0 END AS reversals
        FROM refunds_journalentry e
        JOIN refunds_journalline l ON l.entry_id = e.id AND l.account NOT IN ('refunds_payable', 'refunds_granted')
        JOIN refunds_refund r ON r.id = e.refund_id
        JOIN customers_payment p ON p.id = r.payment_id
        WHERE e.kind IN ('settle', 'reverse') AND e.posted_at >= %(start)s AND e.posted_at < %(end)s
    """,
    spread="""
        SELECT product, (amount * sign(b.refunded))::bigint AS refunded,
            (amount * sign(b.came_back))::bigint AS came_back,
            (tax * CASE b.kind WHEN 'settle' THEN 1 ELSE -1 END)::bigint AS tax_back,
            (fee * CASE b.kind WHEN 'settle' THEN 1 ELSE -1 END)::bigint AS refund_fees,
            (amount * sign(b.credit_granted))::bigint AS credit_granted
        FROM (
            SELECT CASE GROUPING(w.sku) WHEN 1 THEN '' ELSE w.sku END AS product,
                CASE GROUPING(w.sku) WHEN 1 THEN b.amount - coalesce(sum(x.amount_minor) FILTER (WHERE w.sku <> ''), 0)
                    ELSE sum(x.amount_minor) END AS amount,
                CASE GROUPING(w.sku) WHEN 1 THEN b.tax - coalesce(sum(x.tax_minor) FILTER (WHERE w.sku <> ''), 0)
                    ELSE sum(x.tax_minor) END AS tax,
                CASE GROUPING(w.sku)
                    WHEN 1 THEN abs(b.refund_fees) - coalesce(sum(x.fee_minor) FILTER (WHERE w.sku <> ''), 0)
                    ELSE sum(x.fee_minor) END AS fee
            FROM refunds_refund y
            JOIN refunds_refundline x ON x.refund_id = y.id AND x.revision = y.revision
            JOIN customers_paymentline w ON w.id = x.payment_line_id
            WHERE y.id = b.refund_id
            GROUP BY GROUPING SETS ((w.sku), ())
            HAVING GROUPING(w.sku) = 0 AND w.sku <> '' OR GROUPING(w.sku) = 1 AND (
                b.amount <> coalesce(sum(x.amount_minor) FILTER (WHERE w.sku <> ''), 0)
                OR abs(b.refund_fees) <> coalesce(sum(x.fee_minor) FILTER (WHERE w.sku <> ''), 0)
            )
        ) AS lines
    """,
    parts=("refunded", "came_back", "tax_back", "refund_fees", "credit_granted"),
)  # fmt: skip
"""Goodwill beyond the lines, and a refund found at the gateway, which has none, stand under no product."""
