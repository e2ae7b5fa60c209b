"""The judge: plain SQL over our tables, and the gateways' own books. It asks nothing of the code that it judges."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import psycopg

SWEEP_SECONDS = 15
"""How long a due look at a gateway may take to come round; overdue by two of them is forgotten."""


Ours = psycopg.Connection[Any]


class Paid(NamedTuple):
    """A refund that a gateway has really paid, in ISO minor units. `reference` is ours, of the attempt."""

    reference: str
    amount_minor: int
    currency: str = ""
    payment: str = ""


@dataclass
class Findings:
    """What broke a promise; all lists empty is a pass.

    lost: done here and not paid there, or accepted and nowhere to be found. doubled: paid, or opened, more than once.
    stuck: neither done nor ended. forgotten: open, and nobody will come back to it. untrue: ended here and paid there,
    or another amount, currency or payment. unheard: paid there under a reference that is not ours. unbalanced: entries,
    states and running totals that tell different stories. overdrawn: more promised than was captured. changed: bytes
    that are not those we hashed, and events that were worked off twice.
    """

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)
    untrue: list[str] = field(default_factory=list)
    unheard: list[str] = field(default_factory=list)
    unbalanced: list[str] = field(default_factory=list)
    overdrawn: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return any(vars(self).values())

    def counts(self) -> dict[str, int]:
        return {name: len(found) for name, found in vars(self).items()}


def judge(paid: Iterable[Paid], ours: Ours, accepted: Iterable[str] | None = None) -> Findings:
    """Compare our database with what was paid, and with the references that clients were promised.

    Of a run that has come to its end; while one is under way only what is forgotten can be asked for.
    """
    found = Findings()
    _compare_with_gateways(ours, list(paid), found)
    if accepted is not None:
        _compare_with_clients(ours, list(accepted), found)
    found.forgotten = forgotten_in(ours)
    found.unbalanced = [line for question in BOOKS for line in _texts(ours, question)]
    found.overdrawn = _texts(ours, OVERDRAWN)
    found.changed = _texts(ours, CHANGED)
    return found


def judge_at(address: str, paid: Iterable[Paid], accepted: Iterable[str] | None = None) -> Findings:
    """Judge the database at this address."""
    with psycopg.connect(address) as ours:
        return judge(paid, ours, accepted)


def forgotten_in(ours: Ours) -> list[str]:
    """Open refunds that nobody will come back to, or to which nobody has come back in time."""
    return _texts(ours, FORGOTTEN, {"late": 2 * SWEEP_SECONDS})


def paid_in(ledger: Path) -> list[Paid]:
    """What the fake gateways have paid, in their own file."""
    with sqlite3.connect(f"file:{ledger}?mode=ro", uri=True) as theirs:
        rows = theirs.execute("SELECT reference, amount_minor, currency, payment FROM paid").fetchall()
    return [Paid(*row) for row in rows]


def _compare_with_gateways(ours: Ours, paid: list[Paid], found: Findings) -> None:
    by_refund: dict[str, list[Paid]] = defaultdict(list)
    for one in paid:
        by_refund[one.reference.rsplit("-", 1)[0]].append(one)
    for reference, state, amount, currency, payment in ours.execute(REFUNDS):
        theirs = by_refund.pop(reference, [])
        if len(theirs) > 1:
            found.doubled.append(reference)
        if state in ("approved", "processing"):
            found.stuck.append(reference)
        if state == "completed" and not theirs:
            found.lost.append(reference)
        if state not in ("completed", "approved", "processing") and theirs:
            found.untrue.append(reference)
        for one in theirs:
            told = (one.amount_minor, one.currency or currency, one.payment or payment)
            if told != (amount, currency, payment):
                found.untrue.append(reference)
    found.unheard += by_refund


def _compare_with_clients(ours: Ours, accepted: list[str], found: Findings) -> None:
    """Each yes that a client heard is one refund; each refund is one yes."""
    there = Counter(reference for (reference,) in ours.execute("SELECT reference FROM refunds_refund"))
    promised = Counter(accepted)
    found.lost += promised - there
    found.doubled += there - promised


def _texts(ours: Ours, question: str, given: dict[str, Any] | None = None) -> list[str]:
    return [" ".join(map(str, row)) for row in ours.execute(question, given)]  # type: ignore[call-overload]


REFUNDS = """
    SELECT r.reference, r.state, r.amount_minor, r.currency, p.gateway_reference
    FROM refunds_refund r JOIN customers_payment p ON p.id = r.payment_id
"""

FORGOTTEN = """
    SELECT r.reference, r.state FROM refunds_refund r
    WHERE r.state = 'approved' AND NOT EXISTS (
        SELECT 1 FROM refunds_workorder w WHERE (w.payload->>'refund')::bigint = r.id
        AND (w.state = 'parked' OR w.state = 'due' AND w.due_at > now() - make_interval(secs => %(late)s)
             OR w.state = 'leased' AND w.leased_until > now() - make_interval(secs => %(late)s)))
    OR r.state = 'processing' AND NOT EXISTS (
        SELECT 1 FROM refunds_refundattempt a WHERE a.refund_id = r.id
        AND a.state IN ('sending', 'unknown', 'pending', 'action_required', 'waiting_funds')
        AND a.next_check_at > now() - make_interval(secs => %(late)s))
"""

ENTRIES = """
    SELECT 'entry', entry_id, currency, sum(amount_minor) FROM refunds_journalline
    GROUP BY entry_id, currency HAVING sum(amount_minor) <> 0
"""

LEDGER = """
    SELECT 'ledger', currency, sum(amount_minor) FROM refunds_journalline
    GROUP BY currency HAVING sum(amount_minor) <> 0
"""

STORIES = """
    SELECT r.reference, r.state, string_agg(j.kind, ',' ORDER BY j.id) FROM refunds_refund r
    LEFT JOIN refunds_journalentry j ON j.refund_id = r.id AND j.round = r.round GROUP BY r.id
    HAVING coalesce(string_agg(j.kind, ',' ORDER BY j.id), '') <> CASE r.state
        WHEN 'completed' THEN 'reserve,settle' WHEN 'approved' THEN 'reserve' WHEN 'processing' THEN 'reserve'
        WHEN 'failed' THEN CASE WHEN 'reverse' = ANY(array_agg(j.kind))
            THEN 'reserve,settle,reverse' ELSE 'reserve,release' END
        WHEN 'canceled' THEN CASE r.round WHEN 0 THEN '' ELSE 'reserve,release' END ELSE '' END
"""

AMOUNTS = """
    SELECT r.reference, j.kind, l.currency, l.amount_minor FROM refunds_refund r
    JOIN refunds_journalentry j ON j.refund_id = r.id JOIN refunds_journalline l ON l.entry_id = j.id
    WHERE abs(l.amount_minor) <> r.amount_minor OR l.currency <> r.currency
"""

ATTEMPTS = """
    SELECT r.reference, r.state, a.state FROM refunds_refund r
    JOIN refunds_refundattempt a ON a.refund_id = r.id AND a.number = r.round
    WHERE r.state <> CASE WHEN a.state = 'succeeded' THEN 'completed'
        WHEN a.state IN ('failed', 'canceled', 'reversed') THEN 'failed' ELSE 'processing' END
"""

TOTALS = """
    SELECT p.reference, p.reserved_minor, p.refunded_minor FROM customers_payment p
    LEFT JOIN refunds_refund r ON r.payment_id = p.id GROUP BY p.id
    HAVING p.reserved_minor <> coalesce(sum(r.amount_minor) FILTER (WHERE r.state IN ('approved', 'processing')), 0)
    OR p.refunded_minor <> coalesce(sum(r.amount_minor) FILTER (WHERE r.state = 'completed'), 0)
"""

BOOKS = (ENTRIES, LEDGER, STORIES, AMOUNTS, ATTEMPTS, TOTALS)

OVERDRAWN = """
    SELECT p.reference, p.captured_minor, sum(r.amount_minor) FROM customers_payment p
    JOIN refunds_refund r ON r.payment_id = p.id AND r.state IN ('approved', 'processing', 'completed')
    GROUP BY p.id HAVING sum(r.amount_minor) + p.refunded_before_minor > p.captured_minor
"""

CHANGED = """
    SELECT reference FROM refunds_refundattempt
    WHERE length(body) > 0 AND encode(sha256(body), 'hex') <> body_hash
    UNION ALL
    SELECT event_id FROM refunds_webhookevent WHERE state = 'processed'
    GROUP BY gateway, gateway_account, event_id HAVING count(*) > 1
"""
