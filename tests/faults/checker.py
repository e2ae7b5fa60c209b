"""The judge: plain SQL and the gateway's own books. It asks nothing of the code it judges."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from django.db import connection

OPEN = ("approved", "processing")


@dataclass
class Findings:
    """References of refunds that broke a promise; all lists empty is a pass."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    untrue: list[str] = field(default_factory=list)
    unbalanced: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return any(vars(self).values())


def judge(paid_at_gateway: list[tuple[str, int]]) -> Findings:
    """Compare our tables with what the gateway really paid: (our reference, minor units), one for each refund."""
    paid = Counter(reference for reference, _amount in paid_at_gateway)
    amounts = dict(paid_at_gateway)
    found = Findings()
    for reference, state, amount in _rows("SELECT reference, state, amount_minor FROM refunds_refund"):
        if paid[reference] > 1:
            found.doubled.append(reference)
        if state in OPEN:
            found.stuck.append(reference)
        if state == "completed" and not paid[reference]:
            found.lost.append(reference)
        if (state in ("failed", "canceled", "rejected") and paid[reference]) or (
            paid[reference] and amounts[reference] != amount
        ):
            found.untrue.append(reference)
    found.unbalanced = [str(row) for row in _unbalanced()]
    return found


def _unbalanced() -> list[tuple]:
    """Entries that do not sum to zero, and refunds whose state and entries tell different stories."""
    entries = _rows(
        "SELECT entry_id, currency FROM refunds_journalline GROUP BY entry_id, currency HAVING sum(amount_minor) <> 0"
    )
    stories = _rows(
        "SELECT r.reference, r.state, string_agg(j.kind, ',' ORDER BY j.id) FROM refunds_refund r"
        " LEFT JOIN refunds_journalentry j ON j.refund_id = r.id AND j.round = r.round GROUP BY r.id"
        " HAVING coalesce(string_agg(j.kind, ',' ORDER BY j.id), '') <> CASE r.state"
        "  WHEN 'completed' THEN 'reserve,settle' WHEN 'approved' THEN 'reserve' WHEN 'processing' THEN 'reserve'"
        "  WHEN 'failed' THEN CASE WHEN 'reverse' = ANY(array_agg(j.kind))"
        "   THEN 'reserve,settle,reverse' ELSE 'reserve,release' END"
        "  WHEN 'canceled' THEN CASE r.round WHEN 0 THEN '' ELSE 'reserve,release' END ELSE '' END"
    )
    totals = _rows(
        "SELECT p.reference, p.reserved_minor, p.refunded_minor FROM customers_payment p LEFT JOIN refunds_refund r"
        " ON r.payment_id = p.id GROUP BY p.id HAVING"
        " p.reserved_minor <> coalesce(sum(r.amount_minor) FILTER (WHERE r.state IN ('approved', 'processing')), 0)"
        " OR p.refunded_minor <> coalesce(sum(r.amount_minor) FILTER (WHERE r.state = 'completed'), 0)"
    )
    return [*entries, *stories, *totals]


def _rows(sql: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()
