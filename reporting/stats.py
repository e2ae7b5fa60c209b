"""The four figures at the top: the last four whole weeks beside the four before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from customers.money import format_money
from customers.templatetags.recourse import money_marked
from reporting.panels import Weekly, lasting, percent
from reporting.queries import Captured, Decided, PaidBack

Share = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Stat:
    label: str
    value: str
    note: str


def four_week_stats(weekly: Weekly, currency: str) -> list[Stat]:
    """The week that runs is left out: a figure that is still growing would always look like a fall."""
    before, last = weekly.weeks[-9:-5], weekly.weeks[-5:-1]

    def paid(weeks: list[date]) -> int:
        return sum(weekly.paid_back.get(week, PaidBack()).net_minor for week in weeks)

    def rate(weeks: list[date]) -> Share:
        refunds = sum(weekly.paid_back.get(week, PaidBack()).count for week in weeks)
        return refunds, sum(weekly.captured.get(week, Captured()).count for week in weeks)

    def approval(weeks: list[date]) -> Share:
        approved = sum(weekly.decided.get(week, Decided()).approved for week in weeks)
        return approved, approved + sum(weekly.decided.get(week, Decided()).rejected for week in weeks)

    earlier_median, later_median = weekly.medians
    return [
        Stat(
            _("Paid back in four weeks"),
            money_marked(paid(last), currency),
            _("%s before") % format_money(paid(before), currency),
        ),
        _share_stat(_("Refund rate"), rate, before, last),
        Stat(_("Middle turnaround"), lasting(later_median), _("%s before") % lasting(earlier_median)),
        _share_stat(_("Approval rate"), approval, before, last),
    ]


def _share_stat(label: str, share: Callable[[list[date]], Share], before: list[date], last: list[date]) -> Stat:
    return Stat(label, percent(*share(last)), _("%s before") % percent(*share(before)))
