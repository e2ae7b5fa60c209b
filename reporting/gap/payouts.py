"""From what the gateway settled to what reached the bank, with the lines and payouts that are not of one time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from reporting.gap.payout_sql import LINES, PAYOUTS
from reporting.gap.steps import Item, Step, run, url_of

REASONS = {
    "unpaid": (
        _("Settled in these days, paid out later or not yet"),
        _("Lines whose payout is of another time, is not known yet, or is not named by the gateway."),
    ),
    "before": (_("Settled before, paid out in these days"), _("Lines of earlier days in a payout of these.")),
    "payouts": (
        _("Payouts that are not the sum of their lines"),
        _("Paid out with more or less than the lines that name the payout. A report may be missing."),
    ),
}


def payout_steps(wanted: dict[str, Any]) -> list[Step]:
    """Every line that is paid out at another time, and every payout that is not the sum of its lines."""
    found: dict[str, Step] = {}
    for why, count, total, *one in run(LINES, wanted):
        found.setdefault(why, Step(why, *REASONS[why], int(total), count)).items.append(_line(wanted["currency"], *one))
    for *one, count, total in run(PAYOUTS, wanted):
        step = found.setdefault("payouts", Step("payouts", *REASONS["payouts"], int(total), count))
        step.items.append(_payout(wanted["currency"], *one))
    return [found[why] for why in REASONS if why in found]


def _line(
    currency: str, kind: str, payment: str | None, at: datetime, net: int, line_id: str, report: int, word: str,
    payout: str,
) -> Item:  # fmt: skip
    url = url_of("payment", payment, report)
    return Item(kind, payment or line_id or word, url, None, None, None, at, net, currency, net, payout=payout)


def _payout(
    currency: str, payout: str, at: datetime, paid: int, of_lines: int, line_id: str, report: int, delta: int
) -> Item:
    """Ours is what its lines come to, theirs what was paid."""
    url, paid, of_lines = url_of(None, None, report), int(paid), int(of_lines)
    return Item("payout", payout or line_id, url, None, of_lines, currency, at, paid, currency, int(delta))
