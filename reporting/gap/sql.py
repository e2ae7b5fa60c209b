"""Both sides of an account beside each other, movement by movement.

Ours are captured payments and what the ledger moved at the account; theirs the lines of settlement reports, payouts
aside. They meet by what they are about and which of several it is. A partner is looked for some weeks around the time.
"""

# Amounts are minor units seen from the shop: what left is negative. Each row says what it adds to theirs less ours.
ROWS = """
WITH ours AS (
    SELECT 'payment' AS kind, 'payment:' || p.gateway_reference AS about, p.captured_at AS at, p.currency,
           p.captured_minor AS amount, p.reference AS reference, 'payment' AS page, false AS from_console,
           NULL::bigint AS refund_id
    FROM customers_payment p
    WHERE p.gateway_account = %(account)s AND p.captured_at >= %(early)s AND p.captured_at < %(late)s
    UNION ALL
    SELECT CASE e.kind WHEN 'settle' THEN 'refund' ELSE 'refund_reversal' END, 'refund:' || r.id, e.posted_at,
           l.currency, l.amount_minor, r.reference, 'refund', r.origin = 'gateway', r.id
    FROM refunds_journalline l JOIN refunds_journalentry e ON e.id = l.entry_id
    JOIN refunds_refund r ON r.id = e.refund_id
    WHERE l.account = %(ledger)s AND e.kind IN ('settle', 'reverse')
      AND e.posted_at >= %(early)s AND e.posted_at < %(late)s
    UNION ALL
    SELECT CASE e.kind WHEN 'dispute_withdrawn' THEN 'dispute' WHEN 'dispute_reinstated' THEN 'dispute_reversal'
                       ELSE 'fee' END,
           'dispute:' || coalesce(d.gateway_reference, e.source), e.posted_at, l.currency, l.amount_minor,
           coalesce(d.reference, e.source), CASE WHEN d.id IS NOT NULL THEN 'dispute' END, false, NULL
    FROM refunds_journalline l JOIN refunds_journalentry e ON e.id = l.entry_id
    LEFT JOIN disputes_moneymoved m ON m.entry_id = e.id LEFT JOIN disputes_dispute d ON d.id = m.dispute_id
    WHERE l.account = %(ledger)s AND e.kind NOT IN ('settle', 'reverse')
      AND e.posted_at >= %(early)s AND e.posted_at < %(late)s
), theirs AS (
    SELECT s.kind, CASE
               WHEN s.kind = 'payment' THEN 'payment:' || coalesce(nullif(s.payment_reference, ''), s.gateway_reference)
               WHEN s.kind IN ('refund', 'refund_reversal') THEN 'refund:' || tried.refund_id
               WHEN s.gateway_reference <> '' THEN 'dispute:' || s.gateway_reference END AS about,
           s.settled_at AS at, s.currency, s.amount_minor AS amount, s.fee_minor AS fee, s.line_id, s.report_id,
           s.number, s.word
    FROM refunds_settlemententry s LEFT JOIN LATERAL (
        SELECT a.refund_id FROM refunds_refundattempt a
        WHERE (s.gateway_reference <> '' AND a.gateway_reference = s.gateway_reference
               AND a.gateway_account = s.gateway_account)
           OR (s.refund_reference <> '' AND a.reference = s.refund_reference)
        ORDER BY a.id LIMIT 1
    ) AS tried ON s.kind IN ('refund', 'refund_reversal')
    WHERE s.gateway_account = %(account)s AND s.kind <> 'payout'
      AND s.settled_at >= %(early)s AND s.settled_at < %(late)s
    UNION ALL
    SELECT 'fee', 'dispute:' || s.gateway_reference, s.settled_at, s.currency, -s.fee_minor, 0, s.line_id, s.report_id,
           s.number, s.word
    FROM refunds_settlemententry s
    WHERE s.gateway_account = %(account)s AND s.kind IN ('dispute', 'dispute_reversal') AND s.fee_minor <> 0
      AND s.settled_at >= %(early)s AND s.settled_at < %(late)s
), beside AS (
    SELECT coalesce(o.kind, t.kind) AS kind, o.at AS our_at, o.currency AS our_currency, o.amount AS our_amount,
           o.reference, o.page, o.from_console, o.refund_id, t.at AS their_at, t.currency AS their_currency,
           t.amount AS their_amount, t.line_id, t.report_id, t.number, t.word,
           o.currency = %(currency)s AND o.at >= %(start)s AND o.at < %(end)s AS ours_now,
           t.currency = %(currency)s AND t.at >= %(start)s AND t.at < %(end)s AS theirs_now
    FROM (SELECT *, row_number() OVER (PARTITION BY kind, about ORDER BY at, reference) AS nth FROM ours) o
    FULL JOIN (SELECT *, row_number() OVER (PARTITION BY kind, about ORDER BY at, line_id) AS nth FROM theirs) t
      ON t.kind = o.kind AND t.about = o.about AND t.nth = o.nth
), named AS (
    SELECT *, coalesce(CASE WHEN theirs_now THEN their_amount END, 0)
              - coalesce(CASE WHEN ours_now THEN our_amount END, 0) AS delta,
           CASE
               WHEN ours_now AND theirs_now AND our_amount = their_amount THEN 'same'
               WHEN ours_now AND theirs_now THEN 'amount'
               WHEN our_currency <> their_currency THEN 'currency'
               WHEN ours_now AND their_at IS NULL THEN 'transit'
               WHEN from_console THEN 'console'
               WHEN our_at IS NOT NULL AND their_at IS NOT NULL AND abs(extract(epoch FROM their_at - our_at)) < 172800
                   THEN 'midnight'
               WHEN our_at IS NOT NULL AND their_at IS NOT NULL THEN 'timing'
               WHEN kind IN ('refund', 'refund_reversal') THEN 'console'
               WHEN kind IN ('dispute', 'dispute_reversal') THEN 'dispute'
               WHEN kind = 'fee' THEN 'fees'
               WHEN kind = 'payment' THEN 'payment'
               ELSE 'other' END AS why
    FROM beside WHERE ours_now OR theirs_now
), placed AS (
    SELECT *, count(*) OVER (PARTITION BY why) AS of_them, sum(delta) OVER (PARTITION BY why) AS why_sum,
           row_number() OVER (PARTITION BY why ORDER BY coalesce(our_at, their_at), reference, line_id) AS place
    FROM named WHERE why <> 'same'
)
SELECT why, of_them, why_sum, kind, reference, page, our_at, our_amount, our_currency, their_at, their_amount,
       their_currency, line_id, report_id, word, delta,
       (SELECT f.id FROM refunds_difference f WHERE f.state = 'open'
          AND ((f.refund_id = placed.refund_id) OR (f.report_id = placed.report_id AND f.line_number = placed.number))
        ORDER BY f.id LIMIT 1) AS difference
FROM placed WHERE place <= %(shown)s ORDER BY why, place
"""

OURS = """
SELECT coalesce((SELECT sum(captured_minor) FROM customers_payment WHERE gateway_account = %(account)s
                 AND currency = %(currency)s AND captured_at >= %(start)s AND captured_at < %(end)s), 0)
     , coalesce((SELECT sum(l.amount_minor) FROM refunds_journalline l JOIN refunds_journalentry e ON e.id = l.entry_id
                 WHERE l.account = %(ledger)s AND l.currency = %(currency)s
                 AND e.posted_at >= %(start)s AND e.posted_at < %(end)s), 0)
"""

THEIRS = """
SELECT coalesce(sum(amount_minor) FILTER (WHERE kind <> 'payout'), 0),
       coalesce(sum(fee_minor) FILTER (WHERE kind <> 'payout'), 0),
       coalesce(-sum(amount_minor) FILTER (WHERE kind = 'payout'), 0),
       coalesce(sum(fee_minor) FILTER (WHERE kind = 'payout'), 0),
       count(*)
FROM refunds_settlemententry
WHERE gateway_account = %(account)s AND currency = %(currency)s AND settled_at >= %(start)s AND settled_at < %(end)s
"""

FEES = """
WITH kept AS (
    SELECT s.*, count(*) OVER () AS of_them, sum(fee_minor) OVER () AS of_all,
           row_number() OVER (ORDER BY abs(fee_minor) DESC, id) AS place
    FROM refunds_settlemententry s
    WHERE gateway_account = %(account)s AND currency = %(currency)s AND settled_at >= %(start)s AND settled_at < %(end)s
      AND fee_minor <> 0 AND kind NOT IN ('payout', 'dispute', 'dispute_reversal')
)
SELECT kept.kind, p.reference, kept.settled_at, kept.fee_minor, kept.currency, kept.line_id, kept.report_id, kept.word,
       of_them, of_all
FROM kept LEFT JOIN customers_payment p ON kept.kind = 'payment' AND p.gateway_account = kept.gateway_account
    AND p.gateway_reference = coalesce(nullif(kept.payment_reference, ''), kept.gateway_reference)
WHERE place <= %(shown)s ORDER BY place
"""
"""What the gateway kept of each line, the largest first. Fees of disputes are in our ledger and meet it in ROWS."""
