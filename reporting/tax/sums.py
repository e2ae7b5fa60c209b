"""Sums over rows of the report as they are frozen, exported and answered."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def totals(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """One row of the same shape for each currency, over all countries and rates."""
    sums: dict[str, dict[str, Any]] = {}
    for row in rows:
        total = sums.setdefault(row["currency"], {"currency": row["currency"]})
        for name, value in row.items():
            if name.endswith("_minor"):
                total[name] = total.get(name, 0) + value
    return [sums[currency] for currency in sorted(sums)]
