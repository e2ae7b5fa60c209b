"""An independent look at the books: plain SQL that shares nothing with the code it checks.

Each check selects what must not exist. No row anywhere means that the books are true.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

SHOWN = 20
"""Findings of one kind that are named; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Check:
    """`sql` answers one text per fault."""

    code: str
    promise: str
    sql: str


@dataclass(frozen=True, slots=True)
class Finding:
    code: str
    promise: str
    count: int
    examples: list[str]


def find_faults() -> list[Finding]:
    """Run every check; an empty list is a proof."""
    found = [(check, _run(check)) for check in CHECKS]
    return [Finding(check.code, check.promise, len(rows), rows[:SHOWN]) for check, rows in found if rows]


def _run(check: Check) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(check.sql)
        return [row[0] for row in cursor.fetchall()]


CHECKS = [
    Check(
        "entry_not_zero",
        "Every journal entry sums to zero in each currency.",
        """
        SELECT format('entry %s (%s): %s %s', e.id, e.source, sum(l.amount_minor), l.currency)
        FROM refunds_journalentry e JOIN refunds_journalline l ON l.entry_id = e.id
        GROUP BY e.id, e.source, l.currency HAVING sum(l.amount_minor) <> 0 ORDER BY e.id
        """,
    ),
    Check(
        "entry_without_lines",
        "Every journal entry has lines.",
        """
        SELECT format('entry %s (%s)', e.id, e.source) FROM refunds_journalentry e
        WHERE NOT EXISTS (SELECT 1 FROM refunds_journalline l WHERE l.entry_id = e.id) ORDER BY e.id
        """,
    ),
    Check(
        "state_and_entries_differ",
        "A refund's state and its journal entries correspond, round by round.",
        """
        WITH rounds AS (
            SELECT r.id, r.reference, r.state, r.round AS last_round, n AS round,
                   coalesce((SELECT string_agg(e.kind, '+' ORDER BY e.id) FROM refunds_journalentry e
                             WHERE e.refund_id = r.id AND e.round = n), '') AS kinds
            FROM refunds_refund r CROSS JOIN LATERAL generate_series(0, r.round) AS n
        )
        SELECT format('%s round %s is %s with [%s]', reference, round, state, kinds) FROM rounds
        WHERE NOT CASE
            WHEN round = 0 THEN kinds = '' AND (last_round > 0 OR state IN
                 ('requested', 'under_review', 'needs_info', 'rejected', 'canceled'))
            WHEN round < last_round THEN kinds IN ('reserve+release', 'reserve+settle+reverse')
            WHEN state IN ('approved', 'processing') THEN kinds = 'reserve'
            WHEN state = 'completed' THEN kinds = 'reserve+settle'
            WHEN state = 'failed' THEN kinds IN ('reserve+release', 'reserve+settle+reverse')
            WHEN state = 'canceled' THEN kinds = 'reserve+release'
            ELSE false END
        ORDER BY id, round
        """,
    ),
    Check(
        "entry_of_no_round",
        "No journal entry belongs to a round that its refund has not reached.",
        """
        SELECT format('%s: entry %s of round %s', r.reference, e.id, e.round)
        FROM refunds_journalentry e JOIN refunds_refund r ON r.id = e.refund_id WHERE e.round > r.round ORDER BY e.id
        """,
    ),
    Check(
        "entry_differs_from_refund",
        "An entry has its refund's amount, currency and customer.",
        """
        SELECT format('%s: entry %s (%s)', r.reference, e.id, e.kind)
        FROM refunds_journalentry e JOIN refunds_refund r ON r.id = e.refund_id
        LEFT JOIN refunds_journalline l ON l.entry_id = e.id AND l.amount_minor > 0
        GROUP BY r.id, e.id
        HAVING e.customer_id <> r.customer_id OR coalesce(sum(l.amount_minor), 0) <> r.amount_minor
            OR bool_or(l.currency <> r.currency)
        ORDER BY e.id
        """,
    ),
    Check(
        "payable_differs_from_state",
        "What the ledger still owes for a refund is its amount while it is approved or on its way, and else nothing.",
        """
        SELECT format('%s is %s and the ledger owes %s', r.reference, r.state, -coalesce(sum(l.amount_minor), 0))
        FROM refunds_refund r LEFT JOIN refunds_journalentry e ON e.refund_id = r.id
        LEFT JOIN refunds_journalline l ON l.entry_id = e.id AND l.account = 'refunds_payable'
        GROUP BY r.id
        HAVING -coalesce(sum(l.amount_minor), 0) <>
            CASE WHEN r.state IN ('approved', 'processing') THEN r.amount_minor ELSE 0 END
        ORDER BY r.id
        """,
    ),
    Check(
        "reserved_differs_from_refunds",
        "A payment's reserved amount is the sum of its refunds that are approved or on their way.",
        """
        SELECT format('%s: %s reserved, refunds say %s',
                      p.reference, p.reserved_minor, coalesce(sum(r.amount_minor), 0))
        FROM customers_payment p
        LEFT JOIN refunds_refund r ON r.payment_id = p.id AND r.state IN ('approved', 'processing')
        GROUP BY p.id HAVING p.reserved_minor <> coalesce(sum(r.amount_minor), 0) ORDER BY p.id
        """,
    ),
    Check(
        "refunded_differs_from_refunds",
        "A payment's refunded amount is the sum of its completed refunds.",
        """
        SELECT format('%s: %s refunded, refunds say %s',
                      p.reference, p.refunded_minor, coalesce(sum(r.amount_minor), 0))
        FROM customers_payment p
        LEFT JOIN refunds_refund r ON r.payment_id = p.id AND r.state = 'completed'
        GROUP BY p.id HAVING p.refunded_minor <> coalesce(sum(r.amount_minor), 0) ORDER BY p.id
        """,
    ),
    Check(
        "more_than_captured",
        "Refunds that hold money never exceed what was captured.",
        """
        SELECT format('%s: %s captured, refunds hold %s', p.reference, p.captured_minor, sum(r.amount_minor))
        FROM customers_payment p
        JOIN refunds_refund r ON r.payment_id = p.id AND r.state IN ('approved', 'processing', 'completed')
        GROUP BY p.id HAVING sum(r.amount_minor) + p.refunded_before_minor > p.captured_minor ORDER BY p.id
        """,
    ),
    Check(
        "refund_differs_from_payment",
        "A refund has its payment's currency and customer.",
        """
        SELECT format('%s of %s', r.reference, p.reference)
        FROM refunds_refund r JOIN customers_payment p ON p.id = r.payment_id
        WHERE r.currency <> p.currency OR r.customer_id <> p.customer_id ORDER BY r.id
        """,
    ),
    Check(
        "credit_balance_differs",
        "A store credit balance is the sum of its entries, and what the ledger owes that customer.",
        """
        WITH entries AS (
            SELECT account_id, sum(amount_minor) AS total FROM customers_creditentry GROUP BY account_id
        ), books AS (
            SELECT e.customer_id, l.currency, -sum(l.amount_minor) AS total
            FROM refunds_journalline l JOIN refunds_journalentry e ON e.id = l.entry_id
            WHERE l.account = 'store_credit' GROUP BY e.customer_id, l.currency
        )
        SELECT format('%s %s: balance %s, entries %s, ledger %s', c.reference, coalesce(a.currency, books.currency),
                      coalesce(a.balance_minor, 0), coalesce(entries.total, 0), coalesce(books.total, 0))
        FROM customers_creditaccount a
        FULL JOIN books ON books.customer_id = a.customer_id AND books.currency = a.currency
        LEFT JOIN entries ON entries.account_id = a.id
        JOIN customers_customer c ON c.id = coalesce(a.customer_id, books.customer_id)
        WHERE coalesce(a.balance_minor, 0) <> coalesce(entries.total, 0)
           OR coalesce(a.balance_minor, 0) <> coalesce(books.total, 0)
        ORDER BY c.id
        """,
    ),
    Check(
        "credit_lot_differs",
        "What is left of a lot of store credit is the sum of its parts, and every movement is the sum of its own.",
        """
        SELECT format('lot %s: %s left, parts say %s', l.source, l.left_minor, coalesce(sum(p.amount_minor), 0))
        FROM customers_creditlot l LEFT JOIN customers_creditpart p ON p.lot_id = l.id
        GROUP BY l.id HAVING l.left_minor <> coalesce(sum(p.amount_minor), 0)
        UNION ALL
        SELECT format('movement %s: %s, parts say %s', e.id, e.amount_minor, coalesce(sum(p.amount_minor), 0))
        FROM customers_creditentry e LEFT JOIN customers_creditpart p ON p.entry_id = e.id
        GROUP BY e.id HAVING e.amount_minor <> coalesce(sum(p.amount_minor), 0)
        """,
    ),
    Check(
        "credit_held_differs",
        "What an account of store credit has set aside is the sum of its open holds.",
        """
        SELECT format('account %s: %s set aside, holds say %s', a.id, a.held_minor, coalesce(sum(h.amount_minor), 0))
        FROM customers_creditaccount a
        LEFT JOIN customers_credithold h ON h.account_id = a.id AND h.state = 'open'
        GROUP BY a.id HAVING a.held_minor <> coalesce(sum(h.amount_minor), 0) ORDER BY a.id
        """,
    ),
    Check(
        "credit_spent_differs",
        "What an order spent of store credit, and got back, is what the movements say.",
        """
        SELECT format('%s: %s spent, %s given back, movements say %s and %s',
                      h.reference, h.captured_minor, h.given_back_minor, m.spent, m.back)
        FROM customers_credithold h CROSS JOIN LATERAL (
            SELECT coalesce(-sum(e.amount_minor) FILTER (WHERE e.kind = 'spend'), 0) AS spent,
                   coalesce(sum(e.amount_minor) FILTER (WHERE e.kind = 'give_back'), 0) AS back
            FROM customers_creditentry e WHERE e.hold_id = h.id
        ) m
        WHERE h.captured_minor <> m.spent OR h.given_back_minor <> m.back ORDER BY h.id
        """,
    ),
]
