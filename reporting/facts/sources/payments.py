"""Captured payments, on the day of the capture, or on the one on which they became known where that was closed."""

from __future__ import annotations

from reporting import landing
from reporting.facts import numbers
from reporting.facts.sources.source import NETWORK, OF_PAYMENT, Source

_LANDED = f"""
    SELECT p.*, p.captured_at AS lands_at FROM customers_payment p
    WHERE p.captured_at >= %(start)s AND p.captured_at < %(end)s
        AND NOT EXISTS (SELECT FROM reporting_latepayment late WHERE late.payment_id = p.id)
    UNION ALL
    SELECT p.*, {landing.LANDS_AT} AS lands_at
    FROM reporting_latepayment late JOIN customers_payment p ON p.id = late.payment_id {landing.BARRED}
    WHERE {landing.LANDS_AT} >= %(start)s AND {landing.LANDS_AT} < %(end)s
"""

PAYMENTS = Source(
    name="payments",
    number=numbers.PAYMENTS,
    measures=("gross", "discounts", "payments"),
    dimensions=frozenset({"account", "method", "country", "channel", "product", "network"}),
    sql=f"""
        SELECT p.lands_at AS at, p.id, 'payment' AS kind, NULL::bigint AS refund_id, p.id AS payment_id,
            NULL::bigint AS dispute_id, p.customer_id, p.currency, p.captured_minor AS amount,
            (SELECT coalesce(sum(x.tax_minor), 0)::bigint FROM customers_paymentline x WHERE x.payment_id = p.id)
                AS tax,
            {OF_PAYMENT}, '' AS reason, '' AS person, '' AS bought, {NETWORK} AS network,
            p.captured_minor AS gross,
            (SELECT coalesce(sum(x.discount_minor), 0)::bigint FROM customers_paymentline x WHERE x.payment_id = p.id)
                AS discounts,
            1 AS payments
        FROM ({_LANDED}) p
    """,
    spread="""
        SELECT CASE GROUPING(x.sku) WHEN 1 THEN '' ELSE x.sku END AS product,
            CASE GROUPING(x.sku)
                WHEN 1 THEN b.gross - coalesce(sum(x.net_minor + x.tax_minor) FILTER (WHERE x.sku <> ''), 0)
                ELSE sum(x.net_minor + x.tax_minor) END::bigint AS gross,
            CASE GROUPING(x.sku) WHEN 1 THEN coalesce(sum(x.discount_minor) FILTER (WHERE x.sku = ''), 0)
                ELSE sum(x.discount_minor) END::bigint AS discounts
        FROM customers_paymentline x WHERE x.payment_id = b.payment_id
        GROUP BY GROUPING SETS ((x.sku), ())
        HAVING GROUPING(x.sku) = 0 AND x.sku <> '' OR GROUPING(x.sku) = 1 AND (
            b.gross <> coalesce(sum(x.net_minor + x.tax_minor) FILTER (WHERE x.sku <> ''), 0)
            OR coalesce(bool_or(x.sku = ''), false)
        )
    """,
    parts=("gross", "discounts"),
)
"""What was captured beyond the lines, or less than them, stands under no product."""
