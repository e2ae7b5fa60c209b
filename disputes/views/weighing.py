"""Fight or accept: how the estimates have done, what they rest on, and how near the networks' limits are."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from disputes.models import Dispute
from disputes.weighing.chance import Cell, interval_of
from disputes.weighing.pressure import pressures
from disputes.weighing.report import bands_of, followed_of
from disputes.weighing.tally import cells_of, last_tally
from disputes.weighing.words import pressure_words
from refunds import permissions
from refunds.views.access import StaffRequest, staff_page


@staff_page(permissions.SEE_DISPUTES)
def weighing(request: StaffRequest) -> HttpResponse:
    """Show what the worker has counted; nothing is counted here."""
    tally = last_tally()
    cells = cells_of(tally)
    context = {
        "tabs": tabs_of("weighing"),
        "tally": tally if tally.pk else None,
        "bands": bands_of(tally),
        "estimated": sum(row[1] for row in tally.bands),
        "followed": followed_of(tally),
        "reasons": _by_reason(cells),
        "ended": sum(cell.won + cell.lost for cell in cells),
        "pressures": [{"at": one, "words": pressure_words(one)} for one in pressures(tally.networks)],
    }
    return render(request, "disputes/weighing.html", context)


def tabs_of(current: str) -> list[dict[str, Any]]:
    """The pages of fight or accept."""
    pages = {"weighing": _("How it has done"), "fees": _("Fees and work"), "rules": _("Automatic rules")}
    return [{"label": label, "url": reverse(f"disputes:{name}"), "current": name == current}
            for name, label in pages.items()]  # fmt: skip


def _by_reason(cells: list[Cell]) -> list[dict[str, Any]]:
    """How answered disputes ended, reason by reason, the most frequent first."""
    sums: dict[str, list[int]] = {}
    for cell in cells:
        counted = sums.setdefault(cell.category, [0, 0])
        counted[0] += cell.won
        counted[1] += cell.lost
    rows = [
        {"label": Dispute.Category(category).label, "won": won, "cases": won + lost, "seen": interval_of(won, lost)}
        for category, (won, lost) in sums.items()
    ]
    return sorted(rows, key=lambda row: -row["cases"])
