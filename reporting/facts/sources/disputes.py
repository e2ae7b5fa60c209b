"""Disputes: their money on the day it was booked, and the cases on the days on which they opened and ended."""

from __future__ import annotations

from reporting.facts import numbers
from reporting.facts.sources.source import NETWORK, NO_PURCHASE, OF_PAYMENT, Source

_DIMENSIONS = frozenset({"account", "method", "country", "channel", "reason", "person"})
_OF_DISPUTE = """
    d.payment_id, d.id AS dispute_id, p.customer_id
"""
_WHOSE = f"""
    {OF_PAYMENT}, 'dispute:' || d.category AS reason, coalesce(d.owner_id::text, '') AS person, {NO_PURCHASE}
"""

DISPUTE_MONEY = Source(
    name="dispute_money",
    number=numbers.DISPUTE_MONEY,
    measures=("charged_back", "recovered", "dispute_fees", "written_off"),
    dimensions=_DIMENSIONS,
    sql=f"""
        SELECT e.posted_at AS at, e.id, e.kind, NULL::bigint AS refund_id, {_OF_DISPUTE}, l.currency,
            l.amount_minor AS amount, 0::bigint AS tax, {_WHOSE},
            CASE e.kind WHEN 'dispute_withdrawn' THEN l.amount_minor ELSE 0 END AS charged_back,
            CASE e.kind WHEN 'dispute_reinstated' THEN l.amount_minor ELSE 0 END AS recovered,
            CASE WHEN e.kind IN ('dispute_fee', 'dispute_counter_fee') THEN l.amount_minor
                WHEN e.kind = 'dispute_fee_returned' THEN -l.amount_minor ELSE 0 END AS dispute_fees,
            CASE e.kind WHEN 'dispute_written_off' THEN l.amount_minor
                WHEN 'dispute_written_up' THEN -l.amount_minor ELSE 0 END AS written_off
        FROM refunds_journalentry e
        JOIN refunds_journalline l ON l.entry_id = e.id AND l.amount_minor > 0
        JOIN disputes_moneymoved m ON m.entry_id = e.id
        JOIN disputes_dispute d ON d.id = m.dispute_id
        JOIN customers_payment p ON p.id = d.payment_id
        WHERE e.kind IN ('dispute_withdrawn', 'dispute_reinstated', 'dispute_fee', 'dispute_counter_fee',
                'dispute_fee_returned', 'dispute_written_off', 'dispute_written_up')
            AND e.posted_at >= %(start)s AND e.posted_at < %(end)s
    """,
)

DISPUTES_OPENED = Source(
    name="disputes_opened",
    number=numbers.DISPUTES_OPENED,
    measures=("disputes",),
    dimensions=_DIMENSIONS,
    sql=f"""
        SELECT d.opened_at AS at, d.id, 'dispute_opened' AS kind, NULL::bigint AS refund_id, {_OF_DISPUTE}, d.currency,
            d.amount_minor AS amount, 0::bigint AS tax, {_WHOSE}, 1 AS disputes
        FROM disputes_dispute d JOIN customers_payment p ON p.id = d.payment_id
        WHERE d.opened_at >= %(start)s AND d.opened_at < %(end)s
    """,
)

DISPUTES_ENDED = Source(
    name="disputes_ended",
    number=numbers.DISPUTES_ENDED,
    measures=("disputes_won", "disputes_lost"),
    dimensions=_DIMENSIONS,
    sql=f"""
        SELECT d.finished_at AS at, d.id, 'dispute_' || d.state AS kind, NULL::bigint AS refund_id, {_OF_DISPUTE},
            d.currency, d.amount_minor AS amount, 0::bigint AS tax, {_WHOSE},
            CASE d.state WHEN 'won' THEN 1 ELSE 0 END AS disputes_won,
            CASE d.state WHEN 'won' THEN 0 ELSE 1 END AS disputes_lost
        FROM disputes_dispute d JOIN customers_payment p ON p.id = d.payment_id
        WHERE d.state IN ('won', 'lost', 'accepted', 'expired')
            AND d.finished_at >= %(start)s AND d.finished_at < %(end)s
    """,
)

IS_CHARGEBACK = "d.stage <> 'inquiry' AND d.state <> 'prevented'"
"""What networks count: neither a question, nor what their own program ended."""

DISPUTED = Source(
    name="disputed",
    number=numbers.DISPUTED,
    measures=("disputed",),
    dimensions=frozenset({"account", "method", "country", "channel", "network"}),
    sql=f"""
        SELECT p.captured_at AS at, p.id, 'payment_disputed' AS kind, NULL::bigint AS refund_id, p.id AS payment_id,
            (SELECT max(d.id) FROM disputes_dispute d WHERE d.payment_id = p.id AND {IS_CHARGEBACK}) AS dispute_id,
            p.customer_id, p.currency, p.captured_minor AS amount, 0::bigint AS tax,
            {OF_PAYMENT}, '' AS reason, '' AS person, '' AS bought, {NETWORK} AS network, 1 AS disputed
        FROM customers_payment p
        WHERE p.captured_at >= %(start)s AND p.captured_at < %(end)s
            AND EXISTS (SELECT FROM disputes_dispute d WHERE d.payment_id = p.id AND {IS_CHARGEBACK})
    """,
    books=False,
)
"""Payments that a chargeback has come to since, on the day of the charge."""

_THERE = """
    '' AS method, '' AS country, '' AS channel, '' AS reason, '' AS person, '' AS bought
"""

CHARGEBACKS = Source(
    name="chargebacks",
    number=numbers.CHARGEBACKS,
    measures=("chargebacks",),
    dimensions=frozenset({"account", "network"}),
    sql=f"""
        SELECT d.opened_at AS at, d.id, 'dispute_opened' AS kind, NULL::bigint AS refund_id, {_OF_DISPUTE}, d.currency,
            d.amount_minor AS amount, 0::bigint AS tax, d.gateway_account AS account, d.gateway, {_THERE},
            lower(d.network) AS network, 1 AS chargebacks
        FROM disputes_dispute d JOIN customers_payment p ON p.id = d.payment_id
        WHERE {IS_CHARGEBACK} AND d.opened_at >= %(start)s AND d.opened_at < %(end)s
    """,
    books=False,
)

WARNINGS = Source(
    name="warnings",
    number=numbers.WARNINGS,
    measures=("warnings",),
    dimensions=frozenset({"account", "network"}),
    sql=f"""
        SELECT w.warned_at AS at, w.id, 'fraud_warning' AS kind, NULL::bigint AS refund_id, w.payment_id,
            NULL::bigint AS dispute_id, p.customer_id, p.currency, p.captured_minor AS amount, 0::bigint AS tax,
            w.gateway_account AS account, w.gateway, {_THERE}, {NETWORK} AS network, 1 AS warnings
        FROM disputes_fraudwarning w JOIN customers_payment p ON p.id = w.payment_id
        WHERE w.warned_at >= %(start)s AND w.warned_at < %(end)s
    """,
    books=False,
)
"""Both as the networks count them (reporting.networks.count), for the lists behind."""
