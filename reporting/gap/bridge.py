"""How every account comes from our figure to the gateway's, as plain values: for papers, tables and what is frozen."""

from __future__ import annotations

from typing import Any

from reporting.gap.explain import Explained, accounts_and_currencies, explain
from reporting.periods import Period

Figures = dict[str, Any]


def bridges(period: Period) -> list[Figures]:
    """How each account and currency comes from our figure to the gateway's, where anything moved."""
    explained = [explain(account, currency, period) for account, currency in accounts_and_currencies()]
    return [_bridge(one) for one in explained if one.ours_minor or one.theirs_minor or one.steps]


def _bridge(one: Explained) -> Figures:
    return {
        "account": one.account,
        "currency": one.currency,
        "captured_minor": one.captured_minor,
        "ledger_minor": one.ledger_minor,
        "ours_minor": one.ours_minor,
        "steps": [
            {"why": step.why, "title": str(step.title), "delta_minor": step.delta_minor, "count": step.count}
            for step in one.steps
        ],
        "remainder_minor": one.remainder_minor,
        "theirs_minor": one.theirs_minor,
        "unpaid_minor": one.unpaid_minor,
        "from_before_minor": one.from_before_minor,
        "payout_fees_minor": one.payout_fees_minor,
        "payout_remainder_minor": one.payout_remainder_minor,
        "paid_out_minor": one.paid_out_minor,
    }
