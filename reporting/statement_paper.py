"""From figures to what the paper's template shows."""

from __future__ import annotations

from collections import Counter
from datetime import date
from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext_lazy

from refunds.models import Refund
from reporting.statement_figures import Figures

_WAYS = {
    Refund.Rail.ORIGINAL: gettext_lazy("Payment method"),
    Refund.Rail.STORE_CREDIT: gettext_lazy("Store credit"),
    Refund.Rail.BANK_TRANSFER: gettext_lazy("Bank transfer"),
}


def paper_context(figures: Figures, checksum: str) -> dict[str, Any]:
    """Everything a template reads; the amounts stay as they are in the figures."""
    first_on, last_on = (date.fromisoformat(figures[name]) for name in ("first_on", "last_on"))
    return {
        **figures,
        "first_on": first_on,
        "last_on": last_on,
        "checksum_parts": [checksum[start : start + 16] for start in range(0, 64, 16)],
        "payments": [_payment(row) for row in figures["payments"]],
        "movements": [_movement(row) for row in figures["movements"]],
        "payment_totals": _counted(figures, "payment_count", "gross_minor"),
        "movement_totals": _movement_totals(figures),
        "several_currencies": len(figures["totals"]) > 1,
    }


def _payment(row: Figures) -> Figures:
    method = SimpleNamespace(
        card_brand=row["brand"],
        card_last4=row["last4"],
        method_label=row["method_label"],
        get_method_display=lambda: row["method"].title(),
    )
    return {**row, "on": date.fromisoformat(row["on"]), "by": method}


def _movement(row: Figures) -> Figures:
    return {
        **row,
        "on": date.fromisoformat(row["on"]),
        "came_back": row["amount_minor"] < 0,
        "way": _WAYS.get(row["rail"], row["rail"]),
    }


def _movement_totals(figures: Figures) -> list[Figures]:
    counts = Counter(row["currency"] for row in figures["movements"])
    return [
        {"currency": total["currency"], "count": counts[total["currency"]], "amount_minor": total["net_refunded_minor"]}
        for total in figures["totals"]
        if counts[total["currency"]]
    ]


def _counted(figures: Figures, count: str, amount: str) -> list[Figures]:
    return [
        {"currency": total["currency"], "count": total[count], "amount_minor": total[amount]}
        for total in figures["totals"]
        if total[count]
    ]
