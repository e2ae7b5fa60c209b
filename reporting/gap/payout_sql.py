"""From what was settled to what was paid out: lines paid out at another time, and payouts unlike their lines."""

# Amounts are minor units; a line counts with its fee taken off. A payout that came back whole pays out no line.
_SETTLED = """
WITH paid AS (
    SELECT coalesce(nullif(payout_reference, ''), gateway_reference) AS payout, -sum(amount_minor) AS amount,
           sum(fee_minor) AS fee, max(settled_at) AS at, min(line_id) AS line_id, min(report_id) AS report_id
    FROM refunds_settlemententry
    WHERE gateway_account = %(account)s AND currency = %(currency)s AND kind = 'payout'
      AND settled_at >= %(start)s AND settled_at < %(end)s
    GROUP BY 1 HAVING sum(amount_minor) <> 0 OR sum(fee_minor) <> 0
), settled AS (
    SELECT s.id, s.kind, s.settled_at, s.amount_minor - s.fee_minor AS net, s.line_id, s.report_id, s.word,
           s.payout_reference, s.payment_reference, s.gateway_reference, s.gateway_account,
           s.settled_at >= %(start)s AS is_now,
           s.payout_reference <> '' AND s.payout_reference IN (SELECT payout FROM paid) AS is_paid
    FROM refunds_settlemententry s
    WHERE s.gateway_account = %(account)s AND s.currency = %(currency)s AND s.kind <> 'payout'
      AND s.settled_at >= %(early)s AND s.settled_at < %(end)s
)
"""

LINES = f"""{_SETTLED}
, named AS (
    SELECT *, CASE WHEN is_now THEN 'unpaid' ELSE 'before' END AS why FROM settled WHERE is_now <> is_paid
), placed AS (
    SELECT *, count(*) OVER (PARTITION BY why) AS of_them, sum(net) OVER (PARTITION BY why) AS of_all,
           row_number() OVER (PARTITION BY why ORDER BY settled_at, id) AS place
    FROM named
)
SELECT placed.why, of_them, of_all, placed.kind, p.reference, settled_at, net, line_id, report_id, word,
       payout_reference
FROM placed LEFT JOIN customers_payment p ON placed.kind = 'payment' AND p.gateway_account = placed.gateway_account
    AND p.gateway_reference = coalesce(nullif(placed.payment_reference, ''), placed.gateway_reference)
WHERE place <= %(shown)s ORDER BY placed.why DESC, place
"""  # noqa: S608 - our own words

PAYOUTS = f"""{_SETTLED}
, sums AS (
    SELECT paid.payout, paid.at, paid.amount, paid.fee, paid.line_id, paid.report_id,
           coalesce((SELECT sum(net) FROM settled WHERE payout_reference = paid.payout AND is_paid), 0) AS of_lines
    FROM paid
), differing AS (SELECT *, amount + fee - of_lines AS delta FROM sums WHERE amount + fee <> of_lines)
SELECT payout, at, amount + fee, of_lines, line_id, report_id, delta, count(*) OVER (), sum(delta) OVER ()
FROM differing ORDER BY abs(delta) DESC, payout LIMIT %(shown)s
"""  # noqa: S608 - our own words
"""Payouts of these days beside the lines that name them, where they are not the same."""
