"""From a pack's figures to what its paper's template shows."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from reporting.closing.checks import BY_CODE
from reporting.gap.explain import REASONS
from reporting.pack.figures import Figures
from reporting.statement_paper import account_name

TOTALS = (
    ("gross_minor", _("Gross"), ""),
    ("refunded_minor", _("Paid back"), "−"),
    ("came_back_minor", _("Came back"), "+"),
    ("charged_back_minor", _("Charged back"), "−"),
    ("recovered_minor", _("Won back"), "+"),
    ("fees_minor", _("Fees"), "−"),
    ("dispute_fees_minor", _("Dispute fees"), "−"),
    ("dispute_fees_returned_minor", _("Dispute fees given back"), "+"),
    ("net_minor", _("Net"), "="),
)
STATES = {"green": _("Green"), "open": _("Open"), "carried": _("Carried over")}


def paper_context(figures: Figures, checksum: str) -> dict[str, Any]:
    """Everything that the template reads; the amounts stay as they are in the figures."""
    first_on, last_on = (date.fromisoformat(figures[name]) for name in ("first_on", "last_on"))
    closing = figures["closing"]
    return {
        **figures,
        "first_on": first_on,
        "last_on": last_on,
        "closed_at": datetime.fromisoformat(closing["closed_at"]) if closing else None,
        "checksum_parts": [checksum[start : start + 16] for start in range(0, 64, 16)],
        "account_rows": [{**row, "label": account_name(row["account"])} for row in figures["accounts"]],
        "impact": [(total["currency"], _steps(total)) for total in figures["totals"]],
        "month_rows": [{**row, "month": date.fromisoformat(row["month"])} for row in figures["months"]],
        "bridge_rows": [{**one, "steps": _named(one["steps"])} for one in figures["bridges"]],
        "check_rows": [
            {**row, "title": BY_CODE[row["code"]].title, "state_name": STATES[row["state"]]}
            for row in figures["checks"]
            if row["code"] in BY_CODE
        ],
    }


def _steps(total: Figures) -> list[tuple[Any, str, int]]:
    rows = [(label, sign, total.get(name, 0)) for name, label, sign in TOTALS]
    return [row for row in rows if row[2] or row[1] in ("", "=")]


def _named(steps: list[Figures]) -> list[Figures]:
    return [{**step, "title": REASONS[step["why"]][0]} for step in steps]
